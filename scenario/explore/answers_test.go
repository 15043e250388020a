package explore

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// detail is a page whose requests use what the one before it was answered.
func detail(token string, faults ...situation.Fault) situation.Situation {
	s := situation.Situation{Name: "detail", Token: token, Requests: 3, Threads: [][]situation.Deed{{
		{Do: situation.Launch}, {Do: situation.Load}, {Do: situation.Load, Requests: 1}, {Do: situation.Load, Requests: 1, UsesAnswers: true}}}}
	return s.With(faults...)
}

// A page that uses answers loads in no order before they are there, and not at all where
// a request before it failed.
func TestAPageThatUsesAnswersLoadsOnlyAfterThem(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]situation.Situation{"once": detail(situation.Expired), "faults": detail(situation.Absent, situation.RequestFails, situation.LoginHTTP500)} {
		loaded, refused := 0, 0
		runner := world.Runner{Situation: &s, Subject: subjectOf(t, s, named("reference")), Rules: world.Rules{Symmetry: true}}
		for seed := range uint64(200) {
			good, failed, last := 0, false, false
			runner.Begin = func(w *world.World) {
				w.Watch(func(e *wx.Event) {
					switch {
					case e.Kind == wx.PageSettle && e.Err == nil:
						good++
					case e.Kind == wx.PageSettle:
						failed = true
					case e.Kind == wx.PageCall && e.ID == 3:
						last = true
						if good != 2 || failed {
							t.Errorf("%s, seed %d: it loads after %d good answers, failed %v", name, seed, good, failed)
						}
					}
				}, func(world.Choice, *world.Call) {})
			}
			step := seed
			_, complete := runner.Run(func(_ *world.World, choices []world.Choice) int {
				step = step*6364136223846793005 + 1442695040888963407
				return int(step>>33) % len(choices)
			})

			if complete && last {
				loaded++
			}
			if complete && failed && !last {
				refused++
			}
		}
		runner.Close()
		if loaded == 0 || (refused > 0) != (name == "faults") {
			t.Errorf("%s: it loaded in %d runs, and did not in %d with a failure", name, loaded, refused)
		}
	}
}

func TestPagesThatUseAnswersAreSearchedAsIfNothingWereLeftOut(t *testing.T) {
	t.Parallel()
	c := &comparison{limit: 60, compared: map[reductions]int{}}
	for _, s := range []situation.Situation{detail(situation.Absent, situation.RequestFails), detail(situation.Expired)} {
		s.Threads[0] = slices.Delete(s.Threads[0], 2, 3)
		for _, info := range wrapper.All() {
			c.world(t, s.WithRequests(2), info)
		}
	}
	if n := c.compared[reductions{true, true, true, true}]; n < 10 {
		t.Errorf("only %d worlds were small enough", n)
	}
}
