package explore

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// slow makes the comparisons take minutes and cover larger worlds: make slow.
var slow = flag.Bool("slow", false, "compare searches and futures of larger worlds, too")

// reductions says which of them a search uses.
type reductions struct{ states, values, symmetry, arrivals bool }

// without lists searches that lack some of the reductions. Each is made only where the
// one in smaller was small enough, for it visits all that one does.
func without() []struct{ less, smaller reductions } {
	all := reductions{true, true, true, true}
	return []struct{ less, smaller reductions }{
		{reductions{true, false, true, true}, all},
		{reductions{true, true, false, true}, all},
		{reductions{true, true, true, false}, all},
		{reductions{false, true, true, true}, all},
		{reductions{false, true, false, true}, reductions{false, true, true, true}},
		{reductions{false, false, false, false}, reductions{false, true, false, true}},
	}
}

// outcome searches with some of the reductions and lists what it suspects, a class and
// kind each, and the causes that it finds, which are what is left of that when the runs
// have come to their ends. ok tells that the search was complete.
func outcome(t *testing.T, s situation.Situation, info wrapper.Info, use reductions, states int) (suspects, causes []string, ok bool) {
	t.Helper()
	x := &exploration{ctx: context.Background(), situation: s, subject: subjectOf(t, s, info)}
	search := newSearch(s, x.subject, 1)
	search.states, search.rules = use.states, world.Rules{ByHistory: !use.values, Symmetry: use.symmetry, Free: !use.arrivals}
	search.maxStates, search.batch = states, 24 // most of the searches are too large: give them up soon
	search.run(nil)
	if search.cut {
		return nil, nil, false
	}
	x.found = search.found
	for _, w := range x.found.ways {
		suspects = append(suspects, w.defect.Class+" "+w.defect.Kind)
	}
	if !use.arrivals { // its orders are not those that constraints can name
		return sorted(suspects), nil, true
	}
	findings, err := x.findings(t.Context())
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, info.ID, err)
	}
	for _, f := range findings {
		causes = append(causes, fmt.Sprintf("%s %s: %+v", f.Class, f.Kind, f.cause))
	}
	return sorted(suspects), sorted(causes), true
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// comparison holds searches of small worlds against each other.
type comparison struct {
	limit    int                // states of a search with all reductions; those without one may have four times as many
	mu       sync.Mutex         // situations are compared side by side
	compared map[reductions]int // worlds that were small enough
}

// world compares the searches of one world, and reports whether that was small enough.
func (c *comparison) world(t *testing.T, s situation.Situation, info wrapper.Info) bool {
	all := reductions{true, true, true, true}
	suspects, causes, small := outcome(t, s, info, all, c.limit)
	done := map[reductions]bool{all: small}
	for _, w := range without() {
		if !done[w.smaller] {
			continue
		}
		suspected, full, ok := outcome(t, s, info, w.less, 4*c.limit)
		if done[w.less] = ok; !ok {
			continue
		}
		if !slices.Equal(suspected, suspects) || w.less.arrivals && !slices.Equal(full, causes) {
			t.Errorf("%s, %d requests, %+v:\n suspects %q and finds %q\n pruned   %q and       %q", info.ID, s.Requests, w.less, suspected, full, suspects, causes)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for use, ok := range done {
		if ok {
			c.compared[use]++
		}
	}
	return small
}

// situation compares the searches of a situation's worlds, the smaller ones first.
func (c *comparison) situation(t *testing.T, s situation.Situation) {
	worlds := []situation.Situation{s.WithRequests(1)}
	if !testing.Short() {
		worlds = append(worlds, s.WithRequests(2))
	}
	if *slow {
		worlds = append(worlds, s.WithRequests(3), s.WithRequests(1).With(situation.TokensExpire, situation.LoginHTTP500), s.WithRequests(1).With(situation.WXLoginFails, situation.RequestLost))
	}
	for _, info := range wrapper.All() {
		for _, s := range worlds {
			if !c.world(t, s, info) {
				break
			}
		}
	}
}

func TestAPrunedSearchFindsWhatAnUnprunedOneFinds(t *testing.T) {
	t.Parallel()
	c := &comparison{limit: 60, compared: map[reductions]int{}}
	switch {
	case *slow:
		c.limit = 1000
	case testing.Short():
		c.limit = 20
	}
	t.Run("in", func(t *testing.T) {
		for _, s := range situation.All() {
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				c.situation(t, s)
			})
		}
	})
	for _, w := range without() {
		if n := c.compared[w.less]; n < 20 {
			t.Errorf("%+v: only %d worlds were small enough", w.less, n)
		}
	}
	t.Logf("worlds compared: %v", c.compared)
	if !*slow {
		t.Log("worlds with 3 requests or more faults are compared by make slow only")
	}
}
