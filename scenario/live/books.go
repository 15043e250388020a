package live

import (
	"cmp"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// ledgers are the servers' own counts at one moment.
type ledgers struct {
	mock   *ledger
	target *standInLedger // nil where the target has no control calls
}

func (r *run) readLedgers() (l ledgers, err error) {
	if l.mock, err = r.wechat.readLedger(); err != nil {
		return l, err
	}
	if r.standIn != nil {
		l.target, err = r.standIn.readLedger()
	}
	return l, err
}

// books compares what the clients counted with what the servers did since the
// load began.
func (r *run) books(t *client.Tally) reports.Books {
	return reports.CheckBooks(clientBooks(t), r.mockBooks(), r.targetBooks())
}

func clientBooks(t *client.Tally) reports.ClientBooks {
	return reports.ClientBooks{
		Requests: reports.Outcomes(t.Outcomes),
		Logins:   loginCounts(t),
		Sends:    reports.SendCounts{Sent: t.Sends, Answered: t.Answers, Failed: t.Failures, InFlight: t.InFlight},
		Codes:    reports.CodeCounts{Received: t.Codes, Lost: t.LoginsStarted - t.Codes},
	}
}

func loginCounts(t *client.Tally) reports.LoginCounts {
	return reports.LoginCounts{Started: t.LoginsStarted, Succeeded: t.LoginsSucceeded, Failed: t.LoginsFailed,
		Abandoned: t.LoginsAbandoned, Running: t.LoginsRunning}
}

// mockBooks is what the mock counted during the load. Codes that were handed out
// before it and ended in it belong to neither.
func (r *run) mockBooks() *reports.MockBooks {
	now, err := r.wechat.readLedger()
	if err != nil {
		return &reports.MockBooks{LostMemory: err.Error()}
	}
	a, b := r.before.mock.Codes, now.Codes
	books := &reports.MockBooks{CodesIssued: b.Issued - a.Issued, CodesUsed: b.Used - a.Used,
		CodesExpired: b.Expired - a.Expired, CodesUnused: b.Unused - a.Unused}
	if forgot(r.before.mock, now) {
		return &reports.MockBooks{LostMemory: "the mock WeChat was restarted during the run and counts from zero"}
	}
	if books.CodesUnused < 0 {
		books.CodesExpired += books.CodesUnused
		books.CodesUnused = 0
	}
	return books
}

// forgot reports a mock that was restarted: it knows no longer what it did for
// the probe.
func forgot(before, now *ledger) bool { return now.Users[prober].Issued < before.Users[prober].Issued }

func (r *run) targetBooks() *reports.TargetBooks {
	if r.standIn == nil {
		return nil
	}
	now, err := r.standIn.readLedger()
	switch {
	case err != nil:
		return &reports.TargetBooks{LostMemory: err.Error()}
	case now.Boot != r.before.target.Boot:
		return &reports.TargetBooks{LostMemory: "the developer server was restarted during the run and counts from zero"}
	}
	return &reports.TargetBooks{Handled: now.Requests - r.before.target.Requests}
}

// replay is an order that the target accepted more than once.
type replay struct{ id, openid string }

// replays are those since the load began, by their ids.
func (r *run) replays() []replay {
	if r.standIn == nil {
		return nil
	}
	now, err := r.standIn.readLedger()
	if err != nil || now.Boot != r.before.target.Boot {
		return nil
	}
	var all []replay
	for id, times := range now.Orders {
		if times-r.before.target.Orders[id] > 1 {
			all = append(all, replay{id, now.Replayed[id]})
		}
	}
	slices.SortFunc(all, func(a, b replay) int { return cmp.Compare(a.id, b.id) })
	return all
}

// number is that of the client with an openid; zero where there is none.
func (r *run) number(openid string) int {
	openids, err := r.openids()
	if err != nil {
		return 0
	}
	i := slices.IndexFunc(r.users, func(u *user) bool { return openids[u.name] == openid && openid != "" })
	return i + 1
}
