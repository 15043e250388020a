package confirm

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/live/backend"
)

func parse(t *testing.T, yaml string) *scenario.Scenario {
	t.Helper()
	s, err := scenario.Parse("mine.yaml", []byte(yaml), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// elsewhere is a backend that wxload has not started, with a login path of its own
// that takes the user's profile, a place of its own for the token, and no control
// calls. It notes what it is asked.
type elsewhere struct {
	mock *mockwx.Server
	dev  *devserver.Server
	url  string
	mu   sync.Mutex
	saw  []string
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	e := &elsewhere{mock: mockwx.NewServer(t)}
	var err error
	e.dev, err = devserver.NewServer(devserver.ServerOptions{WeChat: e.mock.URL, AppID: mockwx.DefaultAppID, Secret: mockwx.DefaultSecret})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e)
	e.url = server.URL
	t.Cleanup(func() {
		server.Close()
		e.dev.Shutdown(context.Background())
	})
	return e
}

func (e *elsewhere) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	e.mu.Lock()
	e.saw = append(e.saw, r.Method+" "+r.URL.Path)
	e.mu.Unlock()
	switch {
	case strings.HasPrefix(r.URL.Path, "/_dev/"):
		http.NotFound(w, r)
		return
	case r.URL.Path == "/v1/wx/login":
		r.URL.Path = "/login"
		if sealed := r.Header.Get("X-Sealed"); sealed == "" || strings.Contains(sealed, "{{") {
			http.Error(w, "the profile is missing", http.StatusBadRequest)
			return
		}
	}
	r.Header.Set("Authorization", strings.TrimPrefix(r.Header.Get("X-Token"), "Bearer "))
	e.dev.Handler().ServeHTTP(w, r)
}

func (e *elsewhere) seen() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.saw)
}

func (e *elsewhere) yaml() string {
	return `
app: {env: trial, domains: {trial: "` + e.url + `", develop: "http://127.0.0.1:9"}}
mock: {url: "` + e.mock.URL + `", secret: ` + mockwx.DefaultSecret + `}
target:
  shape: flyjs
  login: {path: /v1/wx/login, header: {X-Sealed: "{{encryptedData}}"}}
  token: {name: X-Token, prefix: "Bearer "}
flow:
  - launch
  - page: home
    requests: [me GET /me, {name: order, method: POST, path: /orders, body: {id: "{{id}}", item: tea}}]
`
}

func TestAnOrderHappensAgainstAScenariosOwnBackend(t *testing.T) {
	for _, c := range []struct {
		situation, wrapper, class, kind string
		logins, reads                   int // that the target sees at least; one of each is the probe's
	}{
		{"late-401", "template", client.DuplicateLogin, "stale-401", 2, 2},
		{"late-401", "flyjs-lazy", client.DuplicateLogin, "stale-401", 3, 3},
		{"late-401", "egg", client.DuplicateLogin, "concurrent", 2, 3},
		{"failed-login", "template", client.HungRequest, "login-failed", 1, 1}, // the gate answers in its place
		{"dead-tokens", "flyjs-lazy", client.AuthLoop, "", 4, 4},
		{"session-and-token", "userclass", client.DuplicateLogin, "concurrent", 2, 1},
	} {
		t.Run(c.situation+" "+c.wrapper+" "+c.class, func(t *testing.T) {
			t.Parallel()
			r := find(t, c.situation, c.wrapper, c.class, c.kind)
			e := newElsewhere(t)
			result, err := confirmed(t.Context(), r, Options{Scenario: parse(t, e.yaml())})
			if err != nil || !result.Shown {
				t.Fatalf("%v, %+v", err, result)
			}
			saw := strings.Join(e.seen(), ", ")
			if strings.Count(saw, "POST /v1/wx/login") < c.logins || strings.Count(saw, "GET /me") < c.reads || strings.Contains(saw, "/api/") {
				t.Errorf("it was asked %v", saw)
			}
		})
	}
}

