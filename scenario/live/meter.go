package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// meter keeps what a worker's observers measure until the run collects it, a few times
// a second.
type meter struct {
	samples []sample
	spare   []sample // collected, to be used again
	names   []string
	index   map[string]int32 // of a request's name in names
	grows   bool             // it measures requests that have other names, too
}

// sample is one latency.
type sample struct {
	what client.Metric
	name int32 // of the request in the meter's names, or -1
	d    time.Duration
}

func newMeter(names []string, grows bool) *meter {
	m := &meter{index: make(map[string]int32, len(names)), grows: grows}
	for _, name := range names {
		m.put(name)
	}
	return m
}

// maxNames bounds the requests of a mini program's own pages that are measured by
// name; their histograms are large.
const maxNames = 100

func (m *meter) put(name string) int32 {
	index := int32(len(m.names))
	m.names = append(m.names, name)
	m.index[name] = index
	return index
}

func (m *meter) record(what client.Metric, name string, d time.Duration) {
	index, known := m.index[name]
	switch {
	case known:
	case name != "" && m.grows && len(m.names) < maxNames:
		index = m.put(name)
	default:
		index = -1
	}
	m.samples = append(m.samples, sample{what, index, d})
}

// take returns what was measured since the last time. It is good until the next.
func (m *meter) take() []sample {
	taken := m.samples
	m.samples, m.spare = m.spare[:0], taken
	return taken
}

// measured is everything that a run has measured.
type measured struct {
	recorder *reports.Recorder
	series   *reports.Series
	second   time.Duration                              // the end of the current one of the series
	slots    [][]int                                    // of each worker's names in the recorder
	tell     func(client.Metric, string, time.Duration) // a watcher; may be nil
	result   *result.Writer                             // nil where there is none
}

func newMeasured(names []string, workers int, tell func(client.Metric, string, time.Duration)) *measured {
	return &measured{recorder: reports.NewRecorder(names), series: reports.NewSeries(), second: time.Second, slots: make([][]int, workers), tell: tell}
}

// add adds samples that a worker has measured, with the names of its meter.
func (all *measured) add(worker int, samples []sample, names []string) {
	slots := all.slots[worker]
	for _, name := range names[len(slots):] {
		slots = append(slots, all.recorder.Add(name))
	}
	all.slots[worker] = slots
	for _, s := range samples {
		name, word := -1, ""
		if s.name >= 0 {
			name, word = slots[s.name], names[s.name]
		}
		all.record(s.what, name, s.d)
		if all.tell != nil {
			all.tell(s.what, word, s.d)
		}
	}
}

func (all *measured) record(what client.Metric, name int, d time.Duration) {
	switch what {
	case client.HTTPTime:
		all.recorder.HTTP(name, d)
		all.series.HTTP(d)
	case client.RequestTime:
		all.recorder.Request(name, d)
		all.series.Request(d)
	case client.LoginTime:
		all.recorder.Login(d)
		all.series.Login(d)
	case client.RefreshTime:
		all.recorder.Refresh(d)
	case client.LoginWait:
		all.recorder.LoginWait(name, d)
	case client.WaitAfterLogin:
		all.recorder.WaitAfterLogin(name, d)
	}
}

// tick ends the series' second where its time has come, in a load that began then.
func (all *measured) tick(elapsed time.Duration, m *moment, begun time.Time) {
	if elapsed < all.second {
		return
	}
	end := elapsed.Truncate(time.Second)
	all.end(end, m, begun)
	all.second = end + time.Second
}

// end ends the series' second.
func (all *measured) end(at time.Duration, m *moment, begun time.Time) {
	all.series.Answered(m.Tally.LastAnswer.Sub(begun))
	all.series.End(at, m.Active, counts(m.Tally))
	if all.result != nil {
		seconds := all.series.Seconds()
		_ = all.result.Second(seconds[len(seconds)-1], all.recorder.Recent()) // whoever has the writer asks for its errors
	}
}

// counts are those that the series follows.
func counts(t *client.Tally) reports.SeriesCounts {
	n := reports.SeriesCounts{Sends: t.Sends, Answers: t.Answers, Unanswered: t.Failures - t.Aborted, RequestsOK: t.OK, RequestsFailed: failed(t),
		Logins: t.LoginsStarted, Duplicates: t.Duplicates(), Concurrent: t.Concurrent, Stale401: t.Stale401, Needless: t.Needless}
	for _, d := range t.Defects {
		n.Defects += d.Count
	}
	return n
}

// failed is how many requests have ended and not well.
func failed(t *client.Tally) int64 {
	return t.Rejected + t.AuthFailure + t.HTTPError + t.Empty + t.Hung
}
