package live

import (
	"context"
	"fmt"
	"slices"

	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// expire makes what an event names expire, for the clients that it hits.
func (r *run) expire(ctx context.Context, index int, e scenario.Event) error {
	shared := r.sharedBy(&e)
	switch {
	case shared && !r.options.Shard.first():
		return nil
	case e.By.URL != "":
		return r.backend.ExpireByURL(ctx, &e.By, r.hit(index, shared))
	case len(e.By.Command) > 0:
		return backend.ExpireByCommand(ctx, e.By.Command, r.hit(index, shared))
	case r.gates(&e):
		r.expireAtGate(index)
		return nil
	case e.Share < 1:
		return r.backend.Expire(e.Expire, r.hit(index, shared))
	}
	return r.backend.Expire(e.Expire, nil)
}

// gates reports whether an event's tokens die at the clients.
func (r *run) gates(e *scenario.Event) bool {
	called := e.By.URL != "" || len(e.By.Command) > 0
	return e.Expire == "tokens" && !called && (e.By.Gate || !r.backend.Controlled())
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
		case !r.gates(e):
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
