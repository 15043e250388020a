package reports

import (
	"slices"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Samples outside these bounds are recorded as the nearest bound.
const (
	minLatency = time.Microsecond
	maxLatency = time.Hour
)

// latencyMetric is one of the things that a Recorder measures.
type latencyMetric int

const (
	metricHTTP latencyMetric = iota
	metricRequest
	metricLogin
	metricLoginWait
	metricWaitAfterLogin
	metricRefresh
	latencyMetrics // how many there are
)

// A Recorder holds the latencies of one worker in HDR histograms of 3
// significant digits, from 1 µs to 1 h. It is not safe for concurrent use: give
// each worker its own and merge them when they have stopped.
//
// A sample costs no allocation but for the first one of each metric and name,
// which allocates its histogram of 184 KB. Those of one worker are the same
// however many clients it drives.
type Recorder struct {
	names []string
	// Samples are kept once, under their name; those without one at index 0, and
	// those of names[i] at i+1. Totals are added up when they are read.
	histograms [latencyMetrics][]*histogram
	// What was recorded since it was last asked for, in microseconds; see Follow.
	follows bool
	recent  [latencyMetrics][][]int64
}

// NewRecorder returns an empty recorder for requests with these names. The
// methods that record take an index into names, or -1 for a request without
// a name.
func NewRecorder(names []string) *Recorder {
	r := &Recorder{names: slices.Clone(names)}
	for m := range r.histograms {
		r.histograms[m] = make([]*histogram, len(names)+1)
	}
	return r
}

// HTTP records one send on the wire, from its start to the end of its answer.
func (r *Recorder) HTTP(name int, d time.Duration) { r.record(metricHTTP, name, d) }

// Request records a request as its page sees it, waiting included.
func (r *Recorder) Request(name int, d time.Duration) { r.record(metricRequest, name, d) }

// Login records a login, from wx.login to its end.
func (r *Recorder) Login(d time.Duration) { r.record(metricLogin, -1, d) }

// Refresh records a refresh, from its POST to its answer.
func (r *Recorder) Refresh(d time.Duration) { r.record(metricRefresh, -1, d) }

// LoginWait records how long a request waited on a login.
func (r *Recorder) LoginWait(name int, d time.Duration) { r.record(metricLoginWait, name, d) }

// WaitAfterLogin records the time from a token's delivery to the first send of
// a request that waited for it.
func (r *Recorder) WaitAfterLogin(name int, d time.Duration) {
	r.record(metricWaitAfterLogin, name, d)
}

func (r *Recorder) record(m latencyMetric, name int, d time.Duration) {
	h := r.histograms[m][name+1]
	if h == nil {
		h = newHistogram()
		r.histograms[m][name+1] = h
	}
	h.record(d)
	if r.follows {
		r.keep(m, name+1, microseconds(d))
	}
}

// Merge adds the samples of other, by name; names that only other has are
// added. It leaves other as it is.
func (r *Recorder) Merge(other *Recorder) {
	for m := range other.histograms {
		for i, h := range other.histograms[m] {
			if h == nil {
				continue
			}
			slot := 0
			if i > 0 {
				slot = r.slot(other.names[i-1])
			}
			if r.histograms[m][slot] == nil {
				r.histograms[m][slot] = newHistogram()
			}
			r.histograms[m][slot].merge(h)
		}
	}
}

// Add adds a name, unless it is there, and returns its index.
func (r *Recorder) Add(name string) int { return r.slot(name) - 1 }

// slot returns the index of a name's histograms, adding the name if need be.
func (r *Recorder) slot(name string) int {
	if i := slices.Index(r.names, name); i >= 0 {
		return i + 1
	}
	r.names = append(r.names, name)
	for m := range r.histograms {
		r.histograms[m] = append(r.histograms[m], nil)
	}
	return len(r.names)
}

// total merges the histograms of all names.
func (r *Recorder) total(m latencyMetric) *histogram {
	total := newHistogram()
	for _, h := range r.histograms[m] {
		if h != nil {
			total.merge(h)
		}
	}
	return total
}

// named returns the histogram of one name, an empty one where there is none.
func (r *Recorder) named(m latencyMetric, name string) *histogram {
	i := slices.Index(r.names, name)
	if i < 0 || r.histograms[m][i+1] == nil {
		return newHistogram()
	}
	return r.histograms[m][i+1]
}

// tagged merges the histograms of several names.
func (r *Recorder) tagged(m latencyMetric, names []string) *histogram {
	all := newHistogram()
	for _, name := range names {
		if i := slices.Index(r.names, name); i >= 0 && r.histograms[m][i+1] != nil {
			all.merge(r.histograms[m][i+1])
		}
	}
	return all
}

// histogram is an HDR histogram, which rounds values to three digits, with the exact
// minimum, maximum and sum. Values are microseconds.
type histogram struct {
	hdr           *hdrhistogram.Histogram
	min, max, sum int64
}

func newHistogram() *histogram {
	return &histogram{hdr: hdrhistogram.New(1, maxLatency.Microseconds(), 3)}
}

// microseconds is a sample as it is recorded.
func microseconds(d time.Duration) int64 { return min(max(d, minLatency), maxLatency).Microseconds() }

func (h *histogram) record(d time.Duration) {
	v := microseconds(d)
	if h.hdr.RecordValue(v) != nil {
		return // cannot happen: v is within the bounds
	}
	if h.sum == 0 || v < h.min {
		h.min = v
	}
	h.max = max(h.max, v)
	h.sum += v
}

func (h *histogram) merge(other *histogram) {
	if other.count() == 0 {
		return
	}
	if h.count() == 0 || other.min < h.min {
		h.min = other.min
	}
	h.max = max(h.max, other.max)
	h.sum += other.sum
	h.hdr.Merge(other.hdr)
}

func (h *histogram) count() int64 { return h.hdr.TotalCount() }

// percentile returns milliseconds. A bucket's upper end is never reported
// above the largest sample.
func (h *histogram) percentile(p float64) float64 {
	return float64(min(h.hdr.ValueAtPercentile(p), h.max)) / 1000
}
