package sim

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
)

// result runs a script, written without its braces.
func result(t *testing.T, id, script string) *Result {
	t.Helper()
	s, err := Parse([]byte("{" + script + "}"))
	if err != nil {
		t.Fatal(err)
	}
	info, known := wrapper.Find(id)
	if !known {
		t.Fatalf("no wrapper %q", id)
	}
	return Run(s, info)
}

func (r *Result) shows(class string) bool {
	return slices.ContainsFunc(r.Defects, func(d Defect) bool { return d.Class == class })
}

// firstAt is when the first event of a kind happens; -1 where there is none.
func (r *Result) firstAt(kind string) int64 {
	for _, e := range r.Trace {
		if e.Kind == kind {
			return e.T
		}
	}
	return -1
}

func TestAScriptsSettingsStandOverTheWrappersOwn(t *testing.T) {
	const page = `"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A"}]`
	const slowLogin = `, "latencies": {"login": 5000}`
	for name, c := range map[string]struct {
		wrapper, script string
		kind            string
		at              int64
	}{
		"poll delay, its own":     {"template", page, "req.send", 200},
		"poll delay":              {"template", page + `, "settings": {"pollDelay": 700}`, "req.send", 700},
		"timeout":                 {"reference", page + slowLogin + `, "settings": {"timeout": 900}`, "login.fail", 930},
		"login deadline":          {"reference", page + slowLogin + `, "settings": {"loginDeadline": 400}`, "page.settle", 400},
		"no renewal":              {"reference", renewal + `}]`, "login.send", 30},
		"whitelist":               {"flyjs-lazy", strings.Replace(page, `"A"`, `"A", "path": "/free/a"`, 1) + `, "settings": {"whitelist": ["/free"]}`, "req.send", 0},
		"another whitelist":       {"flyjs-lazy", strings.Replace(page, `"A"`, `"A", "path": "/free/a"`, 1) + `, "settings": {"whitelist": []}`, "req.send", 130},
		"a full platform, queues": {"callback", full, "req.drop", -1},
		"a full platform, drops":  {"callback", full + `, "overflow": "drop"`, "req.drop", 130},
	} {
		t.Run(name, func(t *testing.T) {
			if at := result(t, c.wrapper, c.script).firstAt(c.kind); at != c.at {
				t.Errorf("%s at %d, want %d", c.kind, at, c.at)
			}
		})
	}
}

const (
	// full is a page with more requests than slots.
	full = `"slots": 1, "actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "pageLoad", "page": "P", "requests": ["A", "B"]}]`
	// renewal is a launch, and a page 1.5 seconds later.
	renewal = `"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A"}, {"at": 1500, "do": "request", "name": "B"`
)

func TestATokenWithALifetimeIsRenewedAtItsEndOrAMarginBefore(t *testing.T) {
	for script, want := range map[string]int{
		renewal + `}]`:                    1,
		renewal + `}], "tokenLife": 1000`: 2,
		renewal + `}], "tokenLife": 5000`: 1,
		renewal + `}], "tokenLife": 2500, "settings": {"renewMargin": 1200}`: 2,
	} {
		r := result(t, "reference", script)
		if r.Summary.LoginsSucceeded != want || r.Summary.AuthFailuresSeen != 0 || len(r.Defects) > 0 {
			t.Errorf("%s: %d logins, %d refusals, defects %v; want %d logins", script, r.Summary.LoginsSucceeded, r.Summary.AuthFailuresSeen, r.Defects, want)
		}
	}
	if r := result(t, "egg", renewal+`}], "tokenLife": 1000`); r.Summary.AuthFailuresSeen != 1 {
		t.Errorf("a wrapper that knows no lifetime saw %d refusals of a token that had ended", r.Summary.AuthFailuresSeen)
	}
}

func TestAuthFailureIsHowTheServerRefusesATokenAndWhatTheRulesTakeForIt(t *testing.T) {
	const expired = `"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "request", "name": "A"}]`
	for id, script := range map[string]string{
		"template":   expired + `, "authFailure": "http401"`,
		"flyjs-lazy": expired + `, "authFailure": "body40100"`, // which an interceptor for failures never sees
	} {
		r := result(t, id, script)
		status := 0
		for _, e := range r.Trace {
			if e.Kind == "req.done" && e.Auth != "" && status == 0 {
				status = e.Status
			}
		}
		if want := map[string]int{"template": 401, "flyjs-lazy": 200}[id]; status != want {
			t.Errorf("%s: refused with HTTP %d, want %d", id, status, want)
		}
		if delivered := r.shows(client.AuthFailureDelivered); delivered != (id == "flyjs-lazy") {
			t.Errorf("%s: defects %v", id, r.Defects)
		}
	}
}

