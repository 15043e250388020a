package explore

import (
	"slices"

	"github.com/wxload/wxload/scenario/explore/situation"
)

// derive makes the plan that a list of choices amounts to: for each choice that
// is not the first-in-first-out one, what that one waits for.
func derive(r *runner, path []choice) (*plan, bool) {
	moments, mishaps := momentsOf(r, path)
	p := &plan{situation: *r.situation, mishaps: mishaps, waits: arrivalsAhead(path, moments)}
	for range 4*len(path) + 8 {
		at, early, same := compare(r, p, path)
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
		if until == early || slices.Contains(p.waits, wait) {
			return nil, false
		}
		p.waits = append(p.waits, wait)
	}
	return nil, false
}

// momentsOf are what happens along a path, and the faults among it.
func momentsOf(r *runner, path []choice) (moments []situation.Moment, mishaps []mishap) {
	r.run(along(path, func(w *world, c choice) {
		m := w.moment(c)
		moments = append(moments, m)
		switch c.what {
		case happens:
			mishaps = append(mishaps, mishap{fault: w.Fault(c), n: m.N})
		case fails:
			mishaps = append(mishaps, mishap{fault: w.Fault(c), on: m})
		case finish, arrive, fire, act: // no faults
		}
	}))
	return moments, mishaps
}

// arrivalsAhead makes each write wait for the arrivals directly ahead of it, and
// for what comes before those.
func arrivalsAhead(path []choice, moments []situation.Moment) []situation.Constraint {
	var waits []situation.Constraint
	for i, c := range path {
		writes := c.what == happens || c.what == arrive && c.kind == wxLogin
		if !writes || i == 0 || path[i-1].what != arrive {
			continue
		}
		j := i - 1
		for ; j >= 0 && path[j].what == arrive; j-- {
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
func compare(r *runner, p *plan, path []choice) (at int, early situation.Moment, same bool) {
	f := p.follow()
	same = true
	r.run(func(w *world, choices []choice) int {
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
			early = w.moment(choices[i])
		}
		return -1
	})
	return at, early, same && at == len(path)
}
