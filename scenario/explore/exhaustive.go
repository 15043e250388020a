package explore

import (
	"context"
	"sync"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// node is a state, by the way that first led to it.
type node struct {
	parent int32 // -1 for the first
	by     world.Choice
	onward *onward // nil where no run has gone on from it, or what it found was used
}

// onward is how the run that found a state went on: by the first choice there. That
// choice needs no run of its own any more.
type onward struct {
	choices int // how many there are in the state
	first   child
}

// search is an exhaustive one: level by level, so that the first way to a state
// is a shortest one. States of a level are taken in the order in which they were
// found, whoever works on them: what is found does not depend on the workers.
type search struct {
	ctx       context.Context // when it is done nothing more is tried; nil never is
	situation situation.Situation
	subject   *world.Subject
	workers   int
	rules     world.Rules
	states    bool // visit no state twice
	maxStates int
	batch     int // how many states are worked on before what they lead to is put together

	nodes  []node
	seen   map[world.Key]struct{}
	found  found
	runs   int
	cut    bool // a run was given up: the search is not complete
	served bool // a run had a request that succeeded

	polled polled
	frozen earliest // the first state from which a run went on and froze: the search ends there
}

// child is what one choice in one state leads to.
type child struct {
	by      world.Choice
	key     world.Key
	defects []client.DefectKey // that were not there before
	faults  uint64             // a hash of those that have happened
	end     bool
	cut     bool
	served  bool    // in its run a request succeeded
	polled  polled  // of the run that made the choice
	onward  *onward // from the state that it leads to
	freeze  *freeze // with which the run ended that made the choice; nil for none
}

// freeze is how a run went on from a state until the app froze.
type freeze struct {
	path    []world.Choice
	defects []client.DefectKey // that were not there before the last choice
	faults  uint64
}

func newSearch(s situation.Situation, subject *world.Subject, workers int) *search {
	return &search{situation: s, subject: subject, workers: workers, rules: rulesFor(subject), states: true,
		maxStates: searchStates, batch: searchBatch, seen: map[world.Key]struct{}{}}
}

// run searches until nothing is left, or give up says so.
func (s *search) run(giveUp func() bool) {
	s.nodes = []node{{parent: -1}}
	for from := 0; from < len(s.nodes); {
		to := len(s.nodes)
		for ; from < to; from += s.batch {
			if len(s.nodes) > s.maxStates || giveUp != nil && giveUp() {
				s.cut = true
				return
			}
			s.expand(from, min(from+s.batch, to))
			if s.frozen.noted() || s.over() {
				s.cut = true
				return
			}
		}
		from = to
	}
}

func (s *search) over() bool { return s.ctx != nil && s.ctx.Err() != nil }

// searchBatch keeps all workers busy, and what they have found in memory.
const searchBatch = 512

// expand works on some states at once and puts together what they lead to, in
// their order.
func (s *search) expand(from, to int) {
	results := make([][]child, to-from)
	var working sync.WaitGroup
	for n := range s.workers {
		working.Go(func() {
			r := &world.Runner{Situation: &s.situation, Subject: s.subject, Rules: s.rules, Context: s.ctx}
			defer r.Close()
			for i := from + n; i < to && !s.frozen.before(i) && !s.over(); i += s.workers {
				results[i-from] = s.children(r, i)
			}
		})
	}
	working.Wait()
	for i, children := range results {
		if s.frozen.before(from + i) {
			return
		}
		for _, c := range children {
			s.add(int32(from+i), c)
		}
	}
}

func (s *search) add(parent int32, c child) {
	s.runs++
	s.cut, s.served = s.cut || c.cut, s.served || c.served
	s.polled.and(c.polled)
	for _, d := range c.defects {
		if s.found.remember(d, c.by, c.faults) {
			s.found.add(d, append(s.path(parent), c.by))
		}
	}
	if c.freeze != nil {
		s.found.freezes(c.freeze, s.path(parent))
	}
	if c.end || c.cut {
		return
	}
	if s.states {
		if _, known := s.seen[c.key]; known {
			return
		}
		s.seen[c.key] = struct{}{}
	}
	s.nodes = append(s.nodes, node{parent, c.by, c.onward})
}

// path is the choices that lead to a state.
func (s *search) path(i int32) []world.Choice {
	var path []world.Choice
	for ; s.nodes[i].parent >= 0; i = s.nodes[i].parent {
		path = append(path, s.nodes[i].by)
	}
	for a, b := 0, len(path)-1; a < b; a, b = a+1, b-1 {
		path[a], path[b] = path[b], path[a]
	}
	return path
}

// children makes the choices of a state, each in a run, but for the one that the run
// which found the state has made already. The first run tells how many there are. A run
// in which the app freezes is the last.
func (s *search) children(r *world.Runner, i int) []child {
	path := s.path(int32(i))
	var children []child
	choices := 1
	if on := s.nodes[i].onward; on != nil {
		children, choices = append(children, on.first), on.choices
		s.nodes[i].onward = nil
	}
	for n := len(children); n < choices; n++ {
		d := &descent{search: s, path: path, n: n}
		w, complete := r.Run(d.pick)
		if d.last == nil || r.Over() && !w.Frozen() {
			break // nothing can be chosen there, or nobody asks any more
		}
		d.head.first.polled = polledIn(w)
		d.head.first.served = w.Served()
		if d.open {
			d.last.end, d.last.cut = complete, !complete
			d.note(w)
		}
		if w.Frozen() {
			d.head.first.freeze = &freeze{d.went, d.last.defects, d.last.faults}
			s.frozen.note(i)
			return append(children, d.head.first)
		}
		choices = d.head.choices
		children = append(children, d.head.first)
	}
	return children
}

// descent is a run along a path to a state, then by the n-th choice there, and on by the
// first choice each, until it comes to a state that the search knows.
type descent struct {
	search *search
	path   []world.Choice
	n      int
	depth  int

	head   onward         // from the path's end
	went   []world.Choice // from there
	last   *child         // of the last choice; nil before the path's end
	open   bool           // last is not noted yet
	before []client.DefectKey
}

func (d *descent) pick(w *world.World, choices []world.Choice) int {
	if d.depth < len(d.path) {
		d.depth++
		return indexOf(choices, d.path[d.depth-1])
	}
	on, n := &d.head, d.n
	if d.last != nil {
		d.note(w)
		d.last.key = w.Key()
		if _, known := d.search.seen[d.last.key]; known {
			return -1
		}
		d.last.onward = &onward{}
		on, n = d.last.onward, 0
	}
	if n >= len(choices) {
		return -1 // the run that told how many there are was not interrupted, this one was
	}
	on.choices = len(choices)
	on.first.by = choices[n]
	d.last, d.open, d.before = &on.first, true, w.Defects()
	d.went = append(d.went, choices[n])
	return n
}

// note completes the child of the last choice.
func (d *descent) note(w *world.World) {
	d.last.defects = fresh(w.Defects(), d.before)
	d.last.faults = w.FaultsMet()
	d.open = false
}

func indexOf(choices []world.Choice, c world.Choice) int {
	for i := range choices {
		if choices[i] == c {
			return i
		}
	}
	return -1
}
