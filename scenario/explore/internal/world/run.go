package world

import (
	"context"
	"slices"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// MaxChoices bounds a run.
const MaxChoices = 400

// Picker chooses what happens next; a negative number gives the run up.
type Picker func(w *World, choices []Choice) int

// Rules say which orders a world has, and what tells its states apart. The zero
// value offers every choice, but arrivals only where they matter.
type Rules struct {
	Free      bool // arrivals are choices of their own at any time
	Prompt    bool // every exchange ends within the slowest time, see timerMayFire
	ByHistory bool // keys take all that the client received
	Symmetry  bool // of choices that differ in names only, the first stands for all
	EachTimer bool // keys take all timers, also those that only looked
}

// Runner makes runs of one situation with one wrapper, one after another.
type Runner struct {
	Situation *situation.Situation
	Subject   *Subject
	Rules     Rules
	Begin     func(*World) // told of each new world; may be nil
	// Context ends the runs of a user's own code: what comes of one that was under way
	// when it was done is worth nothing, unless the app froze. nil never is.
	Context context.Context

	kept   *wrapper.Info // the subject's, for this runner; nil before the first run
	pool   loop.Pool
	arena  *arena // of its worlds; nil before the first run
	buffer []Choice
}

// Close lets go of what the runs have kept.
func (r *Runner) Close() { r.pool.Close() }

// Run makes one run and returns its world, whose client has ended, and whether
// it came to its end. A frozen app is an end. The world is good until the next run.
func (r *Runner) Run(pick Picker) (w *World, complete bool) {
	if r.arena == nil || r.arena.world.situation != r.Situation {
		r.arena = newArena(r.Situation, r.Subject, r.wrapper(), &r.pool)
	}
	w = r.arena.begin()
	w.rules = r.Rules
	if r.Begin != nil {
		r.Begin(w)
	}
	complete = r.walk(w, pick)
	if complete && !w.client.Frozen() {
		w.client.Observer().Finish(w.time(), w.stuck())
	}
	w.readsTime = w.ReadsTime()
	w.client.Stop()
	return w, complete
}

// wrapper is the subject's, kept from run to run where it can be.
func (r *Runner) wrapper() wrapper.Info {
	if r.kept == nil {
		info := r.Subject.Info
		if info.Kept != nil {
			info = info.Kept(r.Over)
		}
		r.kept = &info
	}
	return *r.kept
}

func (r *Runner) context() context.Context {
	if r.Context == nil {
		return context.Background()
	}
	return r.Context
}

// Over reports whether the runner's context is done.
func (r *Runner) Over() bool { return r.context().Err() != nil }

func (r *Runner) walk(w *World, pick Picker) bool {
	for range MaxChoices {
		if w.now > elapsed {
			return false
		}
		if w.over() {
			return true
		}
		if r.buffer = w.choices(r.buffer[:0]); len(r.buffer) == 0 {
			return true
		}
		i := pick(w, r.buffer)
		if i < 0 {
			return false
		}
		w.do(r.buffer[i])
	}
	return false
}

// Along is a picker that follows a path and then gives up.
func Along(path []Choice, seen func(*World, Choice)) Picker {
	next := 0
	return func(w *World, choices []Choice) int {
		if next == len(path) {
			return -1
		}
		i := slices.Index(choices, path[next])
		if i >= 0 {
			seen(w, path[next])
		}
		next++
		return i
	}
}
