package explore

import (
	"cmp"
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

// finding is the smallest finding of a class and kind, nil where there is none.
func (r *Result) finding(class, kind string) *Finding {
	i := slices.IndexFunc(r.Findings, func(f Finding) bool { return f.Class == class && f.Kind == kind })
	if i < 0 {
		return nil
	}
	return &r.Findings[i]
}

// bug is a planted one, with the smallest search that finds it.
type bug struct {
	planted     planted.Bug
	situation   string // publicDuringFailure where empty
	requests    int    // zero: the situation's
	class, kind string
	constraints int // at most
}

// plantedBugs lists all of them.
func plantedBugs() []bug {
	return []bug{
		{planted.NoTokenComparison, "late-401", 2, "fresh-token-deleted", "", 1},
		{planted.LockKeptOnFailure, "failed-login", 0, "hung-request", "login-failed", 0},
		{planted.LockFreedEarly, "late-401", 0, "duplicate-login", "concurrent", 2},
		{planted.WaitersNotRejected, "failed-wx-login", 0, "hung-request", "login-failed", 0},
		{planted.RetryWithoutBound, "dead-tokens", 1, "auth-loop", "", 0},
		{planted.LoginRecurses, "refused-login", 0, "login-loop", "", 0},
		{planted.QueueReleasedTwice, "write-during-login", 0, "replayed-write", "", 0},
		{planted.CheckRacesLogin, "session-and-token", 0, "duplicate-login", "concurrent", 1},
		{planted.PublicQueued, "", 0, "hung-request", "login-failed", 0},
		{planted.LoginStarved, "full-slots", 0, "login-starved", "", 2},
		{planted.NoDeadline, "silent-login", 0, "hung-request", "login-failed", 0},
		{planted.NoDeadline, "silent-check", 0, "hung-request", "no-login", 0},
		{planted.DeletesOnBadNetwork, "bad-network", 0, "duplicate-login", "needless", 1},
		{planted.NoWatchdog, "silent-request", 0, "hung-request", "no-login", 0},
		{planted.LaunchNotAwaited, "cold-start", 0, "tokenless-send", "", 0},
		{planted.RepeatsOnBadNetwork, "lost-write", 0, "replayed-write", "", 0},
		{planted.RefreshUnlocked, "late-401-refresh", 2, "duplicate-refresh", "concurrent", 2},
		{planted.RefreshUnlocked, "late-401-refresh", 2, "refresh-token-reused", "", 2},
		{planted.NoTokenComparison, "late-401-refresh", 2, "duplicate-refresh", "stale-401", 2},
		{planted.SpentTokenKept, "double-refresh", 0, "refresh-token-reused", "", 2},
		{planted.RefreshLockKept, "lost-refresh", 0, "hung-request", "refresh-failed", 0},
		{planted.RefreshNotAnnounced, "late-401-refresh", 0, "hung-request", "refresh-succeeded", 0},
		{planted.LoginBesideRefresh, "late-401-refresh", 2, "duplicate-login", "concurrent", 2},
		{planted.RefreshRecurses, "lost-refresh", 0, "login-loop", "", 0},
		{planted.RefreshAtLaunch, "double-refresh", 0, "duplicate-refresh", "needless", 0},
		{planted.OneTicketForAll, "two-step-login", 0, "code-reused", "ticket", 2},
		{planted.LockFreedAtTicket, "two-step-login", 0, "duplicate-login", "concurrent", 2},
		{planted.LockKeptOnNoTicket, "two-step-login", 0, "hung-request", "login-failed", 0},
		{planted.RenewalUncompared, "late-renewal", 0, "token-regressed", "", 2},
		{planted.RenewalOverLogin, "late-401-renewal", 0, "token-regressed", "", 2},
		{planted.RenewalIgnored, "late-401-renewal", 0, "duplicate-login", "stale-401", 2},
	}
}

// skipEndless leaves the worlds out of a short test in which a wrapper sends without an
// end: their runs are ten times as long, and shrinking them takes a second.
func skipEndless(t *testing.T, s situation.Situation) {
	t.Helper()
	if testing.Short() && s.Token == situation.Dead {
		t.Skip("not with -short: runs without an end")
	}
}

// in is the world in which a search finds the bug.
func (b bug) in() situation.Situation {
	if b.situation == "" {
		return situation.Situation{Name: "public-during-failure", Token: situation.Absent, Requests: 1,
			Threads: [][]situation.Deed{{{Do: situation.Launch}, {Do: situation.Load, Public: 1}}},
			Faults:  []situation.Budget{{Fault: situation.WXLoginFails, Max: 1}}}
	}
	s, _ := situation.Find(b.situation)
	return s.WithRequests(cmp.Or(b.requests, s.Requests))
}

func TestPlantedBugsAreFoundAndShrunk(t *testing.T) {
	t.Parallel()
	for _, b := range plantedBugs() {
		t.Run(string(b.planted)+" "+b.situation, func(t *testing.T) {
			t.Parallel()
			skipEndless(t, b.in())
			r := explored(t, b.in(), planted.Wrapper(b.planted), Options{States: 500, Runs: 100})
			f := r.finding(b.class, b.kind)
			if f == nil {
				t.Fatalf("not found: %+v", r.Findings)
			}
			if len(f.Constraints) > b.constraints {
				t.Errorf("%q: %d constraints, want %d at most: %q", f.Sentence, len(f.Constraints), b.constraints, f.Constraints)
			}
		})
	}
}

func TestEveryPlantedBugHasItsSearch(t *testing.T) {
	searched := map[planted.Bug]bool{}
	for _, b := range plantedBugs() {
		searched[b.planted] = true
	}
	for _, b := range planted.All() {
		if !searched[b] {
			t.Errorf("no search for %q", b)
		}
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
	t.Parallel()
	for _, s := range situation.All() {
		if s.Name == "hide-during-login" || s.Seals() {
			continue // it does not check the session when the app returns, nor seals anything again
		}
		if r := explored(t, s, planted.Wrapper(planted.NoBug), Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", s.Name, r.Complete, r.Findings)
		}
	}
}

func TestReferenceIsCleanInEveryOrderOfEverySituation(t *testing.T) {
	t.Parallel()
	for _, s := range situation.All() {
		if r := explored(t, s, named("reference"), Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", s.Name, r.Complete, r.Findings)
		}
	}
}

func TestTheHolesOfTheDocumentsWrappersAreFoundUntold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wrapper, situation string
		requests           int
		class, kind        string
	}{
		{"template", "late-401", 2, "duplicate-login", "stale-401"},
		{"flyjs-lazy", "late-401", 2, "duplicate-login", "stale-401"},
		{"template", "failed-login", 2, "hung-request", "login-failed"},
		{"flyjs", "failed-login", 2, "hung-request", "login-failed"},
		{"flyjs-check", "failed-login", 2, "hung-request", "login-failed"},
		{"flyjs-lazy", "failed-login", 2, "hung-request", "login-failed"},
		{"callback", "failed-login", 2, "hung-request", "login-failed"},
		{"flyjs", "cold-start", 2, "hung-request", "login-succeeded"},
		{"flyjs-check", "cold-start", 2, "hung-request", "login-succeeded"},
		{"taro", "cold-start", 2, "tokenless-send", ""},
		{"egg", "cold-start", 2, "tokenless-send", ""},
		{"egg", "late-401", 2, "duplicate-login", "concurrent"},
		{"egg", "late-401", 2, "auth-failure-delivered", ""},
		{"userclass", "late-401", 2, "duplicate-login", "concurrent"},
		{"callback", "two-pages", 2, "hung-request", "login-succeeded"},
		{"taro-unlock", "late-401", 2, "duplicate-login", "needless"},
		{"template", "dead-tokens", 1, "auth-loop", ""}, // sends without an end: few of them will do
		{"flyjs", "dead-tokens", 1, "auth-loop", ""},
		{"template", "refused-login", 1, "code-reused", ""},
		{"egg", "refused-login", 1, "login-loop", ""},
	} {
		t.Run(c.wrapper+" "+c.situation+" "+c.class, func(t *testing.T) {
			t.Parallel()
			s, _ := situation.Find(c.situation)
			skipEndless(t, s)
			info := named(c.wrapper)
			r := explored(t, s.WithRequests(c.requests), info, Options{States: 1000, Runs: 100})
			if r.finding(c.class, c.kind) == nil {
				t.Errorf("not found: %+v", r.Findings)
			}
			r.check(t, info)
		})
	}
}
