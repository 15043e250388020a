package live_test

import (
	"strings"
	"testing"
)

// renewed is a load against a server whose answers renew the token, and come in another
// order than they were given.
const renewed = `
target: {token: {renewed: {header: X-Token}}, devserver: {latency: 1ms..60ms}}
clients: {count: 8, initial: {none: 50%, valid: 50%}}
load: {duration: 20s}
limits: {deadline: 15s}
repeat: 1
flow:
  - launch
  - {page: a, requests: [a GET /api/a, b GET /api/b, c GET /api/c]}
  - {page: b, requests: [d GET /api/d, e GET /api/e, {name: o, method: POST, path: /orders, body: {id: "{{id}}"}}]}
`

func TestReferenceKeepsTheNewestOfTheTokensThatAnswersBring(t *testing.T) {
	t.Parallel()
	for _, tokens := range []string{"multi", "single"} {
		r := run(t, "events: [{at: 60ms, expire: tokens}]"+strings.Replace(renewed, "latency", "tokens: "+tokens+", latency", 1))
		if r.Requests.OK != 48 || len(r.Defects) > 0 || r.Logins.Justified != r.Logins.Started {
			t.Errorf("%s: requests %+v, logins %+v, defects %+v", tokens, r.Requests, r.Logins, r.Defects)
		}
	}
}

func TestATokenMayBeACookieOrAField(t *testing.T) {
	t.Parallel()
	for _, token := range []string{
		"{in: cookie, name: sid}", "{in: cookie, name: sid, renewed: {header: Set-Cookie}}",
		"{in: body, name: sid}", "{in: query, name: sid, renewed: {header: x-sid}}",
	} {
		r := run(t, "events: [{at: 60ms, expire: tokens}]"+strings.Replace(renewed, "{renewed: {header: X-Token}}", token, 1))
		if r.Requests.OK != 48 || len(r.Defects) > 0 || r.Logins.Started == 0 || r.Logins.Justified != r.Logins.Started {
			t.Errorf("%s: requests %+v, logins %+v, defects %+v", token, r.Requests, r.Logins, r.Defects)
		}
	}
}
