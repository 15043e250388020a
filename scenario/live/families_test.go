package live_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
)

// expiry is a load in which everybody's token dies in the middle, while the
// answers to five concurrent requests are spread.
const expiry = `
wrapper: {id: %s, poll_delay: 20ms}
app: {domains: {develop: embedded}}
target: {devserver: {latency: 5ms..120ms}}
mock: {latency: {login: 5ms..20ms}}
clients: {count: 40, initial: {none: 50%%, valid: 30%%, expired: 20%%}}
load: {duration: %s, drain: 2s}
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

func TestEachWrapperShowsInALiveRunWhatItsDocumentPredicts(t *testing.T) {
	t.Parallel()
	// Their defects are of other classes, or take a coincidence.
	any := func(reports.Duplicates) int64 { return 1 }
	stale := func(d reports.Duplicates) int64 { return d.Stale401 }
	concurrent := func(d reports.Duplicates) int64 { return d.Concurrent }
	needless := func(d reports.Duplicates) int64 { return d.Needless }
	either := func(d reports.Duplicates) int64 { return d.Needless + d.Concurrent }
	predicted := map[string]func(reports.Duplicates) int64{
		"template": stale, "flyjs": needless, "flyjs-check": any, "flyjs-lazy": stale, "flyjs-samefly": any, "callback": needless,
		"taro": any, "taro-unlock": needless, "egg": either, "egg-gated": either, "userclass": concurrent, "userclass-launch": any,
	}
	for _, info := range wrapper.All()[1:] {
		t.Run(info.ID, func(t *testing.T) {
			t.Parallel()
			if predicted[info.ID](reports.Duplicates{}) > 0 {
				r := run(t, fmt.Sprintf(expiry, info.ID, "800ms"))
				if r.Books.Comparison != "balanced" || r.Clients.Started != 40 {
					t.Errorf("comparison %s, clients %+v", r.Books.Comparison, r.Clients)
				}
				return
			}
			// However slow the machine is: until a duplicate shows.
			yaml := fmt.Sprintf(expiry, info.ID, "1m")
			for second := 1; second < 60; second++ {
				yaml += fmt.Sprintf("  - {at: %ds, expire: tokens}\n", second)
			}
			r := runUntil(t, yaml, func(p live.Progress) bool { return p.Duplicates > 0 })
			if predicted[info.ID](r.Logins.Duplicate) == 0 {
				t.Errorf("duplicates %+v, want some of the predicted kind", r.Logins.Duplicate)
			}
			if r.Books.Comparison != "balanced" {
				t.Errorf("the comparison is %s: %q", r.Books.Comparison, r.Books.Notes)
			}
		})
	}
}

func TestReferenceHasNoDuplicateAndLosesNothingInALiveRun(t *testing.T) {
	t.Parallel()
	// A token that is rejected twice in a row would be a reason to give up.
	r := run(t, strings.Replace(fmt.Sprintf(expiry, "reference", "1200ms"), "valid: 30%, expired: 20%", "valid: 50%", 1))
	if d := r.Logins.Duplicate.Total; d != 0 {
		t.Errorf("%d duplicates: %+v", d, r.Defects)
	}
	if q := r.Requests; q.OK != q.Issued || q.AuthFailuresSeen == 0 {
		t.Errorf("not every request settled well, or no token expired: %+v", q)
	}
	if r.Books.Comparison != "balanced" || reports.ExitCode(r) != 0 || len(r.Defects) > 0 {
		t.Errorf("comparison %s, exit code %d, defects %+v", r.Books.Comparison, reports.ExitCode(r), r.Defects)
	}
	if r.Logins.DuplicateServer == nil || r.Logins.DuplicateServer.Total != 0 {
		t.Errorf("the server's view is %+v, want known and none", r.Logins.DuplicateServer)
	}
}
