package explore

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// explored runs a bounded search that must not fail.
func explored(t *testing.T, s situation.Situation, info wrapper.Info, o Options) *Result {
	t.Helper()
	r, err := Explore(context.Background(), s, info, o)
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, info.ID, err)
	}
	return r
}

func (r *Result) shows(class, kind string) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Class == class && f.Kind == kind })
}

func TestPlantedBugsAreFoundAndShrunk(t *testing.T) {
	publicDuringFailure := situation.Situation{Name: "public-during-failure", Token: situation.Absent, Requests: 1,
		Threads: [][]situation.Deed{{{Do: situation.Launch}, {Do: situation.Load, Public: 1}}}, Faults: []situation.Budget{{Fault: situation.WXLoginFails, Max: 1}}}
	for _, c := range []struct {
		bug         planted.Bug
		situation   string
		class, kind string
		constraints int // at most
	}{
		{planted.NoTokenComparison, "late-401", "fresh-token-deleted", "", 1},
		{planted.LockKeptOnFailure, "failed-login", "hung-request", "login-failed", 0},
		{planted.LockFreedEarly, "late-401", "duplicate-login", "concurrent", 2},
		{planted.WaitersNotRejected, "failed-wx-login", "hung-request", "login-failed", 0},
		{planted.RetryWithoutBound, "dead-tokens", "auth-loop", "", 0},
		{planted.LoginRecurses, "refused-login", "login-loop", "", 0},
		{planted.QueueReleasedTwice, "write-during-login", "replayed-write", "", 0},
		{planted.CheckRacesLogin, "session-and-token", "duplicate-login", "concurrent", 1},
		{planted.PublicQueued, "", "hung-request", "login-failed", 0},
		{planted.LoginStarved, "full-slots", "login-starved", "", 2},
		{planted.NoDeadline, "silent-login", "hung-request", "login-failed", 0},
		{planted.NoDeadline, "silent-check", "hung-request", "no-login", 0},
		{planted.DeletesOnBadNetwork, "bad-network", "duplicate-login", "needless", 1},
		{planted.NoWatchdog, "silent-request", "hung-request", "no-login", 0},
		{planted.LaunchNotAwaited, "cold-start", "tokenless-send", "", 0},
		{planted.RepeatsOnBadNetwork, "lost-write", "replayed-write", "", 0},
	} {
		t.Run(string(c.bug)+" "+c.situation, func(t *testing.T) {
			s := publicDuringFailure
			if c.situation != "" {
				s, _ = situation.Find(c.situation)
			}
			r := explored(t, s, planted.Wrapper(c.bug), Options{States: 5000, Runs: 300})
			i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Class == c.class && f.Kind == c.kind })
			if i < 0 {
				t.Fatalf("not found: %+v", r.Findings)
			}
			if f := r.Findings[i]; len(f.Constraints) > c.constraints {
				t.Errorf("%q: %d constraints, want %d at most: %q", f.Sentence, len(f.Constraints), c.constraints, f.Constraints)
			}
		})
	}
}

func TestAWriteThatNeverArrivedMayBeSentAgain(t *testing.T) {
	s, _ := situation.Find("lost-write")
	s.Faults = []situation.Budget{{Fault: situation.RequestFails, Max: 2}}
	if r := explored(t, s, planted.Wrapper(planted.RepeatsOnBadNetwork), Options{}); !r.Complete || len(r.Findings) > 0 {
		t.Errorf("complete %v, %+v", r.Complete, r.Findings)
	}
}

func TestAWriteAcceptedTwiceIsToldByItsRequest(t *testing.T) {
	s, _ := situation.Find("lost-write")
	r := explored(t, s, planted.Wrapper(planted.RepeatsOnBadNetwork), Options{})
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Sentence, "request A is accepted by the server for the second time") {
		t.Errorf("got %+v", r.Findings)
	}
}

func TestTheUnmutatedMutantIsClean(t *testing.T) {
	for _, s := range situation.All() {
		if s.Name == "hide-during-login" {
			continue // it does not check the session when the app returns
		}
		if r := explored(t, s, planted.Wrapper(planted.NoBug), Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", s.Name, r.Complete, r.Findings)
		}
	}
}

func TestReferenceIsCleanInEveryOrderOfEverySituation(t *testing.T) {
	info, _ := wrapper.Find("reference")
	for _, s := range situation.All() {
		if r := explored(t, s, info, Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", s.Name, r.Complete, r.Findings)
		}
	}
}

func TestTheHolesOfTheDocumentsWrappersAreFoundUntold(t *testing.T) {
	for _, c := range []struct{ wrapper, situation, class, kind string }{
		{"template", "late-401", "duplicate-login", "stale-401"},
		{"flyjs-lazy", "late-401", "duplicate-login", "stale-401"},
		{"template", "failed-login", "hung-request", "login-failed"},
		{"flyjs", "failed-login", "hung-request", "login-failed"},
		{"flyjs-check", "failed-login", "hung-request", "login-failed"},
		{"flyjs-lazy", "failed-login", "hung-request", "login-failed"},
		{"callback", "failed-login", "hung-request", "login-failed"},
		{"flyjs", "cold-start", "hung-request", "login-succeeded"},
		{"flyjs-check", "cold-start", "hung-request", "login-succeeded"},
		{"taro", "cold-start", "tokenless-send", ""},
		{"egg", "cold-start", "tokenless-send", ""},
		{"egg", "late-401", "duplicate-login", "concurrent"},
		{"egg", "late-401", "auth-failure-delivered", ""},
		{"userclass", "late-401", "duplicate-login", "concurrent"},
		{"callback", "two-pages", "hung-request", "login-succeeded"},
		{"taro-unlock", "late-401", "duplicate-login", "needless"},
		{"template", "dead-tokens", "auth-loop", ""},
		{"flyjs", "dead-tokens", "auth-loop", ""},
		{"template", "refused-login", "code-reused", ""},
		{"egg", "refused-login", "login-loop", ""},
	} {
		s, _ := situation.Find(c.situation)
		info, _ := wrapper.Find(c.wrapper)
		r := explored(t, s.WithRequests(2), info, Options{States: 3000, Runs: 1000})
		if !r.shows(c.class, c.kind) {
			t.Errorf("%s in %s: no %s %s among %+v", c.wrapper, c.situation, c.class, c.kind, r.Findings)
		}
	}
}
