package locust

import (
	"sync"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/live"
)

// rowKey names a row of the master's statistics.
type rowKey struct{ method, name string }

// The methods of rows: what Locust calls the type of a request.
const (
	pageMethod    = "request"
	loginMethod   = "login"
	refreshMethod = "refresh"
	checkMethod   = "check"
	defectMethod  = "defect"
)

// count is what a row has counted.
type count struct{ requests, failures int64 }

// errorKey names a row of the master's failures.
type errorKey struct {
	row  rowKey
	text string
}

// stats is what a test has told since it was asked last. Its watcher and its reports may be
// on different goroutines.
type stats struct {
	clock func() time.Time

	mu     sync.Mutex
	begun  time.Time
	counts map[rowKey]count   // since the test began
	fails  map[errorKey]int64 // likewise
	rows   map[rowKey]*row    // since the last report, as errors
	errors map[errorKey]int64
}

func newStats(clock func() time.Time) *stats {
	return &stats{clock: clock, begun: clock(), counts: map[rowKey]count{}, fails: map[errorKey]int64{}, rows: map[rowKey]*row{}, errors: map[errorKey]int64{}}
}

// watcher is what a run tells them.
func (s *stats) watcher() live.Watcher {
	return live.Watcher{
		Counted:  func(c live.Counts) { s.counted(c.Tally) },
		Measured: s.measured,
	}
}

// measured adds a latency. How many requests of a name there were, counted tells.
func (s *stats) measured(m client.Metric, name string, d time.Duration) {
	var key rowKey
	switch m {
	case client.RequestTime:
		key = rowKey{pageMethod, name}
	case client.LoginTime:
		key = rowKey{loginMethod, loginMethod}
	case client.RefreshTime:
		key = rowKey{refreshMethod, refreshMethod}
	default: // parts of those
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.row(key).measured(d)
}

// counted takes what a run has counted since it began.
func (s *stats) counted(t *client.Tally) {
	s.mu.Lock()
	defer s.mu.Unlock()
	second := s.clock().Unix()
	for key, now := range countsOf(t) {
		before := s.counts[key]
		if now == before {
			continue
		}
		s.counts[key] = now
		s.row(key).add(second, count{now.requests - before.requests, now.failures - before.failures})
	}
	for key, now := range errorsOf(t) {
		s.errors[key] += now - s.fails[key]
		s.fails[key] = now
	}
}

func (s *stats) row(key rowKey) *row {
	r := s.rows[key]
	if r == nil {
		r = newRow()
		s.rows[key] = r
	}
	return r
}

// countsOf are the rows of a tally. A defect is a failure of its own.
func countsOf(t *client.Tally) map[rowKey]count {
	all := map[rowKey]count{}
	for name, n := range t.ByName {
		failed := n.Rejected + n.AuthFailure + n.HTTPError + n.Empty + n.Hung
		all[rowKey{pageMethod, name}] = count{n.OK + failed, failed}
	}
	all[rowKey{loginMethod, loginMethod}] = count{t.LoginsSucceeded + t.LoginsFailed, t.LoginsFailed}
	all[rowKey{refreshMethod, refreshMethod}] = count{t.Refreshes.Succeeded + t.Refreshes.Failed, t.Refreshes.Failed}
	for key, d := range t.Defects {
		all[defectRow(key)] = count{d.Count, d.Count}
	}
	return all
}

func defectRow(key client.DefectKey) rowKey {
	name := key.Class
	if key.Kind != "" {
		name += " (" + key.Kind + ")"
	}
	return rowKey{defectMethod, name}
}

// errorsOf are the failures of a tally, by their reasons.
func errorsOf(t *client.Tally) map[errorKey]int64 {
	all := map[errorKey]int64{}
	for key, f := range t.Reasons {
		all[errorKey{failedRow(key), key.Reason.String()}] += f.Count
	}
	for key, d := range t.Defects {
		class, _ := reports.Class(key.Class)
		all[errorKey{defectRow(key), class.Sentence}] += d.Count
	}
	return all
}

func failedRow(key client.FailureKey) rowKey {
	switch key.Of {
	case client.FailedLogin:
		return rowKey{loginMethod, loginMethod}
	case client.FailedRefresh:
		return rowKey{refreshMethod, refreshMethod}
	case client.FailedCheck:
		return rowKey{checkMethod, "wx.checkSession"}
	}
	return rowKey{pageMethod, key.Name}
}

// statsData is what happened since the last report.
type statsData struct {
	Stats  []entry              `msgpack:"stats"`
	Total  entry                `msgpack:"stats_total"`
	Errors map[string]errorData `msgpack:"errors"`
	usersData
}

// errorData is a row of the master's failures.
type errorData struct {
	Method string `msgpack:"method"`
	Name   string `msgpack:"name"`
	Error  string `msgpack:"error"`
	Count  int64  `msgpack:"occurrences"`
}

// report is what has happened since the last one.
func (s *stats) report(users usersData) statsData {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := statsData{Stats: []entry{}, Errors: map[string]errorData{}, usersData: users}
	total := newRow()
	for key, r := range s.rows {
		out.Stats = append(out.Stats, r.entry(key, s.begun))
		if key.method != defectMethod { // they are no requests, and would distort the percentiles
			total.merge(r)
		}
	}
	out.Total = total.entry(rowKey{"", "Aggregated"}, s.begun)
	for key, n := range s.errors {
		if n != 0 {
			out.Errors[key.row.method+" "+key.row.name+" "+key.text] = errorData{key.row.method, key.row.name, key.text, n}
		}
	}
	clear(s.rows)
	clear(s.errors)
	return out
}
