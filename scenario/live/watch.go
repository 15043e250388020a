package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
)

// A Watcher is told what a run does while it does it, on one goroutine at a time. Its
// zero value is told nothing.
type Watcher struct {
	// Counted is told about once a second, and once more when the run is over: what was
	// counted when the latencies ended that Measured was told before. It owns what it is given.
	Counted func(Counts)
	// Reported may ask, about once a second and before it returns, what a report would say
	// of the run so far: without a verdict, and without what only the servers' books tell.
	// It owns what it gets. To make one takes about a millisecond for each name of a
	// request. The end it is not told: that is the report.
	Reported func(sofar func() *reports.Report)
	// Measured is told each latency, in its order at each worker and within a second.
	Measured func(m client.Metric, name string, d time.Duration)
}

// Counts is what a run has counted since it began.
type Counts struct {
	Tally   *client.Tally // of all clients
	Clients reports.Clients
	Active  int64         // clients at work
	Lag     time.Duration // by which the generator's steps came too late, on average
}

// tell tells the watcher, if a second has passed since the last time or the phase is
// another one.
func (r *run) tell(now time.Duration, phase string, m *moment) {
	watch := &r.options.Watch
	if watch.Counted == nil && watch.Reported == nil || now < r.next && phase == r.phase {
		return
	}
	r.next, r.phase = now+time.Second, phase
	if watch.Counted != nil {
		watch.Counted(m.Counts)
	}
	if watch.Reported != nil {
		watch.Reported(func() *reports.Report { return r.preview(m, now) })
	}
}

// preview is the report of the run so far. It never takes more than a twentieth of the
// run's time: where it takes longer, it comes less often.
func (r *run) preview(m *moment, now time.Duration) *reports.Report {
	begun := time.Now()
	defer func() { r.next = max(r.next, now+20*time.Since(begun)) }()
	out := r.outline(m, now)
	out.Progress = &reports.Progress{Phase: r.phase, Elapsed: now, Duration: r.shape.Duration(), Active: m.Active}
	out.Preview(r.scenario.EffectiveThresholds(), r.measured.recorder)
	return out
}

// tellEnd tells the watcher what the report says.
func (r *run) tellEnd(m *moment) {
	if r.options.Watch.Counted != nil {
		r.options.Watch.Counted(m.Counts)
	}
}
