package live

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// targets are the counts by target; nil where there is one.
func (r *run) targets(t *client.Tally) []reports.Target {
	if r.backend.Targets() == 1 {
		return nil
	}
	all := make([]reports.Target, r.backend.Targets())
	for n := range all {
		counted := client.TargetTally{}
		if n < len(t.Targets) { // no client was started otherwise
			counted = t.Targets[n]
		}
		all[n] = r.target(n, &counted)
	}
	all[0].Sends -= t.SendsAbroad
	all[0].Answers -= t.AnswersAbroad
	return all
}

// addBooks adds what each target has counted itself since the load began.
func (r *run) addBooks(targets []reports.Target) {
	for n := range targets {
		targets[n].Books = r.booksOf(n)
	}
}

func (r *run) target(number int, t *client.TargetTally) reports.Target {
	out := reports.Target{Path: r.backend.Path(number), Host: r.backend.Host(number), Sends: t.Sends, Answers: t.Answers, Failures: t.Failures, InFlight: t.InFlight,
		AuthFailuresSeen: t.AuthFailuresSeen, RefreshSends: t.Refreshes.Sends,
		Logins: reports.Logins{
			LoginCounts: reports.LoginCounts{Started: t.LoginsSucceeded + t.LoginsFailed + t.LoginsAbandoned + t.LoginsRunning,
				Succeeded: t.LoginsSucceeded, Failed: t.LoginsFailed, Abandoned: t.LoginsAbandoned, Running: t.LoginsRunning},
			Justified: t.Justified,
			Duplicate: reports.Duplicates{Total: t.Duplicates(), Concurrent: t.Concurrent, Stale401: t.Stale401,
				Needless: t.Needless, Clients: t.DuplicateClients}}}
	if t.ServerKnown {
		out.Logins.DuplicateServer = &reports.DuplicateServer{Total: t.ServerDuplicates, AfterFailedCheck: t.ServerAfterCheck}
	}
	if r.settings.Targets()[number].Refreshes() {
		out.Refreshes = refreshes(&t.Refreshes, t.ServerKnown)
	}
	return out
}

// hosts are the counts of defects by the host of the target; nil where there is one.
func (r *run) hosts(counts []int64) map[string]int64 {
	var by map[string]int64
	for number, n := range counts {
		if n == 0 {
			continue
		}
		if by == nil {
			by = map[string]int64{}
		}
		by[r.backend.Host(number)] = n
	}
	return by
}
