package shrink

import (
	"slices"

	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// mishap is a fault that happens in a plan. Where it hits a call, on is the
// answer of that call.
type mishap struct {
	fault situation.Fault
	n     int // numbers those faults of one kind that hit no call, from 1
	on    situation.Moment
}

// moment is when it happens.
func (m mishap) moment() situation.Moment {
	if m.on != (situation.Moment{}) {
		return m.on
	}
	return situation.Moment{Event: situation.Mishap, What: string(m.fault), N: m.n}
}

// Plan is one order of a situation's events: first in, first out, but for its
// constraints. The user's deeds come first, each as early as possible; then the
// oldest pending call is answered; then the next timer fires. A mishap comes as
// early as it can.
type Plan struct {
	Situation situation.Situation
	mishaps   []mishap
	Waits     []situation.Constraint // without their texts
	// verbatim, if set, are the choices themselves, of an order that no constraints
	// were found for. Nothing else counts before their end.
	verbatim []world.Choice
}

// follower is a picker that follows a plan.
type follower struct {
	plan *Plan
	done map[situation.Moment]bool
	next int // of a verbatim plan: the index of its next choice
}

func (p *Plan) follow() *follower { return &follower{plan: p, done: map[situation.Moment]bool{}} }

// Picker makes the choices of the plan.
func (p *Plan) Picker() world.Picker { return p.follow().pick }

// pick is the index of the choice that the plan takes next; negative where it takes none
// of them.
func (f *follower) pick(w *world.World, choices []world.Choice) int {
	if f.next < len(f.plan.verbatim) {
		f.next++
		return slices.Index(choices, f.plan.verbatim[f.next-1])
	}
	i := f.mishap(w, choices)
	if i < 0 {
		i = f.arrival(w, choices)
	}
	if i < 0 && !w.ArrivalsOpen() {
		i = f.first(w, choices)
	}
	if i >= 0 {
		f.note(w.Moment(choices[i]))
	}
	return i
}

func (f *follower) note(m situation.Moment) {
	f.done[m] = true
	if m.Event == situation.Answer {
		m.Event = situation.Arrival
		f.done[m] = true
	}
}

// missing are the moments that m still waits for.
func (f *follower) missing(m situation.Moment) []situation.Moment {
	var missing []situation.Moment
	for _, c := range f.plan.Waits {
		if c.Wait == m && !f.done[c.Until] {
			missing = append(missing, c.Until)
		}
	}
	return missing
}

// mishap is the place of a fault that happens by itself, or of an arrival that it
// is to follow.
func (f *follower) mishap(w *world.World, choices []world.Choice) int {
	for i, c := range choices {
		if c.Action != world.Happen || !slices.ContainsFunc(f.plan.mishaps, func(m mishap) bool { return m.moment() == w.Moment(c) }) {
			continue
		}
		missing := f.missing(w.Moment(c))
		if len(missing) == 0 {
			return i
		}
		if j := firstArrival(w, choices, missing); j >= 0 {
			return j
		}
	}
	return -1
}

// arrival is the place of an arrival that something else which could happen now
// waits for, or of one that must follow on such.
func (f *follower) arrival(w *world.World, choices []world.Choice) int {
	for i, c := range choices {
		if c.Action != world.Arrive {
			continue
		}
		m := w.Moment(c)
		ready := len(f.missing(m)) == 0
		for _, wait := range f.plan.Waits {
			if ready && (w.ArrivalsOpen() && wait.Wait == m || wait.Until == m && f.couldCome(w, choices, wait.Wait)) {
				return i
			}
		}
	}
	return -1
}

// couldCome reports whether a call's moment could come now, but for arrivals.
func (f *follower) couldCome(w *world.World, choices []world.Choice, m situation.Moment) bool {
	possible := func(m situation.Moment) bool {
		return slices.ContainsFunc(choices, func(c world.Choice) bool { return w.Moment(c) == m })
	}
	return m.Event != situation.Mishap && possible(m) && !slices.ContainsFunc(f.missing(m), func(m situation.Moment) bool {
		return m.Event != situation.Arrival || !possible(m)
	})
}

// firstArrival is the place of an arrival, where nothing but arrivals that can
// come now is missing.
func firstArrival(w *world.World, choices []world.Choice, missing []situation.Moment) int {
	first := -1
	for _, m := range missing {
		i := slices.IndexFunc(choices, func(c world.Choice) bool { return c.Action == world.Arrive && w.Moment(c) == m })
		if i < 0 {
			return -1
		}
		if first < 0 || i < first {
			first = i
		}
	}
	return first
}

// first is the first-in-first-out choice among what need not wait.
func (f *follower) first(w *world.World, choices []world.Choice) int {
	timer := -1
	for i, c := range choices {
		switch c.Action {
		case world.Act:
			if len(f.missing(w.Moment(c))) == 0 {
				return i
			}
		case world.Finish, world.Fail:
			if len(f.missing(w.Moment(c))) == 0 && f.ends(w, c) {
				return i
			}
		case world.Fire:
			timer = i
		case world.Arrive, world.Happen: // arrival and mishap have chosen among these
		}
	}
	return timer
}

// ends reports whether a call ends as the plan says: with success, or by a fault.
func (f *follower) ends(w *world.World, c world.Choice) bool {
	i := slices.IndexFunc(f.plan.mishaps, func(m mishap) bool { return m.on == w.Moment(c) })
	if i < 0 {
		return c.Action == world.Finish
	}
	return c.Action == world.Fail && w.Fault(c) == f.plan.mishaps[i].fault
}
