package live

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// expire makes what an event names expire, for the clients that it hits.
func (r *run) expire(ctx context.Context, index int, e scenario.Event) error {
	called := e.By.URL != "" || len(e.By.Command) > 0
	shared := !called && e.Expire != "tokens" && r.sharesMock() || called && r.sharesAnyTarget()
	switch {
	case shared && r.leavesToFirst():
		return nil
	case e.By.URL != "":
		return r.backend.ExpireByURL(ctx, &e.By, r.hit(index, shared))
	case called:
		return backend.ExpireByCommand(ctx, e.By.Command, r.hit(index, shared))
	case e.Expire != "tokens":
		return r.backend.ExpireAtWeChat(e.Expire, r.those(index, &e, shared))
	}
	var failed error
	for _, target := range r.scenario.TargetsOf(&e) {
		failed = errors.Join(failed, r.expireAt(target, index, &e))
	}
	return failed
}

// expireAt ends the tokens of one target. Of one that several shards share the first does so,
// for the clients of all.
func (r *run) expireAt(target, index int, e *scenario.Event) error {
	shared := r.sharesTarget(target)
	switch {
	case r.gates(target, e):
		r.expireAtGate(target, index)
		return nil
	case shared && r.leavesToFirst():
		return nil
	}
	return r.backend.Expire(target, e.Expire, r.those(index, e, shared))
}

// leavesToFirst reports a shard for whose clients the first one acts at servers that they
// share.
func (r *run) leavesToFirst() bool { return !r.options.Shard.worker() && !r.options.Shard.first() }

// those are the names of the clients that an event hits: those that share a server, or this
// shard's own; nil means everybody.
func (r *run) those(index int, e *scenario.Event, shared bool) []string {
	if e.Share == 1 && !(shared && r.options.Shard.worker()) {
		return nil
	}
	return r.hit(index, shared)
}

// gates reports whether an event's tokens of a target die at the clients.
func (r *run) gates(target int, e *scenario.Event) bool {
	called := e.By.URL != "" || len(e.By.Command) > 0
	return e.Expire == "tokens" && !called && (e.By.Gate || !r.backend.Controlled(target))
}

// gatesAny reports whether they do of any of the event's targets.
func (r *run) gatesAny(e *scenario.Event) bool {
	return slices.ContainsFunc(r.scenario.TargetsOf(e), func(target int) bool { return r.gates(target, e) })
}

// hit are the names of the clients that an event hits: those that share a server, or this
// shard's own.
func (r *run) hit(index int, shared bool) []string {
	names := []string{}
	add := func(client int) {
		if r.scenario.Affects(index, client) {
			names = append(names, scenario.User(client))
		}
	}
	if shared && !r.options.Shard.worker() {
		for client := 1; client <= r.scenario.Clients.Count; client++ {
			add(client)
		}
		return names
	}
	for _, u := range r.users {
		add(u.number)
	}
	return names
}

// expiryNotes tell how tokens expired, where that was not by the target's control calls.
func (r *run) expiryNotes() []string {
	var notes []string
	for i := range r.scenario.Events {
		note := ""
		switch e := &r.scenario.Events[i]; {
		case e.By.URL != "":
			note = fmt.Sprintf("tokens expired by %s %s", e.By.Method, backend.Shown(e.By.URL))
		case len(e.By.Command) > 0:
			note = "tokens expired by the command " + e.By.Command[0]
		case !r.gatesAny(e):
			continue
		case e.By.Gate:
			note = "tokens expired at the clients, as events say: other texts left in their place, which the target never issued"
		default:
			note = "tokens expired at the clients, since the target has no control calls: other texts left in their place, which the target never issued"
		}
		if !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return notes
}
