package shrink

import (
	"slices"

	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// derive makes a plan that follows a list of choices. Where the choice is not the
// first-in-first-out one, that one gets a constraint: it waits. It makes none where the
// runner's context is done.
func derive(r *world.Runner, path []world.Choice) (*Plan, bool) {
	moments, mishaps := momentsOf(r, path)
	p := &Plan{Situation: *r.Situation, mishaps: mishaps, Waits: arrivalsAhead(path, moments)}
	for range 4*len(path) + 8 {
		at, early, same := compare(r, p, path)
		if r.Over() {
			return nil, false
		}
		if same {
			return p, true
		}
		if early == (situation.Moment{}) {
			return nil, false
		}
		until := moments[len(moments)-1]
		if i := slices.Index(moments[at:], early); i > 0 {
			until = moments[at+i-1]
		}
		wait := situation.Constraint{Wait: early, Until: until}
		if until == early || slices.Contains(p.Waits, wait) {
			return nil, false
		}
		p.Waits = append(p.Waits, wait)
	}
	return nil, false
}

// momentsOf are what happens along a path, and the faults among it.
func momentsOf(r *world.Runner, path []world.Choice) (moments []situation.Moment, mishaps []mishap) {
	r.Run(world.Along(path, func(w *world.World, c world.Choice) {
		m := w.Moment(c)
		moments = append(moments, m)
		switch c.Action {
		case world.Happen:
			mishaps = append(mishaps, mishap{fault: w.Fault(c), n: m.N})
		case world.Fail:
			mishaps = append(mishaps, mishap{fault: w.Fault(c), on: m})
		case world.Finish, world.Arrive, world.Fire, world.Act: // no faults
		}
	}))
	return moments, mishaps
}

// arrivalsAhead makes each write wait for the arrivals directly ahead of it, and
// for what comes before those.
func arrivalsAhead(path []world.Choice, moments []situation.Moment) []situation.Constraint {
	var waits []situation.Constraint
	for i, c := range path {
		writes := c.Action == world.Happen || c.Action == world.Arrive && c.CallKind == world.WXLogin
		if !writes || i == 0 || path[i-1].Action != world.Arrive {
			continue
		}
		j := i - 1
		for ; j >= 0 && path[j].Action == world.Arrive; j-- {
			waits = append(waits, situation.Constraint{Wait: moments[i], Until: moments[j]})
		}
		if j >= 0 {
			waits = append(waits, situation.Constraint{Wait: moments[i], Until: moments[j]})
		}
	}
	return waits
}

// compare follows a plan along a path. Where they part it returns the place and
// what the plan would let happen there.
func compare(r *world.Runner, p *Plan, path []world.Choice) (at int, early situation.Moment, same bool) {
	f := p.follow()
	same = true
	r.Run(func(w *world.World, choices []world.Choice) int {
		if at == len(path) {
			return -1
		}
		i := f.pick(w, choices)
		if i >= 0 && choices[i] == path[at] {
			at++
			return i
		}
		same = false
		if i >= 0 {
			early = w.Moment(choices[i])
		}
		return -1
	})
	return at, early, same && at == len(path)
}
