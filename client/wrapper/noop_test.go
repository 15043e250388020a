package wrapper

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// The recipe of .github/CONTRIBUTING.md begins with this wrapper; a test of
// cmd/wxload compares the two.

// noop ports …
//
// Known holes: it never logs in.
type noop struct{ base }

func newNoop(env Env, s *Settings) Wrapper { return &noop{newBase(env, s)} }

// Launch does nothing.
func (w *noop) Launch() *loop.Promise[any] { return nil }

// Request sends with the token that is stored.
func (w *noop) Request(c *Call) *loop.Promise[*wx.Response] {
	return w.plainHTTP(w.newRequest(c, w.WX.GetStorage(w.s.TokenKey)))
}

func TestTheWrapperOfTheRecipeSendsWithTheStoredToken(t *testing.T) {
	a := newApp(t, "callback", accepting(anyToken), nil)
	a.Wrapper = newNoop(Env{Loop: a.loop, WX: a.wx}, a.settings)
	a.wx.SetStorage(a.settings.TokenKey, "t0")
	a.launch()
	a.call(&Call{URL: "/me", Identity: true})
	a.pass(time.Second)
	a.want(t, "/me", "ok")
	if got := a.sent[0].HeaderValue("Authorization"); got != "t0" || len(a.sent) != 1 {
		t.Errorf("%d requests, the first with the token %q", len(a.sent), got)
	}
}
