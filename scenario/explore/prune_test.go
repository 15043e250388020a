package explore

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// long makes the comparisons take minutes and cover larger worlds.
var long = flag.Bool("long", false, "compare pruned and unpruned searches of larger worlds")

// reductions says which of them a search uses.
type reductions struct{ states, values, symmetry, arrivals bool }

// outcome searches with some of the reductions and lists the causes that it
// finds; ok tells that the search was complete.
func outcome(t *testing.T, s situation.Situation, info wrapper.Info, use reductions, states int) (causes []string, ok bool) {
	t.Helper()
	x := &exploration{ctx: context.Background(), situation: s, subject: subjectOf(t, info)}
	search := newSearch(s, x.subject, 2)
	search.states, search.rules = use.states, world.Rules{ByHistory: !use.values, Symmetry: use.symmetry, Free: !use.arrivals}
	search.maxStates = states
	search.run(nil)
	if search.cut {
		return nil, false
	}
	x.found = search.found
	if !use.arrivals { // its orders are not those that constraints can name
		for _, w := range x.found.ways {
			causes = append(causes, w.defect.Class+" "+w.defect.Kind)
		}
		return sorted(causes), true
	}
	findings, err := x.findings()
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, info.ID, err)
	}
	for _, f := range findings {
		causes = append(causes, fmt.Sprintf("%s %s: %+v", f.Class, f.Kind, f.cause))
	}
	return sorted(causes), true
}

func sorted(texts []string) []string {
	slices.Sort(texts)
	return slices.Compact(texts)
}

// classes are the classes and kinds of causes.
func classes(causes []string) []string {
	var out []string
	for _, c := range causes {
		head, _, _ := strings.Cut(c, ":")
		out = append(out, head)
	}
	return sorted(out)
}

// worlds calls f for every small world: each situation with one request or two,
// or more faults, each wrapper.
func worlds(f func(situation.Situation, wrapper.Info)) {
	for _, s := range situation.All() {
		variants := []situation.Situation{s.WithRequests(1), s.WithRequests(2)}
		if *long {
			variants = append(variants, s.WithRequests(3), s.WithRequests(1).With(situation.TokensExpire, situation.LoginHTTP500), s.WithRequests(1).With(situation.WXLoginFails, situation.RequestLost))
		}
		for _, s := range variants {
			for _, info := range wrapper.All() {
				f(s, info)
			}
		}
	}
}

func TestAPrunedSearchFindsWhatAnUnprunedOneFinds(t *testing.T) {
	limit := 150
	if *long {
		limit = 1000
	}
	compared := map[reductions]int{}
	worlds(func(s situation.Situation, info wrapper.Info) {
		pruned, ok := outcome(t, s, info, reductions{true, true, true, true}, limit)
		if !ok {
			return
		}
		for _, without := range []reductions{{false, true, true, true}, {true, false, true, true}, {true, true, false, true}, {false, true, false, true},
			{true, true, true, false}, {false, false, false, false}} {
			full, ok := outcome(t, s, info, without, 4*limit)
			if !ok {
				continue
			}
			compared[without]++
			want := pruned
			if !without.arrivals {
				want = classes(pruned)
			}
			if !slices.Equal(full, want) {
				t.Errorf("%s, %s, %d requests, %+v:\n finds  %q\n pruned %q", s.Name, info.ID, s.Requests, without, full, want)
			}
		}
	})
	for without, n := range compared {
		if n < 20 {
			t.Errorf("%+v: only %d worlds were small enough", without, n)
		}
	}
	t.Logf("worlds compared: %v", compared)
}
