package shrink

import (
	"cmp"
	"context"
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
	frozen int // of them
}

func newShrinker(ctx context.Context, subject *world.Subject, defect client.DefectKey) *shrinker {
	return &shrinker{runner: &world.Runner{Subject: subject, Context: ctx}, defect: defect}
}

func (s *shrinker) close() { s.runner.Close() }

// Way makes a plan of a way to a defect, and makes that small, until ctx is done. A way
// that cannot be written as constraints stays as it is.
func Way(ctx context.Context, subject *world.Subject, in *situation.Situation, defect client.DefectKey, path []world.Choice) *Plan {
	r := &world.Runner{Situation: in, Subject: subject, Context: ctx}
	defer r.Close()
	s := newShrinker(ctx, subject, defect)
	defer s.close()
	if p, ok := derive(r, path); ok && s.shows(p) {
		return s.shrink(p)
	}
	return &Plan{Situation: *in, verbatim: path}
}

// These bound the runs of one shrinking, and those of them in which the app freezes:
// each takes as long as a turn may.
const (
	maxShrinkRuns = 4000
	maxFrozenRuns = 12
)

// shows reports whether a plan brings the defect about.
func (s *shrinker) shows(p *Plan) bool {
	if s.runs >= maxShrinkRuns || s.frozen >= maxFrozenRuns || s.runner.Over() {
		return false
	}
	s.runs++
	s.runner.Situation = &p.Situation
	w, _ := s.runner.Run(s.untilShown(p.Picker()))
	if w.Frozen() {
		s.frozen++
	}
	return w.Shown(s.defect) > 0 && !s.runner.Over()
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
func (s *shrinker) shrink(p *Plan) *Plan {
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

func (s *shrinker) fewerRequests(p *Plan) *Plan {
	for k := p.Situation.TotalRequests() - 1; k >= 0; k-- {
		if q, ok := p.withoutRequest(k); ok && s.shows(q) {
			p = q
		}
	}
	return p
}

func (s *shrinker) fewerDeeds(p *Plan) *Plan {
	for i := len(p.Situation.Threads) - 1; i >= 0; i-- {
		for j := len(p.Situation.Threads[i]) - 1; i < len(p.Situation.Threads) && j >= 0; j-- {
			if j >= len(p.Situation.Threads[i]) {
				continue
			}
			if q, ok := p.withoutDeed(i, j); ok && s.shows(q) {
				p = q
			}
		}
	}
	return p
}

func (s *shrinker) fewerMishaps(p *Plan) *Plan {
	for i := len(p.mishaps) - 1; i >= 0; i-- {
		if q := p.withoutMishap(i); s.shows(q) {
			p = q
		}
	}
	return p
}

// fewerWaits drops constraints, many at once where that works.
func (s *shrinker) fewerWaits(p *Plan) *Plan {
	for size := len(p.Waits); size > 0; size /= 2 {
		for end := len(p.Waits); end > 0; end -= size {
			if q := p.withoutWaits(max(end-size, 0), end); s.shows(q) {
				p = q
			}
		}
	}
	return p
}

// earlier ends waits earlier, each at the first moment with which the defect is still shown.
func (s *shrinker) earlier(p *Plan) *Plan {
	for i := range p.Waits {
		for _, m := range s.happened(p) {
			if m == p.Waits[i].Until {
				break
			}
			if m.Event == situation.Arrival || p.Waits[i].Until.Event == situation.Arrival || m == p.Waits[i].Wait {
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
func (s *shrinker) happened(p *Plan) []situation.Moment {
	s.runner.Situation = &p.Situation
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
func (s *shrinker) tidy(p *Plan) *Plan {
	q := *p
	q.Situation = q.Situation.Concrete()
	q.Situation.Faults = nil
	for _, b := range p.Situation.Faults {
		n := 0
		for _, m := range p.mishaps {
			if m.fault == b.Fault {
				n++
			}
		}
		if n > 0 {
			q.Situation.Faults = append(q.Situation.Faults, situation.Budget{Fault: b.Fault, Max: n})
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

func (p *Plan) sort() {
	slices.SortFunc(p.Waits, func(a, b situation.Constraint) int {
		return cmp.Or(cmp.Compare(a.Wait.String(), b.Wait.String()), cmp.Compare(a.Until.String(), b.Until.String()))
	})
	slices.SortStableFunc(p.mishaps, func(a, b mishap) int { return cmp.Compare(a.String(), b.String()) })
}

func (m mishap) String() string { return string(m.fault) + " " + m.moment().String() }

// compare orders plans with equally many constraints, by their texts.
func (p *Plan) compare(q *Plan) int { return cmp.Compare(p.Signature(), q.Signature()) }

// Signature is what makes two causes the same: the constraints and the faults.
func (p *Plan) Signature() string {
	text := ""
	for _, c := range p.Waits {
		text += c.Wait.String() + " < " + c.Until.String() + "\n"
	}
	for _, m := range p.mishaps {
		text += m.String() + "\n"
	}
	return text
}

// renamings are the plans in which two requests have changed places.
func (p *Plan) renamings() []*Plan {
	n := p.Situation.TotalRequests()
	var all []*Plan
	for i := range min(n, 6) {
		for j := range i {
			q := &Plan{Situation: p.Situation}
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
