package locust

import (
	"math"
	"time"
)

// row is a row of statistics, as much of it as one report tells.
type row struct {
	count
	perSecond, failing map[int64]int64 // by seconds since 1970
	times              map[int64]int64 // by milliseconds, rounded as Locust does
	sum, least, most   float64         // of them, in milliseconds
	measurements       int64
	last               int64 // second in which something was counted; zero for none
}

func newRow() *row {
	return &row{perSecond: map[int64]int64{}, failing: map[int64]int64{}, times: map[int64]int64{}, least: math.Inf(1)}
}

func (r *row) add(second int64, n count) {
	r.requests += n.requests
	r.failures += n.failures
	r.perSecond[second] += n.requests
	r.failing[second] += n.failures
	r.last = max(r.last, second)
}

func (r *row) measured(d time.Duration) {
	ms := float64(d.Microseconds()) / 1000
	r.measurements++
	r.sum += ms
	r.least, r.most = min(r.least, ms), max(r.most, ms)
	r.times[rounded(ms)]++
}

// rounded has two digits that count, three from 100 ms to 1 s, so that there are not too
// many of them.
func rounded(ms float64) int64 {
	for _, step := range []float64{1, 10, 100} {
		if ms < 100*step {
			return int64(math.Round(ms/step) * step)
		}
	}
	return int64(math.Round(ms/1000) * 1000)
}

func (r *row) merge(x *row) {
	r.requests += x.requests
	r.failures += x.failures
	r.sum += x.sum
	r.measurements += x.measurements
	r.least, r.most = min(r.least, x.least), max(r.most, x.most)
	r.last = max(r.last, x.last)
	addTo(r.perSecond, x.perSecond)
	addTo(r.failing, x.failing)
	addTo(r.times, x.times)
}

func addTo(sum, more map[int64]int64) {
	for key, n := range more {
		sum[key] += n
	}
}

// entry is the form of a row that a master adds to its own.
type entry struct {
	Name     string          `msgpack:"name"`
	Method   string          `msgpack:"method"`
	Last     *float64        `msgpack:"last_request_timestamp"` // seconds since 1970
	Start    float64         `msgpack:"start_time"`
	Requests int64           `msgpack:"num_requests"`
	None     int64           `msgpack:"num_none_requests"` // of them without a latency
	Failures int64           `msgpack:"num_failures"`
	Sum      float64         `msgpack:"total_response_time"` // milliseconds, as the next three
	Max      float64         `msgpack:"max_response_time"`
	Min      *float64        `msgpack:"min_response_time"`
	Times    map[int64]int64 `msgpack:"response_times"`
	Bytes    int64           `msgpack:"total_content_length"`
	Seconds  map[int64]int64 `msgpack:"num_reqs_per_sec"`
	Failing  map[int64]int64 `msgpack:"num_fail_per_sec"`
}

// entry is the row of a test that began then. A latency may come before its request is
// counted: what has none is negative for once.
func (r *row) entry(key rowKey, begun time.Time) entry {
	e := entry{Name: key.name, Method: key.method, Start: seconds(begun), Requests: r.requests, None: r.requests - r.measurements, Failures: r.failures,
		Sum: r.sum, Max: r.most, Times: r.times, Seconds: r.perSecond, Failing: r.failing}
	if r.measurements > 0 {
		e.Min = &r.least
	}
	if r.last > 0 {
		last := float64(r.last)
		e.Last = &last
	}
	return e
}

func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }
