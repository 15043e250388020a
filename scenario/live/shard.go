package live

import (
	"context"
	"time"

	"github.com/wxload/wxload/reports"
)

// Shard is the part of a run that this process does. Clients and launches are dealt out in
// turn: of three shards the first has the clients 1, 4, 7, …, so that each of them has its
// share of every moment of the load. What a client does follows from the seed and its
// number, whoever runs it. The zero Shard is the whole run.
//
// Shards share a mock WeChat that is not embedded, and a target that is not. What an event
// does there, the first shard does for the clients of all.
//
// Of zero with an Index is a worker: one of several that come and go, so that nobody knows
// how many there are. Each has as many clients of its own as the scenario has: where that is
// 100, the second one has the clients 101 to 200. Events hit those alone.
type Shard struct {
	Index, Of int // from 1; both zero for a whole run
	// StartAt is when the load begins, or as soon as it can after that; zero means at once.
	StartAt time.Time
	// Run is the name of the run that a worker is part of; empty where it has none.
	Run string
}

// cut reports a run that was cut into shards or workers.
func (s Shard) cut() bool { return s.Index > 0 }

// worker reports one of those that come and go.
func (s Shard) worker() bool { return s.Index > 0 && s.Of == 0 }

// first reports the shard that acts for all of them.
func (s Shard) first() bool { return s.Index <= 1 }

// client is the number of one of the shard's own clients, which are counted from 0, in a
// scenario of so many.
func (s Shard) client(own, count int) int {
	if s.worker() {
		return (s.Index-1)*count + own + 1
	}
	return s.launch(own) + 1
}

// launch is the place among all launches, from 0, of one of the shard's own.
func (s Shard) launch(own int) int {
	if s.Of == 0 {
		return own
	}
	return own*s.Of + s.Index - 1
}

// Share is how many of the first n clients or launches are the shard's.
func (s Shard) Share(n int) int {
	if s.Of == 0 {
		return n
	}
	return (n + s.Of - s.Index) / s.Of
}

// ledgerLead is how long before the start the servers' ledgers are read: long ones take
// their time.
const ledgerLead = 2 * time.Second

// awaitStart waits until so long before the shard's start. It reports an error where ctx is
// cancelled before.
func (r *run) awaitStart(ctx context.Context, before time.Duration) error {
	at := r.options.Shard.StartAt
	if at.IsZero() {
		return nil
	}
	alarm := time.NewTimer(time.Until(at.Add(-before)))
	defer alarm.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-alarm.C:
		return nil
	}
}

// shards is the shard as reports have it; nil for a whole run.
func (r *run) shards(g *reports.Generator) []reports.Shard {
	s := r.options.Shard
	if !s.cut() {
		return nil
	}
	out := reports.Shard{Index: s.Index, Of: s.Of, Started: r.begun.UTC(), Clients: int64(r.planned()), SaturatedBy: g.SaturatedBy}
	if !s.StartAt.IsZero() {
		at := s.StartAt.UTC()
		out.StartAt = &at
	}
	return []reports.Shard{out}
}

// sharesMock reports a shard that has the mock WeChat in common with others.
func (r *run) sharesMock() bool { return r.options.Shard.cut() && !r.scenario.EmbeddedMock() }

// sharesTarget reports a shard that has a target in common with others.
func (r *run) sharesTarget(target int) bool {
	return r.options.Shard.cut() && !r.backend.EmbedsTarget(target)
}

// sharesAnyTarget reports a shard that has one of them in common.
func (r *run) sharesAnyTarget() bool {
	for target := range r.backend.Targets() {
		if r.sharesTarget(target) {
			return true
		}
	}
	return false
}
