package live

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// books compares what the clients counted with what the servers did since the
// load began.
func (r *run) books(t *client.Tally, n network, targets []reports.Target) reports.Books {
	var own func(user string) bool // whose codes are counted; nil means everybody's
	if r.sharesMock() {
		users := make(map[string]bool, len(r.users))
		for _, u := range r.users {
			users[u.name] = true
		}
		own = func(user string) bool { return users[user] }
	}
	mock := r.backend.MockBooks(r.before, own)
	if targets != nil {
		return reports.CheckBooksByTarget(clientBooks(t, n), mock, targets)
	}
	return reports.CheckBooks(clientBooks(t, n), mock, r.booksOf(0))
}

// booksOf is what a target has counted since the load began; nil where that is not known.
func (r *run) booksOf(target int) *reports.TargetBooks {
	books := r.backend.TargetBooks(target, r.before)
	if books != nil && r.sharesTarget(target) {
		return &reports.TargetBooks{LostMemory: result.LedgerOfAll}
	}
	return books
}

// ledgers are those of the targets that shards share, for when they are merged.
func (r *run) ledgers() []result.Ledger {
	if !r.options.Shard.cut() {
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
		Refreshes: refreshCounts(&t.Refreshes), RefreshSends: t.Refreshes.Sends,
		Sends: reports.SendCounts{Sent: t.Sends, Answered: t.Answers, Failed: t.Failures, InFlight: t.InFlight, Resent: n.resent, Redirected: n.redirected, Abroad: t.SendsAbroad, AnsweredAbroad: t.AnswersAbroad},
		Codes: reports.CodeCounts{Received: t.Codes, Lost: t.LoginsStarted - t.Codes},
	}
}

func refreshCounts(r *client.Refreshes) reports.LoginCounts {
	return reports.LoginCounts{Started: r.Started, Succeeded: r.Succeeded, Failed: r.Failed, Abandoned: r.Abandoned, Running: r.Running}
}

func loginCounts(t *client.Tally) reports.LoginCounts {
	return reports.LoginCounts{Started: t.LoginsStarted, Succeeded: t.LoginsSucceeded, Failed: t.LoginsFailed,
		Abandoned: t.LoginsAbandoned, Running: t.LoginsRunning}
}
