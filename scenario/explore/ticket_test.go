package explore

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Of two login POSTs with one ticket the first that arrives is served, so that a search
// that tries arrivals one after another must miss nothing.
func TestTradesThatCrossAreSearchedAsIfEveryArrivalCounted(t *testing.T) {
	t.Parallel()
	two, _ := situation.Find("two-step-login")
	closed := situation.Situation{Name: "closed-between-steps", Token: situation.Absent, Requests: 1, Ticket: true,
		Threads: [][]situation.Deed{{{Do: situation.Launch}, {Do: situation.Load}}, {{Do: situation.Relaunch}}}}
	page := situation.Situation{Name: "page", Token: situation.Absent, Requests: 2, Ticket: true, Threads: [][]situation.Deed{{{Do: situation.Load}}}}
	late, _ := situation.Find("late-401")
	late.Ticket = true
	compared := 0
	for _, s := range []situation.Situation{two.WithFaults(0), two.WithRequests(1), late.WithRequests(2), closed, page} {
		for _, bug := range []planted.Bug{planted.NoBug, planted.OneTicketForAll, planted.LockFreedAtTicket, planted.NoTokenComparison} {
			pruned, _, small := outcome(t, s, planted.Wrapper(bug), reductions{true, true, true, true}, 300)
			full, _, ok := outcome(t, s, planted.Wrapper(bug), reductions{true, true, true, false}, 1200)
			if !small || !ok {
				continue
			}
			compared++
			if !slices.Equal(pruned, full) {
				t.Errorf("%s, %q:\n finds  %q\n pruned %q", s.Name, bug, full, pruned)
			}
		}
	}
	if compared < 8 {
		t.Errorf("only %d worlds were small enough", compared)
	}
}

// The wrapper reference is right in every situation, also where logins take two steps.
func TestReferenceIsRightWithLoginsInTwoSteps(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"cold-start", "late-401", "failed-wx-login", "relaunch-during-login", "hide-during-login"} {
		s, _ := situation.Find(name)
		s.Ticket = true
		if r := explored(t, s.WithRequests(2), named("reference"), Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", name, r.Complete, r.Findings)
		}
	}
}

// What a search finds runs again from its file.
func TestALoginInTwoStepsRunsAgain(t *testing.T) {
	t.Parallel()
	s, _ := situation.Find("two-step-login")
	info := planted.Wrapper(planted.LockFreedAtTicket)
	r := explored(t, s, info, Options{})
	if len(r.Findings) == 0 {
		t.Fatal("nothing is found")
	}
	r.check(t, info)
}
