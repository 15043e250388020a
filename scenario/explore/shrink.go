package explore

import (
	"cmp"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// shrinker looks for the smallest plan that still shows a defect.
type shrinker struct {
	runner *world.Runner
	defect client.DefectKey
	runs   int
}

func newShrinker(subject *world.Subject, defect client.DefectKey) *shrinker {
	return &shrinker{runner: &world.Runner{Subject: subject}, defect: defect}
}

func (s *shrinker) close() { s.runner.Close() }

// shrinkWay makes a plan of a way to a defect, and makes that small. A way that cannot
// be written as constraints stays as it is.
func Way(subject *world.Subject, in *situation.Situation, defect client.DefectKey, path []world.Choice) *plan {
	r := &world.Runner{Situation: in, Subject: subject}
	defer r.Close()
	s := newShrinker(subject, defect)
	defer s.close()
	if p, ok := derive(r, path); ok && s.shows(p) {
		return s.shrink(p)
	}
	return &plan{situation: *in, verbatim: path}
}

// maxShrinkRuns bounds the runs of one shrinking.
const maxShrinkRuns = 4000

// shows reports whether a plan brings the defect about.
func (s *shrinker) shows(p *plan) bool {
	if s.runs >= maxShrinkRuns {
		return false
	}
	s.runs++
	s.runner.Situation = &p.situation
	w, _ := s.runner.Run(s.untilShown(p.Picker()))
	return w.Shown(s.defect) > 0
}

// untilShown gives a run up when the defect is there.
func (s *shrinker) untilShown(pick world.Picker) world.Picker {
	return func(w *world.World, choices []world.Choice) int {
		if w.Shown(s.defect) > 0 {
			return -1
		}
		return pick(w, choices)
	}
}

// shrink makes the plan smaller until nothing more can be taken away: requests
// first, then deeds, faults, and constraints.
func (s *shrinker) shrink(p *plan) *plan {
	for {
		q := s.fewerRequests(p)
		q = s.fewerDeeds(q)
		q = s.fewerMishaps(q)
		q = s.fewerWaits(q)
		q = s.earlier(q)
		if q == p {
			return s.tidy(q)
		}
		p = q
	}
}

func (s *shrinker) fewerRequests(p *plan) *plan {
	for k := p.situation.TotalRequests() - 1; k >= 0; k-- {
		if q, ok := p.withoutRequest(k); ok && s.shows(q) {
			p = q
		}
	}
	return p
}

func (s *shrinker) fewerDeeds(p *plan) *plan {
	for i := len(p.situation.Threads) - 1; i >= 0; i-- {
		for j := len(p.situation.Threads[i]) - 1; i < len(p.situation.Threads) && j >= 0; j-- {
			if j >= len(p.situation.Threads[i]) {
				continue
			}
			if q, ok := p.withoutDeed(i, j); ok && s.shows(q) {
				p = q
			}
		}
	}
	return p
}

func (s *shrinker) fewerMishaps(p *plan) *plan {
	for i := len(p.mishaps) - 1; i >= 0; i-- {
		if q := p.withoutMishap(i); s.shows(q) {
			p = q
		}
	}
	return p
}

// fewerWaits drops constraints, many at once where that works.
func (s *shrinker) fewerWaits(p *plan) *plan {
	for size := len(p.waits); size > 0; size /= 2 {
		for end := len(p.waits); end > 0; end -= size {
			if q := p.withoutWaits(max(end-size, 0), end); s.shows(q) {
				p = q
			}
		}
	}
	return p
}

// earlier lets what waits wait for less.
func (s *shrinker) earlier(p *plan) *plan {
	for i := range p.waits {
		for _, m := range s.happened(p) {
			if m == p.waits[i].Until {
				break
			}
			if m.Event == situation.Arrival || p.waits[i].Until.Event == situation.Arrival || m == p.waits[i].Wait {
				continue
			}
			if q := p.until(i, m); s.shows(q) {
				p = q
				break
			}
		}
	}
	return p
}

// happened is what happens when a plan is followed, until the defect is there.
func (s *shrinker) happened(p *plan) []situation.Moment {
	s.runner.Situation = &p.situation
	var moments []situation.Moment
	follow := p.Picker()
	s.runner.Run(s.untilShown(func(w *world.World, choices []world.Choice) int {
		i := follow(w, choices)
		if i >= 0 {
			moments = append(moments, w.Moment(choices[i]))
		}
		return i
	}))
	return moments
}

// tidy brings a shrunk plan into the form that all with the same cause share: no
// faults but its own, and of requests that are alike the first letters first.
func (s *shrinker) tidy(p *plan) *plan {
	q := *p
	q.situation = q.situation.Concrete()
	q.situation.Faults = nil
	for _, b := range p.situation.Faults {
		n := 0
		for _, m := range p.mishaps {
			if m.fault == b.Fault {
				n++
			}
		}
		if n > 0 {
			q.situation.Faults = append(q.situation.Faults, situation.Budget{Fault: b.Fault, Max: n})
		}
	}
	if !s.shows(&q) {
		q = *p
	}
	q.sort()
	best := &q
	for _, r := range q.renamings() {
		r.sort()
		if r.compare(best) < 0 && s.shows(r) {
			best = r
		}
	}
	return best
}

func (p *plan) sort() {
	slices.SortFunc(p.waits, func(a, b situation.Constraint) int {
		return cmp.Or(cmp.Compare(a.Wait.String(), b.Wait.String()), cmp.Compare(a.Until.String(), b.Until.String()))
	})
	slices.SortStableFunc(p.mishaps, func(a, b mishap) int { return cmp.Compare(a.String(), b.String()) })
}

func (m mishap) String() string { return string(m.fault) + " " + m.moment().String() }

// compare orders plans with equally many constraints, by their texts.
func (p *plan) compare(q *plan) int { return cmp.Compare(p.signature(), q.signature()) }

// signature is what makes two causes the same: the constraints and the faults.
func (p *plan) signature() string {
	text := ""
	for _, c := range p.waits {
		text += c.Wait.String() + " < " + c.Until.String() + "\n"
	}
	for _, m := range p.mishaps {
		text += m.String() + "\n"
	}
	return text
}

// renamings are the plans in which two requests have changed places.
func (p *plan) renamings() []*plan {
	n := p.situation.TotalRequests()
	var all []*plan
	for i := range min(n, 6) {
		for j := range i {
			q := &plan{situation: p.situation}
			q.take(p, func(m situation.Moment) (situation.Moment, bool) {
				switch m.Request {
				case situation.RequestName(i):
					m.Request = situation.RequestName(j)
				case situation.RequestName(j):
					m.Request = situation.RequestName(i)
				}
				return m, true
			})
			all = append(all, q)
		}
	}
	return all
}
