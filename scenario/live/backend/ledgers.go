package backend

import (
	"cmp"
	"slices"

	"github.com/wxload/wxload/reports"
)

// Ledgers are the servers' own counts at one moment.
type Ledgers struct {
	mock    *ledger
	targets []*standInLedger // by number; nil where a target has no control calls
}

// Ledgers reads what the servers have counted so far.
func (b *Backend) Ledgers() (l Ledgers, err error) {
	if l.mock, err = b.wechat.readLedger(); err != nil {
		return l, err
	}
	for _, d := range b.servers.developers {
		var own *standInLedger
		if d.standIn != nil {
			if own, err = d.standIn.readLedger(); err != nil {
				return l, err
			}
		}
		l.targets = append(l.targets, own)
	}
	return l, nil
}

// MockBooks is what the mock counted after before was read, of the users that own is true
// for; nil means all. Codes that were handed out before that and ended after it belong to
// neither.
func (b *Backend) MockBooks(before Ledgers, own func(user string) bool) *reports.MockBooks {
	now, err := b.wechat.readLedger()
	if err != nil {
		return &reports.MockBooks{LostMemory: err.Error()}
	}
	then, codes := before.mock.codesOf(own), now.codesOf(own)
	books := &reports.MockBooks{CodesIssued: codes.Issued - then.Issued, CodesUsed: codes.Used - then.Used,
		CodesExpired: codes.Expired - then.Expired, CodesUnused: codes.Unused - then.Unused}
	if forgot(before.mock, now) {
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

// TargetBooks is what a target counted after before was read; nil where it has no
// control calls.
func (b *Backend) TargetBooks(target int, before Ledgers) *reports.TargetBooks {
	standIn, then := b.servers.developers[target].standIn, before.targets[target]
	if standIn == nil {
		return nil
	}
	now, err := standIn.readLedger()
	switch {
	case err != nil:
		return &reports.TargetBooks{LostMemory: err.Error()}
	case now.Boot != then.Boot:
		return &reports.TargetBooks{LostMemory: "the developer server was restarted during the run and counts from zero"}
	}
	return &reports.TargetBooks{Handled: now.Requests - then.Requests, Refreshes: now.Refreshes - then.Refreshes,
		RefreshesRefused:    now.RefreshesRefused - then.RefreshesRefused,
		RefreshTokensReused: now.RefreshTokensReused - then.RefreshTokensReused}
}

// Exchanges counts what WeChat answered to a target that asked about a user's codes.
type Exchanges struct {
	Used    int64 // codes that it accepted
	Refused int64 // calls that it refused, of a code that was used before or had expired
}

// Exchanges are those of each user after before was read; nil where that is not known,
// which the books say.
func (b *Backend) Exchanges(before Ledgers) map[string]Exchanges {
	now, err := b.wechat.readLedger()
	if err != nil || forgot(before.mock, now) {
		return nil
	}
	exchanges := make(map[string]Exchanges, len(now.Users))
	for name, u := range now.Users {
		then := before.mock.Users[name]
		exchanges[name] = Exchanges{Used: u.Used - then.Used, Refused: u.Refused - then.Refused}
	}
	return exchanges
}

// Replay is an order that the target accepted more than once.
type Replay struct {
	ID   string
	User string // whose it was; empty where that is not known
}

// Replays are the orders that were accepted more than once after before was read, by
// their ids.
func (b *Backend) Replays(before Ledgers) ([]Replay, error) {
	var all []Replay
	for n, d := range b.servers.developers {
		own, err := b.replaysAt(d, before.targets[n])
		if err != nil {
			return nil, err
		}
		all = append(all, own...)
	}
	return all, nil
}

// replaysAt are those at one target; none where it has no control calls, or was restarted.
func (b *Backend) replaysAt(d *developer, before *standInLedger) ([]Replay, error) {
	if d.standIn == nil {
		return nil, nil
	}
	now, err := d.standIn.readLedger()
	if err != nil || now.Boot != before.Boot {
		return nil, err
	}
	var all []Replay
	for id, times := range now.Orders {
		if times-before.Orders[id] > 1 {
			all = append(all, Replay{ID: id})
		}
	}
	slices.SortFunc(all, func(a, b Replay) int { return cmp.Compare(a.ID, b.ID) })
	return all, b.nameUsers(all, now.Replayed)
}

// nameUsers finds the users of orders by the openids that are known for their ids.
func (b *Backend) nameUsers(orders []Replay, openids map[string]string) error {
	if len(orders) == 0 {
		return nil
	}
	names := map[string]string{}
	known, err := b.openids()
	for name, openid := range known {
		names[openid] = name
	}
	for i := range orders {
		orders[i].User = names[openids[orders[i].ID]]
	}
	return err
}
