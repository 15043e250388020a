package live_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// noted runs a load against a target with such habits, and returns the notes.
func noted(t *testing.T, h habits, rest string) string {
	t.Helper()
	r := run(t, h.embedded(t)+"clients: {count: 3}\nload: {duration: 20s}\nrepeat: 1\n"+rest)
	return strings.Join(r.Notes, "\n")
}

// wantNote checks that the notes say something, or nothing.
func wantNote(t *testing.T, got, want string) {
	t.Helper()
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("notes:\n%s\nwant: %s", got, want)
	}
}

func TestARequestThatLacksAPermissionIsNoted(t *testing.T) {
	t.Parallel()
	const two = "flow:\n  - launch\n  - page: a\n    requests: [me GET /me, %s]\n  - think: 100ms\n  - page: b\n    requests: [you GET /me, %s]\n"
	flow := func(request string) string { return strings.ReplaceAll(two, "%s", request) }
	for name, test := range map[string]struct{ wrapper, flow, want string }{
		"refused each time, others are served":       {"reference", flow("flag GET /forbidden"), "refused each time, with tokens with which other requests were served: flag. Is it a permission"},
		"a write, and another wrapper":               {"flyjs-lazy", flow("{name: order, method: POST, path: /forbidden}"), "were served: order."},
		"all is served":                              {"reference", flow("list GET /list"), ""},
		"one that needs no token is nobody's matter": {"reference", flow("{name: flag, path: /list, identity: false}"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantNote(t, noted(t, habits{}, "wrapper: {id: "+test.wrapper+"}\n"+test.flow), test.want)
		})
	}
}

func TestTokensThatAllDieAtOnceAreNoLackOfPermission(t *testing.T) {
	t.Parallel()
	for range 3 {
		got := noted(t, habits{life: 150 * time.Millisecond}, "flow:\n  - launch\n"+strings.Repeat("  - page: a\n    requests: [me GET /me, a GET /a, b GET /b]\n  - think: 60ms\n", 6))
		wantNote(t, got, "")
	}
}

func TestABackendWithTokensOfItsOwnIsNoted(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusUnauthorized) }))
	defer other.Close()
	for request, want := range map[string]string{
		"{name: pay, path: " + other.URL + "/pay}":               other.URL + " refused every request, with tokens with which ",
		"{name: pay, method: POST, path: " + other.URL + "/pay}": other.URL + " refused every request, with tokens with which ",
		"{name: pay, path: /pay}":                                "",
	} {
		got := noted(t, habits{}, "flow:\n  - launch\n  - page: a\n    requests: [me GET /me]\n  - think: 50ms\n  - page: b\n    requests: [you GET /me, "+request+"]\n")
		wantNote(t, got, want)
	}
}

func TestHowAnAnnouncedLifetimeWasTakenIsNoted(t *testing.T) {
	t.Parallel()
	const flow = "flow:\n  - launch\n  - page: a\n    requests: [me GET /me]\n  - think: 700ms\n  - page: b\n    requests: [you GET /me]\n"
	in := func(d time.Duration, unit time.Duration) func() int64 {
		return func() int64 { return (time.Now().UnixNano() + int64(d)) / int64(unit) }
	}
	number := func(n int64) func() int64 { return func() int64 { return n } }
	for name, test := range map[string]struct {
		habits
		unit, want string
		logins     int64 // of 3 clients
	}{
		"seconds":                        {habits{announces: number(7200)}, "auto", "", 3},
		"a moment in seconds":            {habits{announces: in(time.Hour, time.Second)}, "auto", "taken for moments in seconds since 1970, by their size (3 times)", 3},
		"a moment in milliseconds, near": {habits{announces: in(500*time.Millisecond, time.Millisecond)}, "auto", "taken for moments in milliseconds", 6},
		"milliseconds by their size":     {habits{announces: number(7_200_000)}, "auto", "taken for lifetimes in milliseconds", 3},
		"few milliseconds":               {habits{announces: number(500), life: 500 * time.Millisecond}, "auto", "about a thousandth of their announced lives (3 times)", 6},
		"few milliseconds, said so":      {habits{announces: number(500), life: 500 * time.Millisecond}, "ms", "", 6},
		"a moment, said so":              {habits{announces: in(500*time.Millisecond, time.Millisecond)}, "unix_ms", "", 6},
		"a token that died early":        {habits{announces: number(60), life: 500 * time.Millisecond}, "auto", "", 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			servers := test.embedded(t)
			r := run(t, servers+"target: {login: {expires_in: data.expires_in, expires_unit: "+test.unit+"}}\nclients: {count: 3}\nload: {duration: 20s}\nrepeat: 1\n"+flow)
			wantNote(t, strings.Join(r.Notes, "\n"), test.want)
			if r.Logins.Started != test.logins || r.Logins.Duplicate.Total > 0 {
				t.Errorf("%d logins, want %d; %d duplicates", r.Logins.Started, test.logins, r.Logins.Duplicate.Total)
			}
		})
	}
}

func TestErrorsThatCountAsOKAreNoted(t *testing.T) {
	t.Parallel()
	const flow = "flow:\n  - launch\n  - page: a\n    requests: [me GET /me, stock GET /stock]\n"
	const said = `answers of HTTP 2xx with "code": 1003 were counted as ok (3 times): stock. If that is an error, say in target.success.body`
	wantNote(t, noted(t, habits{}, flow), said)
	wantNote(t, noted(t, habits{}, strings.ReplaceAll(flow, "/stock", "/list")), "")
}
