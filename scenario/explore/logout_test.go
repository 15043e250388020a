package explore

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// again is a user who logs out while a page loads, or after it.
func again(token string) situation.Situation {
	return situation.Situation{Name: "logout", Token: token, Requests: 2, Threads: [][]situation.Deed{
		{{Do: situation.Launch}, {Do: situation.Load, Requests: 1}, {Do: situation.Logout}, {Do: situation.Load, Requests: 1}}}}
}

func TestReferenceLogsInAgainAfterALogout(t *testing.T) {
	t.Parallel()
	for _, token := range []string{situation.Absent, situation.Valid, situation.Expired} {
		if r := explored(t, again(token), named("reference"), Options{}); !r.Complete || len(r.Findings) > 0 {
			t.Errorf("%s: complete %v, %+v", token, r.Complete, r.Findings)
		}
	}
	r := explored(t, again(situation.Valid), named("template"), Options{})
	if r.finding("hung-request", "no-login") == nil {
		t.Errorf("template: %+v", r.Findings)
	}
	r.check(t, named("template"))
}

// forgetful is a wrapper that keeps its token where the user logs out.
type forgetful struct{ wrapper.Wrapper }

func (forgetful) Logout() {}

// A server that was told of a logout ends the token; without that it lives on.
func TestALogoutThatTheServerWasToldOfEndsTheToken(t *testing.T) {
	t.Parallel()
	info := named("callback")
	newOne := info.New
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper { return forgetful{newOne(env, s)} }
	for _, told := range []bool{true, false} {
		s := again(situation.Valid)
		s.Threads[0][2].UsesAnswers = told
		r := explored(t, s, info, Options{})
		if refused := r.finding("auth-failure-ignored", "") != nil; refused != told {
			t.Errorf("told: %v, but a request with the token is refused: %v; %+v", told, refused, r.Findings)
		}
	}
}

func TestLogoutsAreSearchedAsIfNothingWereLeftOut(t *testing.T) {
	t.Parallel()
	c := &comparison{limit: 400, compared: map[reductions]int{}}
	for _, token := range []string{situation.Absent, situation.Valid} {
		for _, info := range wrapper.All() {
			c.world(t, again(token), info)
			told := again(token)
			told.Name, told.Threads[0][2].UsesAnswers = "told", true
			c.world(t, told, info)
		}
	}
	if n := c.compared[reductions{true, true, true, true}]; n < 10 {
		t.Errorf("only %d worlds were small enough", n)
	}
}
