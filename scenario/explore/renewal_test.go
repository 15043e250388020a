package explore

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Which of two answers has the newer token is decided where their requests arrive. So the
// arrivals do not commute, and a search that tries them one after another must miss nothing.
func TestRenewalsThatCrossAreSearchedAsIfEveryArrivalCounted(t *testing.T) {
	t.Parallel()
	two, _ := situation.Find("late-401-renewal")
	second, _ := situation.Find("late-renewal")
	session := situation.Situation{Name: "session", Token: situation.Valid, Requests: 1, Renewed: "X-Token",
		Threads: [][]situation.Deed{{{Do: situation.Launch}}, {{Do: situation.Load}}}}.With(situation.SessionExpires)
	compared := 0
	for _, s := range []situation.Situation{two, two.WithRequests(1).With(situation.RequestLost), second.WithRequests(1), session} {
		for _, bug := range []planted.Bug{planted.NoBug, planted.RenewalUncompared, planted.RenewalOverLogin, planted.RenewalIgnored} {
			pruned, _, small := outcome(t, s, planted.Wrapper(bug), reductions{true, true, true, true}, 500)
			full, _, ok := outcome(t, s, planted.Wrapper(bug), reductions{true, true, true, false}, 2000)
			if !small || !ok {
				continue
			}
			compared++
			if !slices.Equal(pruned, full) {
				t.Errorf("%s, %q:\n finds  %q\n pruned %q", s.Name, bug, full, pruned)
			}
		}
	}
	if compared < 12 {
		t.Errorf("only %d worlds were small enough", compared)
	}
}

// A target that renews tokens may be searched in any situation.
func TestRenewalsBreakNoOrderOfReference(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"expiry-mid-flight", "session-and-token", "bad-network", "relaunch-during-login", "late-401-refresh"} {
		s, _ := situation.Find(name)
		s.Renewed = "Authorization"
		if r := explored(t, s.WithRequests(2), named("reference"), Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", name, r.Complete, r.Findings)
		}
	}
}
