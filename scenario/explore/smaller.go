package explore

import "slices"

// concrete is the situation with the number of requests at each load.
func (s Situation) concrete() Situation {
	rest := s.rest()
	s.Threads = slices.Clone(s.Threads)
	s.Requests = 0
	for i := range s.Threads {
		s.Threads[i] = slices.Clone(s.Threads[i])
		for j := range s.Threads[i] {
			d := &s.Threads[i][j]
			if d.Do == Load && d.Requests == 0 {
				d.Requests = rest
			}
			s.Requests += d.Requests
		}
	}
	return s
}

// withoutRequest is the plan without one of the pages' requests; a load that is
// left with none goes, too.
func (p *plan) withoutRequest(k int) (*plan, bool) {
	q := &plan{situation: p.situation.concrete()}
	for i, thread := range q.situation.Threads {
		for j := range thread {
			d := &thread[j]
			first := q.situation.before(i, j)
			if k < first || k >= first+q.situation.of(*d) {
				continue
			}
			if d.Requests+d.Public == 1 {
				return p.withoutDeed(i, j)
			}
			if k < first+d.Requests {
				d.Requests--
				q.situation.Requests--
			} else {
				d.Public--
			}
			q.take(p, func(m Moment) (Moment, bool) { return m.withoutRequests(k, 1) })
			return q, d.Requests > 0 || q.situation.rest() == 0
		}
	}
	return nil, false
}

// withoutDeed is the plan without one of the user's deeds.
func (p *plan) withoutDeed(thread, deed int) (*plan, bool) {
	if p.situation.Threads[thread][deed].Do == Launch {
		return nil, false
	}
	q := &plan{situation: p.situation.concrete()}
	s := &q.situation
	first, gone := s.before(thread, deed), s.of(s.Threads[thread][deed])
	s.Requests -= s.Threads[thread][deed].Requests
	s.Threads[thread] = slices.Delete(s.Threads[thread], deed, deed+1)
	empty := len(s.Threads[thread]) == 0
	if empty {
		s.Threads = slices.Delete(s.Threads, thread, thread+1)
	}
	q.take(p, func(m Moment) (Moment, bool) {
		if m.Event == deedEvent && m.Thread == thread+1 {
			if m.N == deed+1 {
				return m, false
			}
			if m.N > deed+1 {
				m.N--
			}
		}
		if m.Event == deedEvent && empty && m.Thread > thread+1 {
			m.Thread--
		}
		return m.withoutRequests(first, gone)
	})
	return q, true
}

// withoutRequests renames a moment for a situation without n requests from k on;
// false where it is one of theirs.
func (m Moment) withoutRequests(k, n int) (Moment, bool) {
	if m.Request == "" {
		return m, true
	}
	i := requestIndex(m.Request)
	if i >= k+n {
		m.Request = requestName(i - n)
	}
	return m, i < k || i >= k+n
}

// requestIndex is the inverse of requestName.
func requestIndex(name string) int {
	for i := range maxRequests {
		if requestName(i) == name {
			return i
		}
	}
	return maxRequests
}

// take takes over the mishaps and constraints of a plan, renamed; those that name
// what is no more there are dropped.
func (p *plan) take(from *plan, rename func(Moment) (Moment, bool)) {
	for _, m := range from.mishaps {
		on, ok := rename(m.on)
		if m.on == (Moment{}) || ok {
			p.mishaps = append(p.mishaps, mishap{m.fault, m.n, on})
		}
	}
	for _, c := range from.waits {
		wait, ok := rename(c.Wait)
		until, also := rename(c.Until)
		if ok && also {
			p.waits = append(p.waits, Constraint{Wait: wait, Until: until})
		}
	}
}

// withoutMishap is the plan without one of its faults.
func (p *plan) withoutMishap(i int) *plan {
	q := *p
	gone := p.mishaps[i]
	q.mishaps = slices.Delete(slices.Clone(p.mishaps), i, i+1)
	if gone.on != (Moment{}) {
		return &q
	}
	for j := range q.mishaps { // those after it move up
		if m := &q.mishaps[j]; m.fault == gone.fault && m.on == (Moment{}) && m.n > gone.n {
			m.n--
		}
	}
	q.waits = nil
	q.take(&plan{waits: p.waits}, func(m Moment) (Moment, bool) {
		if m.Event != faultEvent || m.What != string(gone.fault) || m.N < gone.n {
			return m, true
		}
		same := m.N == gone.n
		m.N--
		return m, !same
	})
	return &q
}

// withoutWaits is the plan without some of its constraints.
func (p *plan) withoutWaits(from, to int) *plan {
	q := *p
	q.waits = slices.Delete(slices.Clone(p.waits), from, to)
	return &q
}

// until is the plan with another end of a constraint.
func (p *plan) until(i int, m Moment) *plan {
	q := *p
	q.waits = slices.Clone(p.waits)
	q.waits[i].Until = m
	return &q
}
