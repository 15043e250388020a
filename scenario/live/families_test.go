package live_test

import (
	"fmt"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
)

// expiry is a load in which everybody's token dies in the middle, while the
// answers to five concurrent requests are spread.
const expiry = `
wrapper: {id: %s, poll_delay: 20ms}
app: {domains: {develop: embedded}}
target: {devserver: {latency: 5ms..120ms}}
mock: {latency: {login: 5ms..20ms}}
clients: {count: 40, initial: {none: 50%%, valid: 30%%, expired: 20%%}}
load: {duration: %s, drain: 4s}
limits: {deadline: 3s}
flow:
  - launch
  - page: home
    requests: [a GET /api/a, b GET /api/b, c GET /api/c, d GET /api/d, e GET /api/e]
  - think: 50ms..150ms
  - page: detail
    requests: [f GET /api/f, g GET /api/g, h GET /api/h]
  - think: 50ms..1500ms
events:
  - {at: 600ms, expire: tokens}
`

func TestEachWrapperShowsInALiveRunWhatItsDocumentPredicts(t *testing.T) {
	t.Parallel()
	stale := func(d reports.Duplicates) int64 { return d.Stale401 }
	concurrent := func(d reports.Duplicates) int64 { return d.Concurrent }
	needless := func(d reports.Duplicates) int64 { return d.Needless }
	either := func(d reports.Duplicates) int64 { return d.Needless + d.Concurrent }
	for id, want := range map[string]func(reports.Duplicates) int64{
		"template": stale, "flyjs-lazy": stale, "egg": either, "egg-gated": either,
		"userclass": concurrent, "taro-unlock": needless, "callback": needless,
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			r := run(t, fmt.Sprintf(expiry, id, "2s"))
			if want(r.Logins.Duplicate) == 0 {
				t.Errorf("duplicates %+v, want some of the predicted kind", r.Logins.Duplicate)
			}
			if r.Books.Comparison != "balanced" || reports.ExitCode(r) != 99 {
				t.Errorf("comparison %s, exit code %d", r.Books.Comparison, reports.ExitCode(r))
			}
		})
	}
}

func TestReferenceHasNoDuplicateAndLosesNothingInALiveRun(t *testing.T) {
	t.Parallel()
	r := run(t, fmt.Sprintf(expiry, "reference", "1500ms"))
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

func TestTheBooksBalanceForEveryWrapper(t *testing.T) {
	t.Parallel()
	for _, info := range wrapper.All() {
		t.Run(info.ID, func(t *testing.T) {
			t.Parallel()
			r := run(t, fmt.Sprintf(expiry, info.ID, "800ms"))
			if r.Clients.Started != 40 {
				t.Errorf("%d of 40 clients started", r.Clients.Started)
			}
		})
	}
}
