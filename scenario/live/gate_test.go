package live_test

import (
	"strings"
	"testing"
)

// TestTokensOfATargetWithoutControlCallsDieAtTheClients: each way in which a request can
// carry its token, and every wrapper that heals a 401.
func TestTokensOfATargetWithoutControlCallsDieAtTheClients(t *testing.T) {
	t.Parallel()
	const visit = "clients: {count: 6, initial: {none: 0%, valid: 100%}}\nload: {duration: 20s}\nrepeat: 1\nevents: [{at: 300ms, expire: tokens%s}]\nflow:\n  - launch\n" +
		"  - page: a\n    requests: [me GET /me]\n  - think: 700ms\n  - page: b\n    requests: [you GET /me, list GET /list]\n  - think: 100ms\n  - page: c\n    requests: [us GET /me]\n"
	for name, test := range map[string]struct {
		wrapper, share string
		least, most    int64 // logins of six clients, after those before the load
	}{
		"all of them":      {"reference", "", 6, 6},
		"half of them":     {"reference", ", share: 50%", 1, 5},
		"another wrapper":  {"flyjs-lazy", "", 6, 12},
		"a client's share": {"template", ", share: 20%", 1, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers := habits{}.embedded(t)
			if test.wrapper == "template" {
				servers = strings.Replace(servers, "mock:", "target: {shape: flyjs}\nmock:", 1)
			}
			r := run(t, servers+"wrapper: {id: "+test.wrapper+"}\n"+strings.Replace(visit, "%s", test.share, 1))
			if r.Logins.Started < test.least || r.Logins.Started > test.most || r.Requests.AuthFailuresSeen == 0 || r.Statuses["401"] != r.Requests.AuthFailuresSeen {
				t.Errorf("%+v, %d authentication failures, statuses %v", r.Logins, r.Requests.AuthFailuresSeen, r.Statuses)
			}
			if test.wrapper == "reference" && (r.Logins.Duplicate.Total > 0 || r.Requests.OK != 24 || len(r.Defects) > 0) {
				t.Errorf("%+v, %+v, defects %+v", r.Logins, r.Requests.Outcomes, r.Defects)
			}
			wantNote(t, strings.Join(r.Notes, "\n"), "tokens expired at the clients")
		})
	}
}
