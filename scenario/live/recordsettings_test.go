package live_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/sim"
)

// renamed is a server that has its login, and the token, under other names.
func renamed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sign-in" {
			r.URL.Path = "/login"
		}
		if token, is := strings.CutPrefix(r.Header.Get("X-Session"), "Mini "); is {
			r.Header.Set("Authorization", token)
		}
		next.ServeHTTP(w, r)
	})
}

// The defects of these scenarios are there because of a setting, or show in a
// profile step: with the wrapper's own settings the simulator would not have them.
func TestTheSimulatorShowsADefectThatComesOfTheSettingsOfARun(t *testing.T) {
	t.Parallel()
	const (
		embedded = "app: {domains: {develop: embedded}}\nrepeat: 1\n"
		expired  = "clients: {count: 3, initial: {expired: 100%}}\n"
		fresh    = "clients: {count: 3}\n"
	)
	for name, test := range map[string]struct{ yaml, wrapper, class string }{
		"a whitelist that a request is wrongly on": {embedded + fresh + `
wrapper: {id: flyjs-lazy, whitelist: [/api/free]}
flow: [launch, {page: a, requests: [{name: free, path: /api/free, identity: true}]}]`, "flyjs-lazy", client.TokenlessSend},
		"a whitelist that the server does not know": {embedded + fresh + `
wrapper: {id: callback, whitelist: [/api/free]}
target: {devserver: {auth_failure: body40100}}
flow: [launch, {page: a, requests: [free GET /api/free]}]`, "callback", client.AuthFailureDelivered},
		"a deadline": {embedded + expired + `
wrapper: {id: reference}
mock: {latency: {login: 900ms}}
limits: {deadline: 300ms}
flow: [launch, {page: a, requests: [a GET /api/a]}]`, "reference", client.HungRequest},
		"polling": {embedded + expired + `
wrapper: {id: template, poll_delay: 3s}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /api/b]}]`, "template", client.SlowAfterLogin},
		"how a token is refused": {embedded + expired + `
wrapper: {id: flyjs-lazy}
target: {devserver: {auth_failure: body40100}}
flow: [launch, {page: a, requests: [a GET /api/a]}]`, "flyjs-lazy", client.AuthFailureDelivered},
		"requests that find no slot": {embedded + expired + `
wrapper: {id: userclass}
platform: {slots: 1, overflow: drop}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /api/b]}]`, "userclass", client.HungRequest},
		"logins in two steps": {embedded + fresh + `
wrapper: {id: userclass}
target: {login: {ticket: {path: /wx/code}, path: /wx/token, code: {name: ticket}}}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /api/b]}]`, "userclass", client.DuplicateLogin},
		"a first step that fails": {embedded + fresh + `
wrapper: {id: userclass}
mock: {faults: [{endpoint: jscode2session, rate: 100%, errcode: -1}]}
target: {login: {ticket: {path: /wx/code}, path: /wx/token, code: {name: ticket}}}
flow: [launch, {page: a, requests: [a GET /api/a]}]`, "userclass", client.HungRequest},
		"a profile step": {embedded + expired + `
wrapper: {id: egg}
flow: [launch, profile]`, "egg", client.AuthFailureDelivered},
		"other names for the same": {strings.Replace(newWorld(t, renamed).yaml(), "target: {", `target: {login: {path: /sign-in}, token: {name: X-Session, prefix: "Mini "}, `, 1) + `
wrapper: {id: callback, token_key: mine, header: {X-App: mini}}
clients: {count: 3, initial: {valid: 100%}}
repeat: 1
flow: [launch, {page: a, requests: [me GET /me]}, profile]`, "callback", client.DuplicateLogin},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			records, _ := recorded(t, test.yaml, nil)
			if len(records) != 3 {
				t.Fatalf("%d records, want those of the 3 clients", len(records))
			}
			info, _ := wrapper.Find(test.wrapper)
			for path, data := range records {
				showAgain(t, path, data, info, test.class)
			}
		})
	}
}

func showAgain(t *testing.T, path string, data []byte, info wrapper.Info, class string) {
	t.Helper()
	r, err := record.Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if !slices.ContainsFunc(r.Defects, func(d record.Defect) bool { return d.Class == class }) {
		t.Fatalf("%s: the run showed %+v, want %s", path, r.Defects, class)
	}
	script, err := sim.Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if result := sim.Run(script, info); !slices.ContainsFunc(result.Defects, func(d sim.Defect) bool { return d.Class == class }) {
		t.Errorf("%s: the simulator shows %+v, want %s", path, result.Defects, class)
	}
}
