package live

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// books compares what the clients counted with what the servers did since the
// load began.
func (r *run) books(t *client.Tally, n network) reports.Books {
	return reports.CheckBooks(clientBooks(t, n), r.backend.MockBooks(r.before), r.backend.TargetBooks(r.before))
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
