package confirm

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// forgetful is a wrapper that keeps its token where the user logs out.
type forgetful struct{ wrapper.Wrapper }

func (forgetful) Logout() {}

// The server that was told of a logout in a search has ended the token, live, too.
func TestALogoutThatTheServerWasToldOfEndsTheTokenLive(t *testing.T) {
	t.Parallel()
	info, _ := wrapper.Find("callback")
	newOne := info.New
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper { return forgetful{newOne(env, s)} }
	s := situation.Situation{Name: "told", Token: situation.Valid, Requests: 2, Threads: [][]situation.Deed{
		{{Do: situation.Launch}, {Do: situation.Load, Requests: 1}, {Do: situation.Logout, UsesAnswers: true}, {Do: situation.Load, Requests: 1}}}}
	r, err := explore.Explore(t.Context(), s, info, explore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		if f.Class != "auth-failure-ignored" {
			continue
		}
		if result, err := Confirm(t.Context(), f.Replay, info, Options{}); err != nil || !result.Shown || result.Diverged != nil {
			t.Errorf("%v, %+v", err, result)
		}
		return
	}
	t.Errorf("not found: %+v", r.Findings)
}
