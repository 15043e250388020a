package live

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// books compares what the clients counted with what the servers did since the
// load began.
func (r *run) books(t *client.Tally, n network) reports.Books {
	var own func(user string) bool // whose codes are counted; nil means everybody's
	if r.sharesMock() {
		users := make(map[string]bool, len(r.users))
		for _, u := range r.users {
			users[u.name] = true
		}
		own = func(user string) bool { return users[user] }
	}
	target := r.backend.TargetBooks(r.before)
	if target != nil && r.sharesTarget() {
		target = &reports.TargetBooks{LostMemory: result.LedgerOfAll}
	}
	return reports.CheckBooks(clientBooks(t, n), r.backend.MockBooks(r.before, own), target)
}

// ledgers are those of the target that shards share, for when they are merged.
func (r *run) ledgers() []result.Ledger {
	if !r.sharesTarget() {
		return nil
	}
	ledgers := r.backend.TargetLedgers(r.before)
	for i := range ledgers {
		ledgers[i].Ready, ledgers[i].Looked = r.ready.UTC(), r.looked.UTC()
	}
	return ledgers
}

func clientBooks(t *client.Tally, n network) reports.ClientBooks {
	return reports.ClientBooks{
		Requests:  reports.Outcomes(t.Outcomes),
		Logins:    loginCounts(t),
		Refreshes: refreshCounts(t), RefreshSends: t.Refreshes.Sends,
		Sends: reports.SendCounts{Sent: t.Sends, Answered: t.Answers, Failed: t.Failures, InFlight: t.InFlight, Resent: n.resent, Redirected: n.redirected, Abroad: t.SendsAbroad, AnsweredAbroad: t.AnswersAbroad},
		Codes: reports.CodeCounts{Received: t.Codes, Lost: t.LoginsStarted - t.Codes},
	}
}

func refreshCounts(t *client.Tally) reports.LoginCounts {
	r := &t.Refreshes
	return reports.LoginCounts{Started: r.Started, Succeeded: r.Succeeded, Failed: r.Failed, Abandoned: r.Abandoned, Running: r.Running}
}

func loginCounts(t *client.Tally) reports.LoginCounts {
	return reports.LoginCounts{Started: t.LoginsStarted, Succeeded: t.LoginsSucceeded, Failed: t.LoginsFailed,
		Abandoned: t.LoginsAbandoned, Running: t.LoginsRunning}
}
