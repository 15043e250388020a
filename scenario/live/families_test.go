package live_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
)

// expiry is a load in which everybody's token dies again and again, while the
// answers to five concurrent requests are spread. It lasts until a test has seen
// what it waits for, however slow the machine is.
const expiry = `
wrapper: {id: %s, poll_delay: 20ms}
app: {domains: {develop: embedded}}
target: {devserver: {latency: 5ms..120ms}}
mock: {latency: {login: 5ms..20ms}}
clients: {count: 16, initial: {none: 50%%, valid: 30%%, expired: 20%%}}
load: {duration: 1h, drain: %s}
flow:
  - launch
  - page: home
    requests: [a GET /api/a, b GET /api/b, c GET /api/c, d GET /api/d, e GET /api/e]
  - think: 50ms..150ms
  - page: detail
    requests: [f GET /api/f, g GET /api/g, h GET /api/h]
  - think: 50ms..700ms
events:
  - {at: 400ms, expire: tokens}
`

// expiries are further events of expiry, one a second.
func expiries() string {
	var all strings.Builder
	for second := 1; second <= 60; second++ {
		fmt.Fprintf(&all, "  - {at: %ds, expire: tokens}\n", second)
	}
	return all.String()
}

func TestEachWrapperShowsInALiveRunWhatItsDocumentPredicts(t *testing.T) {
	if testing.Short() {
		t.Skip("a load for each of several wrappers")
	}
	t.Parallel()
	late401 := []string{"template", "flyjs-lazy"}
	// Their defects are of other classes, or take a coincidence.
	any := func(reports.Duplicates) int64 { return 1 }
	concurrent := func(d reports.Duplicates) int64 { return d.Concurrent }
	needless := func(d reports.Duplicates) int64 { return d.Needless }
	either := func(d reports.Duplicates) int64 { return d.Needless + d.Concurrent }
	predicted := map[string]func(reports.Duplicates) int64{
		"flyjs": needless, "flyjs-check": any, "flyjs-samefly": any, "callback": needless, "taro": any, "taro-unlock": needless,
		"egg": either, "egg-gated": either, "userclass": concurrent, "userclass-launch": any,
	}
	for _, info := range wrapper.All()[1:] {
		t.Run(info.ID, func(t *testing.T) {
			t.Parallel()
			switch {
			case slices.Contains(late401, info.ID):
				logsInForALate401(t, info.ID)
				return
			case predicted[info.ID] == nil:
				t.Fatal("say above what a live run of it shows")
			}
			certain := predicted[info.ID](reports.Duplicates{}) == 0
			r := runUntil(t, fmt.Sprintf(expiry, info.ID, "500ms")+expiries(), func(p live.Progress) bool {
				return p.Started == 16 && (p.Duplicates > 0 || !certain && p.Elapsed > 500*time.Millisecond)
			})
			if predicted[info.ID](r.Logins.Duplicate) == 0 {
				t.Errorf("duplicates %+v, want some of the predicted kind", r.Logins.Duplicate)
			}
			if r.Books.Comparison != "balanced" {
				t.Errorf("the comparison is %s: %q", r.Books.Comparison, r.Books.Notes)
			}
		})
	}
}

// logsInForALate401 holds the 401 of one request back until its client has logged in
// for that of another, and comes with the new token.
func logsInForALate401(t *testing.T, wrapper string) {
	loggedIn := make(chan struct{})
	var renewed sync.Once
	var begun atomic.Bool // the probe comes before
	w := newWorld(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			dead := strings.HasPrefix(r.Header.Get("Authorization"), "expired-")
			switch {
			case dead && r.URL.Path == "/api/late":
				select {
				case <-loggedIn:
				case <-r.Context().Done():
				}
			case dead:
				begun.Store(true)
			case r.URL.Path == "/api/first" && begun.Load():
				renewed.Do(func() { close(loggedIn) })
			}
			next.ServeHTTP(rw, r)
		})
	})
	r := run(t, w.foreign()+`
target: {shape: flyjs}
wrapper: {id: `+wrapper+`}
clients: {count: 1, initial: {expired: 100%}}
load: {duration: 1h, drain: 1m}
repeat: 1
flow: [launch, {page: home, requests: [first GET /api/first, late GET /api/late]}]
`)
	if d := r.Logins.Duplicate; d.Stale401 == 0 || d.Total != d.Stale401 {
		t.Errorf("duplicates %+v, want those for a late 401 alone", d)
	}
}

// oneExpiry is expiry with one event and no token that is dead at the start: one that
// is rejected twice in a row would be a reason to give up.
func oneExpiry(wrapper string) string {
	return strings.Replace(fmt.Sprintf(expiry, wrapper, "1m"), "valid: 30%, expired: 20%", "valid: 50%", 1)
}

// relogin reports that the clients of oneExpiry have logged in: half of them for the
// first time, and the others since their tokens died.
func relogin(p live.Progress) bool { return p.Logins >= 16 }

func TestReferenceHasNoDuplicateAndLosesNothingInALiveRun(t *testing.T) {
	t.Parallel()
	r := runUntil(t, oneExpiry("reference"), relogin)
	if d := r.Logins.Duplicate.Total; d != 0 {
		t.Errorf("%d duplicates: %+v", d, r.Defects)
	}
	if q := r.Requests; q.OK != q.Issued || q.AuthFailuresSeen == 0 {
		t.Errorf("not every request settled well, or no token expired: %+v", q)
	}
	if r.Books.Comparison != "balanced" || r.Verdict != reports.VerdictPassed || len(r.Defects) > 0 {
		t.Errorf("comparison %s, verdict %s, defects %+v", r.Books.Comparison, r.Verdict, r.Defects)
	}
	if r.Logins.DuplicateServer == nil || r.Logins.DuplicateServer.Total != 0 {
		t.Errorf("the server's view is %+v, want known and none", r.Logins.DuplicateServer)
	}
}
