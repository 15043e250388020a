package explore

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Two states with one key must be the start of the same: what can happen next
// shows the same defects and leads to the same keys. Then a search that takes
// only one of them misses nothing.
func TestEqualKeysHaveEqualFutures(t *testing.T) {
	walks, again := 6, 0
	if *long {
		walks = 100
	}
	for _, s := range situation.All() {
		if s.Hides() {
			continue // its times decide: after how many looks the app is suspended
		}
		for _, info := range wrapper.All() {
			variants := []situation.Situation{s}
			if *long {
				variants = append(variants, s.WithRequests(4), s.WithRequests(2).With(situation.TokensExpire, situation.LoginHTTP500), s.With(situation.WXLoginFails, situation.RequestLost))
			}
			for _, s := range variants {
				again += compareFutures(t, s, info, walks)
			}
		}
	}
	if again < 2000 {
		t.Errorf("only %d states were met again in another way", again)
	}
	t.Logf("%d states were met again in another way", again)
}

// met is a state, by the way that first led to it.
type met struct {
	path   []choice
	future []string
}

// compareFutures walks through a situation by lot, and says how many states it
// met in more than one way.
func compareFutures(t *testing.T, s situation.Situation, info wrapper.Info, walks int) (again int) {
	t.Helper()
	r := &runner{situation: &s, subject: subjectOf(t, info)}
	defer r.close()
	seen := map[key]met{}
	for i := range walks {
		path := wander(r, rand.New(rand.NewPCG(uint64(i), 7)), i%2 == 0)
		for n := range path {
			k, future := future(r, path[:n])
			first, known := seen[k]
			switch {
			case future == nil:
			case !known:
				seen[k] = met{slices.Clone(path[:n]), future}
			case !slices.Equal(first.path, path[:n]):
				again++
				if !slices.Equal(first.future, future) {
					t.Errorf("%s, %s:\n%s\n leads to %q,\n%s\n leads to %q", s.Name, info.ID,
						words(r, first.path), first.future, words(r, path[:n]), future)
					return again
				}
			}
		}
	}
	return again
}

// wander is a way by lot, on which the client does not look in vain for long.
func wander(r *runner, rng *rand.Rand, evenly bool) []choice {
	pick := scheduler(newPriorities(rng, 20))
	if evenly {
		pick = &lottery{rng}
	}
	var path []choice
	fires := 0
	r.run(func(w *world, choices []choice) int {
		some := choices
		if fires > 3 {
			some = slices.DeleteFunc(slices.Clone(choices), func(c choice) bool { return c.what == fire })
		}
		if len(some) == 0 {
			some = choices
		}
		c := some[pick.pick(w, some)]
		if fires++; c.what != fire {
			fires = 0
		}
		if path = append(path, c); len(path) > 40 {
			return -1
		}
		return slices.Index(choices, c)
	})
	return path
}

// future is the key of a state and what each choice there leads to: a key, and
// the defects that it shows. It is nil at the end of a run, and between arrivals,
// of which only some orders are tried.
func future(r *runner, path []choice) (k key, future []string) {
	for n, count := 0, 1; n < count; n++ {
		at, next := 0, "the end"
		before := map[client.DefectKey]int64{}
		w, _ := r.run(func(w *world, choices []choice) int {
			at++
			switch {
			case at <= len(path):
				return slices.Index(choices, path[at-1])
			case at == len(path)+1:
				k, count = w.key(), len(choices)
				if w.ArrivalsOpen() {
					count = 0
				}
				for _, d := range w.Defects() {
					before[d] = w.Shown(d)
				}
				return n
			}
			next = fmt.Sprint(w.key())
			return -1
		})
		if at <= len(path) || count == 0 {
			return k, nil
		}
		for _, d := range fresh(w.Defects(), nil) {
			if w.Shown(d) > before[d] {
				next += " " + d.Class + " " + d.Kind
			}
		}
		future = append(future, next)
	}
	return k, sorted(future)
}

func words(r *runner, path []choice) string {
	var words []string
	r.run(along(path, func(w *world, c choice) { words = append(words, w.label(c)) }))
	return strings.Join(words, "; ")
}
