package live_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestTheControlGroupIsNeitherFlaggedNorRed: what a correct app and a correct backend do.
func TestTheControlGroupIsNeitherFlaggedNorRed(t *testing.T) {
	t.Parallel()
	const (
		clients = "clients: {count: 5%s}\nload: {duration: 20s}\nrepeat: 1\n"
		flow    = "flow:\n  - launch\n  - page: a\n    requests: [me GET /me, list GET /list]\n  - think: 500ms\n  - page: b\n    requests: [you GET /me, get GET /get]\n"
		expired = ", initial: {none: 0%, valid: 0%, expired: 100%}"
	)
	seconds := func(n int64) func() int64 { return func() int64 { return n } }
	for name, test := range map[string]struct {
		habits  habits
		target  string
		clients string
		flow    string
		faults  string
	}{
		"login, then sealed data":          {flow: flow + "  - profile\n"},
		"sealed data, a login, and again":  {habits: habits{forgets: true}, flow: flow + "  - profile\n  - page: c\n    requests: [us GET /me]\n  - profile\n"},
		"a WeChat that is busy":            {habits: habits{asksAgain: true}, faults: "[{endpoint: jscode2session, rate: 40%}]", flow: flow},
		"401s healed by one login":         {clients: expired, flow: flow},
		"a GET that is sent again":         {habits: habits{life: 300 * time.Millisecond}, flow: flow},
		"renewal before the announced end": {habits: habits{life: time.Second, announces: seconds(1)}, target: "login: {expires_in: data.expires_in}", flow: "wrapper: {id: reference, renew_margin: 700ms}\n" + flow},
		"codes of GraphQL":                 {habits: habits{graph: true}, clients: expired, target: "auth_failure: {status: [], body: {path: errors.0.extensions.code, values: [UNAUTHENTICATED]}}", flow: flow},
		"a lifetime in milliseconds":       {habits: habits{life: time.Second, announces: seconds(1000)}, target: "login: {expires_in: data.expires_in, expires_unit: ms}", flow: flow},
		"a moment as a lifetime": {habits: habits{announces: func() int64 { return time.Now().Add(time.Hour).Unix() }},
			target: "login: {expires_in: data.expires_in, expires_unit: unix}", flow: flow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers := test.habits.embedded(t)
			if test.faults != "" {
				servers = strings.Replace(servers, "faults: []", "faults: "+test.faults, 1)
			}
			r := run(t, servers+"target: {"+test.target+"}\n"+fmt.Sprintf(clients, test.clients)+test.flow)
			if r.Verdict != "passed" || len(r.Defects)+len(r.Notes) > 0 || r.Requests.OK != r.Requests.Issued || r.Logins.Duplicate.Total > 0 || r.Logins.Stray > 0 {
				t.Errorf("%s: %+v, %+v, failures %+v, defects %+v, notes %q", r.Verdict, r.Requests.Outcomes, r.Logins, r.Failures, r.Defects, r.Notes)
			}
		})
	}
}
