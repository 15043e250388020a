package confirm

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// search finds replays of a situation with a wrapper, by a few schedules.
func search(t *testing.T, name, id string, schedules int) []*explore.Replay {
	t.Helper()
	s, err := situation.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err := explore.Explore(t.Context(), s, named(&explore.Replay{Wrapper: id}), explore.Options{Mode: explore.PCT, Runs: schedules, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	var replays []*explore.Replay
	for _, f := range r.Findings {
		replays = append(replays, f.Replay)
	}
	return replays
}

// update searches for the replays in testdata anew: go test ./scenario/live/confirm -update
var update = flag.Bool("update", false, "search for the replays anew")

// find is the replay of one defect, as a search has found it.
func find(t *testing.T, situation, id, class, kind string) *explore.Replay {
	t.Helper()
	file := filepath.Join("testdata", strings.Trim(strings.Join([]string{situation, id, class, kind}, "-"), "-")+".json")
	if *update {
		replays := search(t, situation, id, 400)
		i := slices.IndexFunc(replays, func(r *explore.Replay) bool { return r.Class == class && r.Kind == kind })
		if i < 0 {
			t.Fatalf("%s: the search finds no %s %s of %s", situation, class, kind, id)
		}
		data, err := json.MarshalIndent(replays[i], "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r, err := explore.ParseReplay(data)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return r
}

// confirmed confirms a replay with the wrapper that it names.
func confirmed(ctx context.Context, r *explore.Replay, o Options) (*Result, error) {
	return Confirm(ctx, r, named(r), o)
}

// named is the wrapper that a replay names.
func named(r *explore.Replay) wrapper.Info {
	info, known := wrapper.Find(r.Wrapper)
	if !known {
		panic("no wrapper is called " + r.Wrapper)
	}
	return info
}

func TestWhatTheDocumentsWrappersAreKnownForShowsOnRealSockets(t *testing.T) {
	for _, c := range []struct{ situation, wrapper, class, kind string }{
		{"late-401", "template", client.DuplicateLogin, "stale-401"},
		{"late-401", "template", client.FreshTokenDeleted, ""},
		{"late-401", "flyjs-lazy", client.DuplicateLogin, "stale-401"},
		{"late-401", "egg", client.DuplicateLogin, "concurrent"},
		{"failed-login", "template", client.HungRequest, "login-failed"},
		{"two-pages", "callback", client.HungRequest, "login-succeeded"},
		{"two-pages", "taro", client.TokenlessSend, ""},
		{"dead-tokens", "flyjs-lazy", client.AuthLoop, ""},
		{"cold-start", "flyjs", client.HungRequest, "login-succeeded"},
		{"sealed-profile", "flyjs-lazy", client.SealedBeforeLogin, ""},
		{"sealed-profile", "userclass", client.KeyDisplaced, ""},
	} {
		t.Run(c.situation+" "+c.wrapper+" "+c.class, func(t *testing.T) {
			t.Parallel()
			shows(t, find(t, c.situation, c.wrapper, c.class, c.kind))
		})
	}
}

// shows holds a replay to showing its defect.
func shows(t *testing.T, r *explore.Replay) {
	t.Helper()
	result, err := confirmed(t.Context(), r, Options{})
	name := fmt.Sprintf("%s, %s, %s %s", r.Situation.Name, r.Wrapper, r.Class, r.Kind)
	switch {
	case err != nil:
		t.Errorf("%s: %v", name, err)
	case result.Diverged != nil:
		t.Errorf("%s: diverged after %d of %d steps: %v", name, result.Steps, result.Of, result.Diverged)
	case !result.Shown:
		t.Errorf("%s: not shown, but %v", name, result.Defects)
	}
}

// One replay of each kind of defect and of each fault that is part of it, of those
// whose timers end soon.
func TestEveryKindOfDefectOfEveryWrapperShowsOnRealSockets(t *testing.T) {
	if testing.Short() {
		t.Skip("searches every situation with every wrapper")
	}
	for _, info := range wrapper.All() {
		t.Run(info.ID, func(t *testing.T) {
			t.Parallel()
			var confirming sync.WaitGroup
			defer confirming.Wait()
			seen := map[string]bool{}
			for _, s := range situation.All() {
				if s.Token == situation.Dead {
					continue // long to shrink; one of them is above
				}
				for _, r := range search(t, s.Name, info.ID, 6) {
					what := fmt.Sprint(r.Class, r.Kind, faults(r))
					if !seen[what] && duration(t, r) < time.Second {
						seen[what] = true
						confirming.Go(func() { shows(t, r) })
					}
				}
			}
		})
	}
}

func duration(t *testing.T, r *explore.Replay) time.Duration {
	t.Helper()
	steps, _, err := r.Steps(named(r))
	if err != nil {
		t.Fatal(err)
	}
	return steps[len(steps)-1].At
}

// faults are those that happen in a replay.
func faults(r *explore.Replay) (names []situation.Fault) {
	for _, b := range r.Situation.Faults {
		if strings.Contains(strings.Join(r.Choices, "\n"), string(b.Fault)) {
			names = append(names, b.Fault)
		}
	}
	return names
}

func TestAReplayThatDoesNotRunIsRefused(t *testing.T) {
	r := find(t, "late-401", "template", client.DuplicateLogin, "stale-401")
	r.Wrapper = "reference"
	if _, err := confirmed(t.Context(), r, Options{}); err == nil || !strings.Contains(err.Error(), "the run has gone another way") {
		t.Errorf("got %v", err)
	}
}

func TestTheEndOfTheContextEndsAConfirmation(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := confirmed(ctx, find(t, "late-401", "template", client.DuplicateLogin, "stale-401"), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
