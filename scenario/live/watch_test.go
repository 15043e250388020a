package live_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
)

// A report of a run that goes on has what the last one will have, as far as it is known,
// and no verdict.
func TestAWatcherIsToldTheReportSoFar(t *testing.T) {
	t.Parallel()
	var all []*reports.Report
	var loaded atomic.Bool // a told report has latencies, so that the run may end
	watch := live.Watcher{Reported: func(sofar func() *reports.Report) {
		r := sofar()
		all = append(all, r)
		loaded.Store(r.Latency.HTTP.Count > 0)
	}}
	last := runWith(t, small+`
load: {duration: 1h}
flow: [launch, {page: a, requests: [a GET /api/a]}, {think: 20ms}]
`, live.Options{Watch: watch}, func(live.Progress) bool { return loaded.Load() })
	for _, r := range all {
		q := r.Requests
		if r.Verdict != "" || r.Progress == nil || r.Interrupted || len(r.Thresholds) != len(last.Thresholds) {
			t.Errorf("verdict %q, progress %+v, thresholds %v", r.Verdict, r.Progress, r.Thresholds)
		}
		if q.Issued > last.Requests.Issued || q.Issued != q.OK+q.Rejected+q.AuthFailure+q.HTTPError+q.Empty+q.Hung+q.Open || q.ByName["a"].Issued != q.Issued {
			t.Errorf("of the requests it says %+v, the last one %+v", q, last.Requests)
		}
		if l := r.Logins; l.Started != l.Succeeded+l.Failed+l.Abandoned+l.Running {
			t.Errorf("of the logins it says %+v", l)
		}
		if !slices.Equal(r.Series, last.Series[:len(r.Series)]) {
			t.Errorf("the seconds so far are %+v, at last %+v", r.Series, last.Series)
		}
		if r.Latency.HTTP.Count > last.Latency.HTTP.Count {
			t.Errorf("%d latencies, at last %d", r.Latency.HTTP.Count, last.Latency.HTTP.Count)
		}
	}
}

// What a watcher was told to be measured belongs to what it is told to be counted: each
// request that ended has one time.
func TestAWatcherIsToldLatenciesAndCountsOfOneMoment(t *testing.T) {
	t.Parallel()
	var sends, requests int64
	told := 0
	var enough atomic.Bool
	watch := live.Watcher{
		Measured: func(m client.Metric, _ string, _ time.Duration) {
			if m == client.HTTPTime {
				sends++
			}
			if m == client.RequestTime {
				requests++
			}
		},
		Counted: func(c live.Counts) {
			if sends != c.Tally.Answers || requests != c.Tally.OK {
				t.Errorf("%d sends and %d requests are measured, %d and %d counted", sends, requests, c.Tally.Answers, c.Tally.OK)
			}
			told++
			enough.Store(told > 2)
		},
	}
	r := runWith(t, small+`
load: {duration: 1h}
flow: [launch, {page: a, requests: [a GET /api/a]}]
`, live.Options{Watch: watch}, func(live.Progress) bool { return enough.Load() })
	if r.Requests.OK != requests || requests == 0 {
		t.Errorf("%d requests are measured, %+v counted at the end", requests, r.Requests.Outcomes)
	}
}
