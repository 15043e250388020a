package explore

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/scenario/explore/internal/planted"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Of two refresh POSTs with one token the first that arrives is served. So their arrivals
// do not commute, and a search that tries them one after another must miss nothing.
func TestRefreshesThatCrossAreSearchedAsIfEveryArrivalCounted(t *testing.T) {
	t.Parallel()
	closed := situation.Situation{Name: "closed-during-refresh", Token: situation.Expired, Requests: 1, Refresh: situation.Once,
		Threads: [][]situation.Deed{{{Do: situation.Launch}, {Do: situation.Load}}, {{Do: situation.Relaunch}}}}
	late, _ := situation.Find("late-401-refresh")
	compared := 0
	for _, s := range []situation.Situation{late.WithRequests(2), late.WithRequests(1).With(situation.RefreshExpires), closed} {
		for _, bug := range []planted.Bug{planted.NoBug, planted.RefreshUnlocked, planted.NoTokenComparison, planted.LoginBesideRefresh} {
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

// The app may be closed while a refresh is under way: the next run of it must not send the
// same token again.
func TestAnAppThatIsClosedDuringARefreshSendsNoSpentToken(t *testing.T) {
	t.Parallel()
	s, _ := situation.Find("relaunch-during-login")
	s.Token, s.Refresh = situation.Expired, situation.Once
	if r := explored(t, s, named("reference"), Options{}); !r.Complete || len(r.Findings) > 0 {
		t.Errorf("complete %v, %+v", r.Complete, r.Findings)
	}
}

// A scenario says where its refresh tokens go; a replay file keeps that.
func TestRefreshTokensGoWhereTheScenarioSays(t *testing.T) {
	t.Parallel()
	s, _ := situation.Find("late-401-refresh")
	s.RefreshAt = &situation.RefreshAt{Method: "PUT", Path: "/auth/renew", In: "header", Name: "X-Refresh", RefreshToken: "data.again", Token: "data.fresh", Key: "rt"}
	info := planted.Wrapper(planted.RefreshUnlocked)
	r := explored(t, s.WithRequests(2), info, Options{})
	if r.finding("refresh-token-reused", "") == nil {
		t.Errorf("got %+v", r.Findings)
	}
	r.check(t, info)
}

// A refresh token that works for ever may be sent as often as one likes.
func TestATokenThatWorksForEverIsNeverSpent(t *testing.T) {
	t.Parallel()
	s, _ := situation.Find("late-401-refresh")
	s.Refresh = situation.Always
	r := explored(t, s.WithRequests(2), planted.Wrapper(planted.RefreshUnlocked), Options{})
	if r.finding("refresh-token-reused", "") != nil || r.finding("duplicate-refresh", "concurrent") == nil {
		t.Errorf("got %+v", r.Findings)
	}
}
