package live_test

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live"
)

// The embedded server binds guests. Where it kills their tokens, a client that takes the new
// one goes on with it; one that does not meets its end.
func TestGuestsAreBoundAtTheEmbeddedServer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wrapper, tokens string
		refused         bool
	}{{"reference", "single", false}, {"reference", "multi", false}, {"flyjs-lazy", "single", true}, {"flyjs-lazy", "multi", false}} {
		info, _ := wrapper.Find(c.wrapper)
		r, err := live.Run(t.Context(), parse(t, `
target: {bind: {path: /user/bind}, devserver: {latency: 1ms..5ms, tokens: `+c.tokens+`}}
clients: {count: 6}
load: {duration: 10s}
repeat: 1
flow:
  - launch
  - {page: home, requests: [me GET /me]}
  - think: 100ms
  - {page: user, requests: [bind POST /user/bind]}
  - think: 100ms
  - {page: home, requests: [list GET /api/list]}
`), info, live.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if (r.Requests.AuthFailuresSeen > 0) != c.refused || (r.Logins.Duplicate.Total > 0) != c.refused || r.Requests.OK != 18 || !r.Books.Balanced {
			t.Errorf("%+v: %+v, logins %+v, %+v", c, r.Requests, r.Logins, r.Defects)
		}
	}
}
