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
	case shared && !r.options.Shard.first():
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
	case shared && !r.options.Shard.first():
		return nil
	}
	return r.backend.Expire(target, e.Expire, r.those(index, e, shared))
}

// those are the names of the clients that an event hits, of this shard or of all; nil means
// everybody.
func (r *run) those(index int, e *scenario.Event, all bool) []string {
	if e.Share == 1 {
		return nil
	}
	return r.hit(index, all)
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

// hit are the names of the clients that an event hits, of this shard or of all.
func (r *run) hit(index int, all bool) []string {
	names := []string{}
	for client := 1; client <= r.scenario.Clients.Count; client++ {
		if (all || r.options.Shard.has(client)) && r.scenario.Affects(index, client) {
			names = append(names, scenario.User(client))
		}
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
