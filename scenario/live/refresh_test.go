package live_test

import "testing"

// renewing is a load in which half of the tokens are dead at first, and all of them are
// once more: each client has a refresh token that works once.
const renewing = `
clients: {count: 8, initial: {valid: 50%, expired: 50%}}
load: {duration: 20s}
repeat: 1
events: [{at: 300ms, expire: tokens}]
flow:
  - launch
  - {page: a, requests: [a GET /api/a, b GET /api/b, c GET /api/c]}
  - think: 400ms
  - {page: b, requests: [d GET /api/d, {name: o, method: POST, path: /orders, body: {id: "{{id}}"}}]}
`

func TestReferenceRenewsWithoutALogin(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		target    string
		refreshes int64
	}{
		"refresh tokens that work once":     {`refresh: {path: /refresh}`, 12},
		"refresh tokens that work for ever": {`refresh: {path: /refresh}, devserver: {refresh: {one_time: false}}`, 12},
		"in a header, at the login's path":  {`refresh: {path: /login, in: header, name: X-Refresh, refresh_token: data.again, token: data.access, expires_in: data.ttl}, devserver: {tokens: single}`, 12},
		"that are dead":                     {`refresh: {path: /refresh}, devserver: {refresh: {ttl: 1ms}}`, 12},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, "target: {"+c.target+"}\n"+renewing)
			n, books := r.Refreshes, r.Books.Target
			if n == nil || n.Started != c.refreshes || n.Justified != n.Started || r.Requests.OK != 40 || len(r.Defects) > 0 {
				t.Fatalf("refreshes %+v, requests %+v, defects %+v", n, r.Requests, r.Defects)
			}
			wants := n.Started // that bring a token
			if name == "that are dead" {
				wants = 0
			}
			if n.Succeeded != wants || n.Refused != n.Started-wants || r.Logins.Started != n.Started-wants || books.Refreshes != n.Succeeded ||
				books.RefreshesRefused != n.Refused || books.RefreshTokensReused != 0 {
				t.Errorf("refreshes %+v, logins %+v, the target's books %+v", n, r.Logins, books)
			}
			if wants > 0 && (r.Latency.Refresh.Count != wants || n.DuplicateServer == nil || n.DuplicateServer.Total != 0) {
				t.Errorf("latency %+v, the server's view %+v", r.Latency.Refresh, n.DuplicateServer)
			}
		})
	}
}

func TestWithoutRefreshTokensNothingIsSaidOfThem(t *testing.T) {
	t.Parallel()
	r := run(t, accord)
	if r.Refreshes != nil || r.Unseen["duplicate-refresh"] == "" || r.Unseen["refresh-token-reused"] == "" {
		t.Errorf("refreshes %+v, unseen %v", r.Refreshes, r.Unseen)
	}
}
