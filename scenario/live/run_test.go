package live_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/transport"
)

// small is a load on embedded servers, to be completed with a flow.
const small = `
app: {domains: {develop: embedded}}
target: {devserver: {latency: 1ms..5ms}}
mock: {latency: {login: 1ms, checksession: 1ms, jscode2session: 1ms}}
clients: {count: 6}
`

func TestEachStepOfAFlowDoesWhatItSays(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		flow             string
		names            []string // of the requests
		issued, rejected int64    // of them, by each client
	}{
		"two pages":                   {"[launch, {page: a, requests: [a GET /api/a]}, {page: b, requests: [b GET /public/b]}]", []string{"a", "b"}, 2, 0},
		"a detached page":             {"[launch, {page: a, detach: true, requests: [a GET /api/a]}, {page: b, requests: [b GET /api/b]}]", []string{"a", "b"}, 2, 0},
		"a choice":                    {"[launch, {choose: [{steps: [{page: a, requests: [a GET /api/a]}]}]}]", []string{"a"}, 1, 0},
		"a relaunch":                  {"[launch, {page: a, requests: [a GET /api/a]}, relaunch, {page: a, requests: [a GET /api/a]}]", []string{"a"}, 2, 0},
		"a think time":                {"[launch, {think: 1ms..3ms}, {page: a, requests: [a GET /api/a]}]", []string{"a"}, 1, 0},
		"a hidden app":                {"[launch, {page: a, requests: [a GET /api/a]}, {hide: 5ms}, {page: a, requests: [a GET /api/a]}]", []string{"a"}, 2, 0},
		"a request that goes nowhere": {"[launch, {page: a, requests: [a GET /nothing]}]", []string{"a"}, 1, 1},
		"an order with placeholders":  {`[launch, {page: a, requests: [{name: a, method: POST, path: /orders, body: {id: "{{id}}", item: "{{user}}"}}]}]`, []string{"a"}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := run(t, small+"repeat: 1\nflow: "+test.flow+"\n")
			if r.Requests.Issued != 6*test.issued || r.Requests.Rejected != 6*test.rejected ||
				r.Requests.OK != r.Requests.Issued-r.Requests.Rejected {
				t.Errorf("requests are %+v, want %d a client, %d of them rejected", r.Requests.Outcomes, test.issued, test.rejected)
			}
			for _, name := range test.names {
				if r.Requests.ByName[name].Issued == 0 {
					t.Errorf("no request %q in %v", name, r.Requests.ByName)
				}
			}
			if r.Clients.Finished != 6 || r.Logins.Duplicate.Total != 0 {
				t.Errorf("clients %+v, duplicates %+v", r.Clients, r.Logins.Duplicate)
			}
		})
	}
}

func TestClientsBeginInTheStatesOfTheScenario(t *testing.T) {
	t.Parallel()
	const flow = "repeat: 1\nflow: [launch, {page: a, requests: [a GET /api/a]}]\n"
	for name, test := range map[string]struct {
		clients            string
		logins, rejections int64
	}{
		"without a token":     {"{count: 10}", 10, 0},
		"with a valid one":    {"{count: 10, initial: {none: 0%, valid: 100%}}", 0, 0},
		"with an expired one": {"{count: 10, initial: {none: 0%, expired: 100%}}", 10, 10},
		"mixed":               {"{count: 10, initial: {none: 20%, valid: 50%, expired: 30%}}", 5, 3},
		"without a session":   {"{count: 10, initial: {none: 0%, valid: 100%}, session: {valid: 0%, invalid: 100%}}", 10, 0},
	} {
		for where, servers := range map[string]string{
			"embedded": "app: {domains: {develop: embedded}}\n",
			"foreign":  "",
		} {
			t.Run(name+", "+where, func(t *testing.T) {
				t.Parallel()
				if servers == "" {
					w := newWorld(t, nil)
					servers = w.foreign()
				}
				r := run(t, servers+"clients: "+test.clients+"\n"+flow)
				if r.Logins.Started != test.logins || r.Requests.AuthFailuresSeen != test.rejections {
					t.Errorf("%d logins and %d rejected tokens, want %d and %d", r.Logins.Started, r.Requests.AuthFailuresSeen, test.logins, test.rejections)
				}
				if r.Requests.OK != 10 || r.Logins.Duplicate.Total != 0 {
					t.Errorf("requests %+v, duplicates %+v", r.Requests.Outcomes, r.Logins.Duplicate)
				}
			})
		}
	}
}