func TestAnEmbeddedTargetTakesTheScenariosSettings(t *testing.T) {
	r := find(t, "late-401", "template", client.DuplicateLogin, "stale-401")
	s := parse(t, "target: {devserver: {latency: 10m, token: jwt, db: /nowhere/at/all.db}}\nmock: {latency: {login: 10m}}\nwrapper: {poll_delay: 30ms, timeout: 2s}\n"+
		"clients: {count: 100000}\nflow: [launch, {page: home, requests: [me GET /me]}]")
	d, err := Options{Scenario: s}.direct(t.Context(), r, named(r), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	if d.settings.PollDelay != 30*time.Millisecond || d.settings.Timeout != 2*time.Second {
		t.Errorf("settings %+v", d.settings)
	}
	result, err := confirmed(t.Context(), r, Options{Scenario: s})
	if err != nil || !result.Shown || s.Wrapper.ID != "reference" {
		t.Errorf("%v, %+v; the scenario's wrapper is now %q", err, result, s.Wrapper.ID)
	}
}

func TestAScenarioThatDoesNotFitTheOrderIsRefused(t *testing.T) {
	late := find(t, "late-401", "template", client.DuplicateLogin, "stale-401")
	slots, write := *late, find(t, "write-during-login", "userclass", client.DuplicateLogin, "concurrent")
	slots.Situation.Slots = 2
	e := newElsewhere(t)
	readOnly := strings.Replace(e.yaml(), ", {name: order, method: POST, path: /orders, body: {id: \"{{id}}\", item: tea}}", "", 1)
	for name, c := range map[string]struct {
		replay     *explore.Replay
		yaml, want string
	}{
		"slots":          {&slots, e.yaml(), "found with 2 slots of wx.request, and platform.slots is 10"},
		"no write":       {write, readOnly, "the order has a request that writes, and the flow has none"},
		"no such target": {late, strings.Replace(e.yaml(), "/v1/wx/login", "/v2/wx/login", 1), "/v2/wx/login answered HTTP 404"},
	} {
		s := parse(t, c.yaml)
		steps, _, err := c.replay.Steps(named(c.replay))
		if err != nil {
			steps, _, _ = late.Steps(named(late))
		}
		_, err = Options{Scenario: s}.direct(t.Context(), c.replay, named(c.replay), steps)
		if misfit, is := errors.AsType[*backend.MisfitError](err); !is || !strings.Contains(err.Error(), c.want) || misfit.Hint == "" {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	e.mock.Close()
	if _, err := confirmed(t.Context(), late, Options{Scenario: parse(t, e.yaml())}); err == nil {
		t.Error("a mock that is down is no error")
	} else if _, is := errors.AsType[*backend.UnavailableError](err); !is {
		t.Errorf("got %v", err)
	}
}

func TestOnlyAllowedHostsAreSentTo(t *testing.T) {
	p := newProxy(func(host string) bool { return host == "127.0.0.1" })
	if _, err := p.to("https://api.example.com"); err == nil || !strings.Contains(err.Error(), "none of the scenario's hosts") {
		t.Errorf("got %v", err)
	}
	if _, err := p.to("http://127.0.0.1:1"); err != nil {
		t.Error(err)
	}
}

func TestARejectionIsOneToTheTargetsClients(t *testing.T) {
	for name, m := range map[string]wrapper.Match{
		"401":     {Status: []int{403, 401}},
		"status":  {Status: []int{403}},
		"body":    {Path: "code", Values: []string{"40100"}},
		"nested":  {Path: "error.kind", Values: []string{`"token"`}},
		"nothing": {},
	} {
		target := wrapper.Target{AuthFailure: m}
		reply := rejection(&target)
		if got := target.AuthFailed(&wx.Response{Status: reply.status, Body: reply.body}); got != (name != "nothing") {
			t.Errorf("%s: HTTP %d %s is one: %v", name, reply.status, reply.body, got)
		}
	}
}

func TestPagesTakeTheFlowsRequestsByTheirSort(t *testing.T) {
	s := parse(t, `
wrapper: {header: {X-User: "{{user}}", X-Tenant: "1"}}
flow:
  - launch
  - page: home
    requests: ["a GET /a?u={{user}}", b GET /public/b, {name: c, method: PUT, path: "/c/{{id}}", header: {X-B: "2", X-A: "1"}, body: {id: "{{id}}"}}]
  - choose: [{steps: [{page: more, requests: [d GET /d]}]}]
  - profile
`)
	p := pagesOf(s, "replay")
	call := func(method string, identity bool) string {
		c := &wrapper.Call{Name: "A", Method: method, URL: "/api/A", Identity: identity}
		if err := errors.Join(p.fill(c, false), p.fillIn(c)); err != nil {
			t.Fatal(err)
		}
		text := c.Name + " " + c.Method + " " + c.URL + " " + string(c.Body)
		for _, h := range c.Header {
			text += " " + h.Name + "=" + h.Value
		}
		return text
	}
	for _, want := range []string{"A GET /a?u=replay  X-User=replay", "A GET /d  X-User=replay", "A GET /a?u=replay  X-User=replay"} {
		if got := call("GET", true); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got, want := call("GET", false), "A GET /public/b  X-User=replay"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, want := range []string{`A PUT /c/replay-5 {"id":"replay-5"} X-User=replay X-A=1 X-B=2`, `A PUT /c/replay-6 {"id":"replay-6"} X-User=replay X-A=1 X-B=2`} {
		if got := call("POST", true); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What an earlier answer had is put in when the page makes its request; where the flow has
// another request of that kind, none is needed.
func TestARequestOfAnOrderGetsWhatAnEarlierAnswerHad(t *testing.T) {
	p := pagesOf(parse(t, `
flow:
  - launch
  - page: home
    requests: [{name: list, path: /items, save: {item: data.id}}]
  - page: item
    requests: ["item GET /items/{{saved.item}}", {name: order, method: POST, path: /orders, body: {item: "{{saved.item}}"}}]
`), "replay")
	read, again, write := &wrapper.Call{Method: "GET", Identity: true}, &wrapper.Call{Method: "GET", Identity: true}, &wrapper.Call{Name: "B", Method: "POST", Identity: true}
	for _, c := range []*wrapper.Call{read, again, write} {
		if err := p.fill(c, false); err != nil {
			t.Fatal(err)
		}
	}
	if read.URL != "/items" || again.URL != "/items" {
		t.Errorf("reads of %s and %s", read.URL, again.URL)
	}
	if err := p.fillIn(write); err == nil || err.Error() != "no value for {{saved.item}}: no answer has come yet that could have it" {
		t.Errorf("error %v", err)
	}
	p.saved.Keep(p.saves[read], &wrapper.Target{}, &wx.Event{Kind: wx.PageSettle, Response: &wx.Response{Status: 200, Body: []byte(`{"data":{"id":7}}`)}})
	if err := p.fillIn(write); err != nil || string(write.Body) != `{"item":7}` {
		t.Errorf("body %s, %v", write.Body, err)
	}
}
