package shrink

import (
	"slices"

	"github.com/wxload/wxload/scenario/explore/situation"
)

// withoutRequest is the plan without one of the pages' requests; a load that is
// left with none goes, too.
func (p *Plan) withoutRequest(k int) (*Plan, bool) {
	q := &Plan{Situation: p.Situation.Concrete()}
	for i, thread := range q.Situation.Threads {
		for j := range thread {
			d := &thread[j]
			first := q.Situation.RequestsBefore(i, j)
			if k < first || k >= first+q.Situation.RequestsOf(*d) {
				continue
			}
			if q.Situation.RequestsOf(*d) == 1 {
				return p.withoutDeed(i, j)
			}
			if k < first+d.Requests {
				d.Requests--
				q.Situation.Requests--
			} else {
				d.Public--
			}
			q.take(p, func(m situation.Moment) (situation.Moment, bool) { return withoutRequests(m, k, 1) })
			return q, d.Requests > 0 || q.Situation.Unassigned() == 0
		}
	}
	return nil, false
}

// withoutDeed is the plan without one of the user's deeds.
func (p *Plan) withoutDeed(thread, deed int) (*Plan, bool) {
	if p.Situation.Threads[thread][deed].Do == situation.Launch {
		return nil, false
	}
	q := &Plan{Situation: p.Situation.Concrete()}
	s := &q.Situation
	first, gone := s.RequestsBefore(thread, deed), s.RequestsOf(s.Threads[thread][deed])
	s.Requests -= s.Threads[thread][deed].Requests
	s.Threads[thread] = slices.Delete(s.Threads[thread], deed, deed+1)
	empty := len(s.Threads[thread]) == 0
	if empty {
		s.Threads = slices.Delete(s.Threads, thread, thread+1)
	}
	q.take(p, func(m situation.Moment) (situation.Moment, bool) {
		if m.Event == situation.UserAct && m.Thread == thread+1 {
			if m.N == deed+1 {
				return m, false
			}
			if m.N > deed+1 {
				m.N--
			}
		}
		if m.Event == situation.UserAct && empty && m.Thread > thread+1 {
			m.Thread--
		}
		return withoutRequests(m, first, gone)
	})
	return q, true
}

// withoutRequests renames a moment for a situation without n requests from k on;
// false where it is one of theirs.
func withoutRequests(m situation.Moment, k, n int) (situation.Moment, bool) {
	if m.Request == "" {
		return m, true
	}
	i := situation.RequestIndex(m.Request)
	if situation.RequestName(i) != m.Request { // a mini program's own
		return m, true
	}
	if i >= k+n {
		m.Request = situation.RequestName(i - n)
	}
	return m, i < k || i >= k+n
}

// take takes over the mishaps and constraints of a plan, renamed. Those with a moment that
// rename drops are left out.
func (p *Plan) take(from *Plan, rename func(situation.Moment) (situation.Moment, bool)) {
	for _, m := range from.mishaps {
		on, ok := rename(m.on)
		if m.on == (situation.Moment{}) || ok {
			p.mishaps = append(p.mishaps, mishap{m.fault, m.n, on})
		}
	}
	for _, c := range from.Waits {
		wait, ok := rename(c.Wait)
		until, also := rename(c.Until)
		if ok && also {
			p.Waits = append(p.Waits, situation.Constraint{Wait: wait, Until: until})
		}
	}
}

// withoutMishap is the plan without one of its faults.
func (p *Plan) withoutMishap(i int) *Plan {
	q := *p
	gone := p.mishaps[i]
	q.mishaps = slices.Delete(slices.Clone(p.mishaps), i, i+1)
	if gone.on != (situation.Moment{}) {
		return &q
	}
	for j := range q.mishaps { // those after it move up
		if m := &q.mishaps[j]; m.fault == gone.fault && m.on == (situation.Moment{}) && m.n > gone.n {
			m.n--
		}
	}
	q.Waits = nil
	q.take(&Plan{Waits: p.Waits}, func(m situation.Moment) (situation.Moment, bool) {
		if m.Event != situation.Mishap || m.What != string(gone.fault) || m.N < gone.n {
			return m, true
		}
		same := m.N == gone.n
		m.N--
		return m, !same
	})
	return &q
}

// withoutWaits is the plan without some of its constraints.
func (p *Plan) withoutWaits(from, to int) *Plan {
	q := *p
	q.Waits = slices.Delete(slices.Clone(p.Waits), from, to)
	return &q
}

// until is the plan with another end of a constraint.
func (p *Plan) until(i int, m situation.Moment) *Plan {
	q := *p
	q.Waits = slices.Clone(p.Waits)
	q.Waits[i].Until = m
	return &q
}