func TestAnEventHitsItsShareOfTheClients(t *testing.T) {
	t.Parallel()
	after := int64(0) // requests when the sixth client had logged in
	r := runUntil(t, strings.ReplaceAll(small, "count: 6", "count: 20, initial: {none: 0%, valid: 100%}")+`
load: {duration: 1h, drain: 1m}
flow: [launch, {page: a, requests: [a GET /api/a]}, {think: 20ms}]
events: [{at: 200ms, expire: tokens, share: 30%}]
`, func(p live.Progress) bool {
		if p.Logins >= 6 && after == 0 {
			after = p.Issued
		}
		return after > 0 && p.Issued > after+100
	})
	if r.Logins.Started != 6 || r.Requests.AuthFailuresSeen != 6 {
		t.Errorf("%d logins after %d rejected tokens, want 6 of 20 clients to be hit", r.Logins.Started, r.Requests.AuthFailuresSeen)
	}
	if len(r.Events) != 1 || r.Events[0].AtMS < 200 || r.Events[0].Kind != "expire-tokens" || r.Events[0].Text != "tokens of 30% of the clients expire" {
		t.Errorf("the report's events are %+v", r.Events)
	}
}

func TestAnOpenLoadLaunchesWhetherOrNotTheTargetKeepsUp(t *testing.T) {
	t.Parallel()
	r := run(t, `
app: {domains: {develop: embedded}}
clients: {count: 1}
load: {mode: open, rate: 100, duration: 500ms, drain: 1m}
flow: [launch, {page: a, requests: [a GET /public/a]}]
target: {devserver: {latency: 100ms}}
`)
	if !slicesContain(r.Books.Notes, "found no idle client") {
		t.Errorf("notes are %q, want the launches that never happened", r.Books.Notes)
	}
	// The second of these launches was meant 10 ms after the first, which took 100.
	if r.Latency.Request.Max < 190 {
		t.Errorf("the latest request took %v ms: it must count from the intended start", r.Latency.Request.Max)
	}
}

func TestALoadThatAsksForTooMuchCanStillBeInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	report, err := start(ctx, parse(t, strings.ReplaceAll(small, "count: 6", "count: 250, initial: {none: 0%, valid: 100%}")+`
platform: {connections: 1}
load: {duration: 1h, drain: 0s}
flow: [launch, {page: a, detach: true, requests: [a GET /api/a]}, relaunch]
`), live.Options{Progress: func(live.Progress) { cancel() }})
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, report)
}

func TestAnInterruptGivesAFullReport(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	report, err := start(ctx, parse(t, small+`
load: {duration: 1h}
flow: [launch, {page: a, requests: [a GET /api/a]}, {think: 10ms}]
`), live.Options{Progress: func(p live.Progress) {
		if p.Issued > 0 {
			cancel()
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	checkReport(t, report)
	if !report.Interrupted || reports.ExitCode(report, false) != 130 || len(report.Thresholds) != 5 || report.Clients.Finished != 6 {
		t.Errorf("interrupted %v, exit code %d, thresholds %v, clients %+v", report.Interrupted, reports.ExitCode(report, false), report.Thresholds, report.Clients)
	}
}

func TestAnInterruptOfTheDrainEndsIt(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	w := newWorld(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/stall" {
				<-release
			}
			next.ServeHTTP(rw, r)
		})
	})
	defer close(release)
	report := runUntil(t, w.yaml()+`
clients: {count: 2}
load: {duration: 1h, drain: 1h}
wrapper: {timeout: 1h}
repeat: 1
flow: [launch, {page: a, requests: [a GET /api/a]}, {page: b, detach: true, requests: [stall GET /api/stall]}]
`, func(p live.Progress) bool { return p.Phase == "draining" })
	if !report.Interrupted || report.Requests.Open == 0 {
		t.Errorf("interrupted %v, requests %+v: want what was open at the end of the load still open", report.Interrupted, report.Requests.Outcomes)
	}
}

