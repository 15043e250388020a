package sim

import (
	"cmp"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
)

// Result is everything that a run showed.
type Result struct {
	Wrapper    string     `json:"wrapper"`
	Script     string     `json:"script"`
	Summary    Summary    `json:"summary"`
	Requests   []*Request `json:"requests"`
	Trace      []Event    `json:"trace"`
	Duplicates Duplicates `json:"duplicates"`
	Defects    []Defect   `json:"defects"`
	// DuplicateRefreshes is nil where the script has no refresh tokens.
	DuplicateRefreshes *Duplicates `json:"duplicate_refreshes,omitempty"`
	// StoppedAt is the time at which the run was stopped, because more happened than
	// is kept; nil where it went on to its horizon.
	StoppedAt *int64 `json:"stopped_at,omitempty"`
}

// Duplicates counts the duplicate logins, by kind, by the rules that live runs
// follow, too.
type Duplicates struct {
	Total      int64 `json:"total"`
	Concurrent int64 `json:"concurrent"`
	Stale401   int64 `json:"stale_401"`
	Needless   int64 `json:"needless"`
}

// Defect counts the defects of one class and kind.
type Defect struct {
	Class string `json:"class"`
	Kind  string `json:"kind"`
	Count int64  `json:"count"`
	Note  string `json:"note,omitempty"` // what else is known of them, in a sentence
}

// maxTrace is how many events a trace keeps: a wrapper that never gives up makes
// any number.
const maxTrace = 200_000

// Run runs a script that [Parse] has read, with a wrapper, until its horizon, or
// until the trace has 200,000 events.
func Run(s *Script, info wrapper.Info) *Result {
	w := newWorld(s, info)
	horizon := int64(10_000)
	if s.Horizon != nil {
		horizon = *s.Horizon
	}
	stopped := w.runUntil(horizon, func() bool { return len(w.trace.events) >= maxTrace })
	r := w.result()
	if stopped {
		r.StoppedAt = &w.now
	}
	return r
}

// result closes the books and ends the client.
func (w *world) result() *Result {
	observer := w.client.Observer()
	observer.Finish(w.time(), w.client.Stuck())
	w.finishSummary()
	w.client.Stop()
	tally := observer.Tally()
	out := &Result{
		Wrapper: w.wrapper.ID, Script: w.script.Name,
		Summary: w.summary, Requests: w.trace.requests, Trace: w.trace.events,
		Duplicates: Duplicates{tally.Duplicates(), tally.Concurrent, tally.Stale401, tally.Needless},
		Defects:    defects(tally),
	}
	if n := &tally.Refreshes; w.script.Refresh != "" {
		out.DuplicateRefreshes = &Duplicates{n.Duplicates(), n.Concurrent, n.Stale401, n.Needless}
	}
	return out
}

// defects lists what was found, in a fixed order.
func defects(t *client.Tally) []Defect {
	out := []Defect{}
	for key, d := range t.Defects {
		out = append(out, Defect{key.Class, key.Kind, d.Count, t.Clues.Note(key, "settings.renewMargin (wrapper.renew_margin in a scenario)")})
	}
	slices.SortFunc(out, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Kind, b.Kind))
	})
	return out
}
