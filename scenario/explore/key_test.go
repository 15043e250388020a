package explore

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Two states with one key must be the start of the same: what can happen next
// shows the same defects and leads to the same keys. Then a search that takes
// only one of them misses nothing.
func TestEqualKeysHaveEqualFutures(t *testing.T) {
	t.Parallel()
	walks, least := 6, 2000
	switch {
	case *slow:
		walks, least = 100, 20_000
	case testing.Short():
		walks, least = 2, 200
	}
	var again atomic.Int64
	t.Run("in", func(t *testing.T) {
		for _, s := range situation.All() {
			if s.Hides() {
				continue // its times decide: after how many looks the app is suspended
			}
			t.Run(s.Name, func(t *testing.T) {
				t.Parallel()
				variants := []situation.Situation{s}
				if *slow {
					variants = append(variants, s.WithRequests(4), s.WithRequests(2).With(situation.TokensExpire, situation.LoginHTTP500), s.With(situation.WXLoginFails, situation.RequestLost))
				}
				for _, s := range variants {
					for _, info := range wrapper.All() {
						again.Add(int64(compareFutures(t, s, info, walks)))
					}
				}
			})
		}
	})
	if again.Load() < int64(least) {
		t.Errorf("only %d states were met again in another way, want %d", again.Load(), least)
	}
	t.Logf("%d states were met again in another way", again.Load())
}

// walk makes the choices with these labels, and tells the key of the state that they lead
// to, and the labels of its choices.
func walk(t *testing.T, r *world.Runner, labels ...string) (path []world.Choice, k world.Key, next []string) {
	t.Helper()
	r.Run(func(w *world.World, choices []world.Choice) int {
		if len(path) == len(labels) {
			k = w.Key()
			for _, c := range choices {
				next = append(next, w.Label(c))
			}
			return -1
		}
		i := slices.IndexFunc(choices, func(c world.Choice) bool { return w.Label(c) == labels[len(path)] })
		if i < 0 {
			t.Fatalf("%q is not possible among %s", labels[len(path)], labelsOf(w, choices))
		}
		path = append(path, choices[i])
		return i
	})
	return path, k, next
}

// The worked key of the package's documentation.
func TestWhichOfTwoRequestsWasRefusedFirstIsNotInTheKey(t *testing.T) {
	s, _ := situation.Find("late-401")
	s = s.WithRequests(2)
	r := &world.Runner{Situation: &s, Subject: subjectOf(t, s, named("template"))}
	defer r.Close()
	key := func(first string) world.Key {
		_, k, _ := walk(t, r, "user 1: launch (deed 1)", "answer of checkSession #1", "user 1: load (deed 2)", "fault tokens-expire #1",
			"timer #1", "answer of request "+first+" #1", "answer of wx.login #1", "answer of login POST #1")
		return k
	}
	if key("A") != key("B") {
		t.Error("the states have two keys")
	}
}

// The counterexample of the package's documentation: in both states one and the same thing
// can happen next, and what is stored and what the servers hold are alike, too.
func TestAKeyWithoutTheTokensOfPendingRequestsWouldHideALate401(t *testing.T) {
	s, _ := situation.Find("expiry-mid-flight")
	s = s.WithRequests(2)
	r := &world.Runner{Situation: &s, Subject: subjectOf(t, s, planted.Wrapper(planted.NoTokenComparison))}
	defer r.Close()
	start := []string{"user 1: launch (deed 1)", "answer of checkSession #1", "user 1: load (deed 2)"}
	second := "user 2: load (deed 1)"
	expiry := []string{"fault tokens-expire #1", "answer of request A #1", "answer of wx.login #1", "answer of login POST #1", "answer of request A #2"}

	early, earlyKey, earlyNext := walk(t, r, slices.Concat(start, []string{second}, expiry)...)
	late, lateKey, lateNext := walk(t, r, slices.Concat(start, expiry, []string{second})...)
	if want := []string{"answer of request B #1"}; !slices.Equal(earlyNext, want) || !slices.Equal(lateNext, want) {
		t.Fatalf("next are %q and %q, want %q", earlyNext, lateNext, want)
	}
	breaks := func(path []world.Choice) bool {
		_, future := future(r, path)
		return strings.Contains(strings.Join(future, " "), "fresh-token-deleted")
	}
	if !breaks(early) || breaks(late) {
		t.Errorf("B sent with the old token deletes the new one: %v, with the new one: %v", breaks(early), breaks(late))
	}
	if earlyKey == lateKey {
		t.Error("states with two futures have one key")
	}
}

// userclass checks its own session for each request, and the POSTs of two logins wait for
// a slot: first that of the older login, or that of the younger one.
func TestALoginPostWithoutASlotIsKnownByItsLogin(t *testing.T) {
	s, _ := situation.Find("full-slots")
	r := &world.Runner{Situation: &s, Subject: subjectOf(t, s, named("userclass"))}
	defer r.Close()
	start := []string{"user 1: launch (deed 1)", "answer of checkSession #1", "user 1: load (deed 2)", "answer of checkSession #4",
		"answer of checkSession #2", "answer of checkSession #3", "fault tokens-expire #1"}
	_, older, _ := walk(t, r, slices.Concat(start, []string{"answer of own request #1", "answer of wx.login #1", "answer of own request #2", "answer of wx.login #2"})...)
	_, younger, _ := walk(t, r, slices.Concat(start, []string{"answer of own request #2", "answer of own request #1", "answer of wx.login #2", "answer of wx.login #1"})...)
	if older == younger {
		t.Error("the states have one key")
	}
}

// met is a state, by the way that first led to it.
type met struct {
	path   []world.Choice
	future []string
}

// compareFutures walks through a situation by lot, and says how many states it
// met in more than one way.
func compareFutures(t *testing.T, s situation.Situation, info wrapper.Info, walks int) (again int) {
	t.Helper()
	r := &world.Runner{Situation: &s, Subject: subjectOf(t, s, info)}
	defer r.Close()
	seen := map[world.Key]met{}
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
func wander(r *world.Runner, rng *rand.Rand, evenly bool) []world.Choice {
	pick := scheduler(newPriorities(rng, 20))
	if evenly {
		pick = &lottery{rng}
	}
	var path []world.Choice
	fires := 0
	r.Run(func(w *world.World, choices []world.Choice) int {
		some := choices
		if fires > 3 {
			some = slices.DeleteFunc(slices.Clone(choices), func(c world.Choice) bool { return c.Action == world.Fire })
		}
		if len(some) == 0 {
			some = choices
		}
		c := some[pick.pick(w, some)]
		if fires++; c.Action != world.Fire {
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
func future(r *world.Runner, path []world.Choice) (k world.Key, future []string) {
	for n, count := 0, 1; n < count; n++ {
		at, next := 0, "the end"
		before := map[client.DefectKey]int64{}
		w, _ := r.Run(func(w *world.World, choices []world.Choice) int {
			at++
			switch {
			case at <= len(path):
				return slices.Index(choices, path[at-1])
			case at == len(path)+1:
				k, count = w.Key(), len(choices)
				if w.ArrivalsOpen() {
					count = 0
				}
				for _, d := range w.Defects() {
					before[d] = w.Shown(d)
				}
				return n
			}
			next = fmt.Sprint(w.Key())
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

func words(r *world.Runner, path []world.Choice) string {
	var words []string
	r.Run(world.Along(path, func(w *world.World, c world.Choice) { words = append(words, w.Label(c)) }))
	return strings.Join(words, "; ")
}