func TestAnInterruptBeforeTheLoadEndsTheWait(t *testing.T) {
	t.Parallel()
	for name, stall := range map[string]string{"in the probe": "/login", "in the probe's request": "/api/a", "looking for control calls": "/_dev/ledger"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithCancel(context.Background())
			release := make(chan struct{})
			w := newWorld(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.URL.Path == stall {
						cancel()
						<-release
						return
					}
					next.ServeHTTP(rw, r)
				})
			})
			defer close(release)
			_, err := start(ctx, parse(t, w.yaml()+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n"), live.Options{})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("the error is %v, want that of the context", err)
			}
		})
	}
}

func TestTheMocksErrorsBeginWithTheLoad(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{
		"endpoint: login, errcode: -1", "endpoint: jscode2session, errcode: -1", "endpoint: login, status: 502", "endpoint: login, reset: after",
		"endpoint: jscode2session, body: truncated", "endpoint: jscode2session, body: malformed", "endpoint: jscode2session, share: 100%, reset: before",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			r := run(t, strings.Replace(small, "mock: {", "mock: {faults: [{rate: 100%, "+fault+"}], ", 1)+`
wrapper: {login_deadline: 1m}
repeat: 1
flow: [launch, {page: a, requests: [a GET /api/a]}]
`)
			if r.Requests.Rejected != 6 || r.Logins.Succeeded != 0 || r.Logins.Failed != r.Logins.Started {
				t.Errorf("requests %+v, logins %+v", r.Requests.Outcomes, r.Logins.LoginCounts)
			}
		})
	}
}

func TestARunWithoutEnoughDescriptorsIsRefused(t *testing.T) {
	s := parse(t, small+"platform: {connections: 1000}\nflow: [launch]\n")
	s.SetClients(1_000_000)
	_, err := start(context.Background(), s, live.Options{})
	limit, is := errors.AsType[*transport.LimitError](err)
	if !is || !strings.Contains(limit.Hint, "at most") {
		t.Errorf("the error is %v, want what the machine lacks and what to change", err)
	}
}

// It runs alone, before the parallel tests go on.
func TestNothingIsLeftOfARun(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, wrapper := range []string{"reference", "template"} {
		run(t, small+`
wrapper: {id: `+wrapper+`}
load: {duration: 300ms, drain: 0s}
flow: [launch, {page: a, detach: true, requests: [a GET /api/a]}, {think: 1ms..30ms}]
`)
	}
	// Closed sockets let their goroutines in net/http's servers go a moment later.
	for range 30_000_000 {
		if runtime.NumGoroutine() <= before {
			return
		}
		runtime.Gosched()
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
}

func TestAReportHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for _, wrapper := range []string{"reference", "callback"} {
		w := newWorld(t, nil)
		r := runUntil(t, w.yaml()+`
wrapper: {id: `+wrapper+`, login_deadline: 500ms}
clients: {count: 10, initial: {none: 50%, expired: 50%}}
load: {duration: 1h, drain: 1s}
limits: {deadline: 1s}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /nothing, c GET /me]}, {think: 20ms}]
events: [{at: 200ms, expire: tokens}, {at: 300ms, expire: codes}, {at: 400ms, expire: sessions}]
`, func(p live.Progress) bool { return p.Logins >= 15 && p.Elapsed > 500*time.Millisecond })
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		w.mu.Lock()
		if len(w.secrets) < 20 {
			t.Errorf("the servers gave out only %d secrets", len(w.secrets))
		}
		for _, secret := range w.secrets {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s: the report holds the secret %q", wrapper, secret)
			}
		}
		w.mu.Unlock()
	}
}

func slicesContain(notes []string, part string) bool {
	return strings.Contains(strings.Join(notes, "\n"), part)
}
