package explore

import (
	"sync"

	"github.com/wxload/wxload/client"
)

// node is a state, by the way that first led to it.
type node struct {
	parent int32 // -1 for the first
	by     choice
}

// search is an exhaustive one: level by level, so that the first way to a state
// is a shortest one. States of a level are taken in the order in which they were
// found, whoever works on them: what is found does not depend on the workers.
type search struct {
	situation Situation
	subject   *subject
	workers   int
	states    bool // visit no state twice
	history   bool // take all that led to a state for a part of it
	symmetry  bool // take no twin of a choice
	free      bool // let calls arrive at any time
	maxStates int

	nodes []node
	seen  map[key]struct{}
	found found
	runs  int
	cut   bool // a run was given up: the search is not complete
}

// child is what one choice in one state leads to.
type child struct {
	by      choice
	key     key
	defects []client.DefectKey // that were not there before
	faults  uint64             // that have happened
	end     bool
	cut     bool
}

func newSearch(s Situation, subject *subject, workers int) *search {
	return &search{situation: s, subject: subject, workers: workers, states: true, symmetry: true, maxStates: searchStates,
		seen: map[key]struct{}{}}
}

// run searches until nothing is left, or give up says so.
func (s *search) run(giveUp func() bool) {
	s.nodes = []node{{parent: -1}}
	for from := 0; from < len(s.nodes); {
		to := len(s.nodes)
		for ; from < to; from += batch {
			if len(s.nodes) > s.maxStates || giveUp != nil && giveUp() {
				s.cut = true
				return
			}
			s.expand(from, min(from+batch, to))
		}
		from = to
	}
}

// batch is how many states are worked on before what they lead to is put
// together.
const batch = 512

// expand works on some states at once and puts together what they lead to, in
// their order.
func (s *search) expand(from, to int) {
	results := make([][]child, to-from)
	var working sync.WaitGroup
	for n := range s.workers {
		working.Go(func() {
			r := &runner{situation: &s.situation, subject: s.subject, symmetry: s.symmetry, free: s.free, history: s.history}
			defer r.pool.Close()
			for i := from + n; i < to; i += s.workers {
				results[i-from] = s.children(r, i)
			}
		})
	}
	working.Wait()
	for i, children := range results {
		for _, c := range children {
			s.add(int32(from+i), c)
		}
	}
}

func (s *search) add(parent int32, c child) {
	s.runs++
	s.cut = s.cut || c.cut
	for _, d := range c.defects {
		if s.found.wants(d, c.by, c.faults) {
			s.found.add(d, append(s.path(parent), c.by))
		}
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
	s.nodes = append(s.nodes, node{parent, c.by})
}

// path is the choices that lead to a state.
func (s *search) path(i int32) []choice {
	var path []choice
	for ; s.nodes[i].parent >= 0; i = s.nodes[i].parent {
		path = append(path, s.nodes[i].by)
	}
	for a, b := 0, len(path)-1; a < b; a, b = a+1, b-1 {
		path[a], path[b] = path[b], path[a]
	}
	return path
}

// children makes one run for each choice in a state. The first of them tells how
// many there are.
func (s *search) children(r *runner, i int) []child {
	path := s.path(int32(i))
	var children []child
	for n, count := 0, 1; n < count; n++ {
		c := child{}
		depth, looked := 0, false
		var before []client.DefectKey
		w, complete := r.run(func(w *world, choices []choice) int {
			if depth < len(path) {
				depth++
				return indexOf(choices, path[depth-1])
			}
			if depth == len(path) {
				depth++
				count = len(choices)
				c.by = choices[n]
				before = w.defects()
				return n
			}
			c.key, looked = w.key(), true
			return -1
		})
		late := w.now > elapsed // than a run lasts
		c.end = complete || late
		c.cut = !c.end && !looked
		c.defects = fresh(w.defects(), before)
		c.faults = w.faults()
		if count == 0 || depth < len(path)+1 {
			break
		}
		children = append(children, c)
	}
	return children
}

func indexOf(choices []choice, c choice) int {
	for i := range choices {
		if choices[i] == c {
			return i
		}
	}
	return -1
}