func TestATimeoutBeginsWhenTheRequestLeaves(t *testing.T) {
	const script = `"initial": {"token": "valid"}, "slots": %d, "actions": [{"at": 0, "do": "launch"},
		{"at": 500, "do": "pageLoad", "page": "home", "requests": ["r1", "r2", "r3"]}], "latencies": {"request": %d}, "settings": {"timeout": 12000}, "horizon": 60000`
	for _, x := range []struct {
		id             string
		slots, latency int
		settled        int64 // the last of them, after the page was loaded
		outcome        string
	}{
		{"reference", 2, 11000, 15000, "rejected"}, // it may wait for 15 s for a slot of its own
		{"reference", 3, 11000, 22000, "ok"},
		{"flyjs-lazy", 2, 11000, 22000, "ok"}, // the third waits in the platform's queue for 11 s
		{"flyjs-lazy", 1, 11000, 33000, "ok"},
		{"flyjs-lazy", 2, 13000, 24000, "empty"}, // each 12 s after it left
	} {
		r := result(t, x.id, fmt.Sprintf(script, x.slots, x.latency))
		last := r.request("r3")
		if last.SettledAt == nil || *last.SettledAt != 500+x.settled || last.Outcome != x.outcome {
			t.Errorf("%s with %d slots and answers after %d ms: %+v at %v, want %s at %d", x.id, x.slots, x.latency, last, at(last.SettledAt), x.outcome, 500+x.settled)
		}
	}
}

func TestLimitsDecideFromWhenOnSomethingIsADefect(t *testing.T) {
	const slow = `"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A"}], "latencies": {"login": 2000}`
	if r := result(t, "reference", slow); len(r.Defects) > 0 {
		t.Errorf("defects %v", r.Defects)
	}
	if r := result(t, "reference", slow+`, "limits": {"deadline": 1000}`); !r.shows(client.HungRequest) {
		t.Errorf("defects %v, want a hung request", r.Defects)
	}
	const refused = `"initial": {"token": "valid"}, "actions": [{"at": 10, "do": "request", "name": "A"}],
		"faults": [{"type": "expireAll", "at": 0}]`
	if r := result(t, "reference", refused+`, "limits": {"authLoop": 1}`); !r.shows(client.AuthLoop) {
		t.Errorf("defects %v, want a loop of two sends", r.Defects)
	}
}

func TestImpossibleSettingsAreRefused(t *testing.T) {
	for part, want := range map[string]string{
		`"settings": {"pollDelay": -1}`:                                "settings.pollDelay -1: expected 0 to",
		`"settings": {"timeout": 86400001}`:                            "settings.timeout 86400001",
		`"settings": {"loginDeadline": "1s"}`:                          "settings.loginDeadline: expected a whole number, got a text",
		`"settings": {"tokenKey": "x"}`:                                `unknown field "tokenKey"`,
		`"limits": {"deadline": -5}`:                                   "limits.deadline -5",
		`"limits": {"authLoop": -1}`:                                   "limits.authLoop -1",
		`"tokenLife": -1`:                                              "tokenLife -1",
		`"authFailure": "http403"`:                                     `authFailure "http403": expected http401 or body40100`,
		`"overflow": "wait"`:                                           `overflow "wait": expected queue or drop`,
		`"actions": [{"do": "profile"}]`:                               `action 1: request name ""`,
		`"actions": [{"do": "request", "name": "a", "path": "api/a"}]`: `path "api/a": expected one that begins with a slash`,
		`"actions": [{"do": "profile", "name": "a"}, {"do": "request", "name": "a"}]`:       `"a" stands twice`,
		`"actions": [{"do": "pageLoad", "requests": [{"name": "a", "path": "ftp://x/a"}]}]`: `path "ftp://x/a"`,
		`"latencies": {"userInfo": -1}`: "latencies.userInfo",
	} {
		if _, err := Parse([]byte("{" + part + "}")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", part, err, want)
		}
	}
}
