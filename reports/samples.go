package reports

import (
	"fmt"
	"math/bits"
	"slices"
)

// Samples are latencies of one metric and of the requests with one name: the buckets of
// an HDR histogram of 3 significant digits from 1 µs to 1 h, so that those of several
// recorders add up without a loss. Values are microseconds.
type Samples struct {
	Metric        string // as in the JSON of [Latency]: http, request, login, …
	Name          string // of the requests; empty for a login, and for requests without one
	Min, Max, Sum int64  // exact
	// Buckets are in the order of their values, and none is empty.
	Buckets []Bucket
}

// A Bucket counts the samples that an HDR histogram does not tell apart.
type Bucket struct {
	Value int64 // the lowest one of the bucket
	Count int64
}

// MaxSamples bounds the samples of one metric and name in one second.
const MaxSamples = 1 << 31

// metricWords names the metrics in files.
func metricWords() [latencyMetrics]string {
	return [latencyMetrics]string{metricHTTP: "http", metricRequest: "request", metricLogin: "login", metricLoginWait: "login_wait",
		metricWaitAfterLogin: "wait_after_login", metricRefresh: "refresh"}
}

// lowest is the lowest value of a value's bucket. An HDR histogram of 3 digits tells
// apart all values below 2048, every second one below 4096, and so on.
func lowest(value int64) int64 {
	shift := max(bits.Len64(uint64(value))-11, 0)
	return value >> shift << shift
}

// highest is the highest value of the bucket with this lowest one.
func highest(value int64) int64 {
	return value | (1<<max(bits.Len64(uint64(value))-11, 0) - 1)
}

// samplesOf puts values into buckets. It sorts them; there is at least one.
func samplesOf(metric, name string, values []int64) Samples {
	slices.Sort(values)
	s := Samples{Metric: metric, Name: name, Min: values[0], Max: values[len(values)-1]}
	for _, v := range values {
		s.Sum += v
		low, last := lowest(v), len(s.Buckets)-1
		if last >= 0 && s.Buckets[last].Value == low {
			s.Buckets[last].Count++
			continue
		}
		s.Buckets = append(s.Buckets, Bucket{low, 1})
	}
	return s
}

// Count is how many samples there are.
func (s *Samples) Count() int64 {
	var n int64
	for _, b := range s.Buckets {
		n += b.Count
	}
	return n
}

// Percentile is the value in milliseconds that so many percent of the samples do not
// exceed, as [Recorder.Latency] has it. There is at least one sample; buckets may be empty.
func (s *Samples) Percentile(p float64) float64 {
	wanted := max(1, int64(p/100*float64(s.Count())+0.5))
	var n int64
	for _, b := range s.Buckets {
		if n += b.Count; n >= wanted {
			return float64(min(highest(b.Value), s.Max)) / 1000
		}
	}
	return float64(s.Max) / 1000
}

// Add adds the samples of t, whatever its metric and name.
func (s *Samples) Add(t Samples) {
	if len(t.Buckets) == 0 {
		return
	}
	if len(s.Buckets) == 0 {
		s.Min, s.Max = t.Min, t.Max
	}
	s.Min, s.Max, s.Sum = min(s.Min, t.Min), max(s.Max, t.Max), s.Sum+t.Sum
	merged := make([]Bucket, 0, len(s.Buckets)+len(t.Buckets))
	mine, other := s.Buckets, t.Buckets
	for len(mine) > 0 && len(other) > 0 {
		switch {
		case mine[0].Value < other[0].Value:
			merged, mine = append(merged, mine[0]), mine[1:]
		case mine[0].Value > other[0].Value:
			merged, other = append(merged, other[0]), other[1:]
		default:
			merged = append(merged, Bucket{mine[0].Value, mine[0].Count + other[0].Count})
			mine, other = mine[1:], other[1:]
		}
	}
	s.Buckets = append(append(merged, mine...), other...)
}

// Check says what is wrong with samples that come from a file; nil where nothing is.
func (s *Samples) Check() error {
	highest := maxLatency.Microseconds()
	var n, before int64
	for _, b := range s.Buckets {
		switch {
		case b.Value <= before || b.Value > highest || lowest(b.Value) != b.Value:
			return fmt.Errorf("a histogram has a bucket at %d µs after one at %d µs", b.Value, before)
		case b.Count <= 0 || b.Count > MaxSamples-n:
			return fmt.Errorf("a histogram has %d samples at %d µs", b.Count, b.Value)
		}
		n, before = n+b.Count, b.Value
	}
	switch last := len(s.Buckets) - 1; {
	case last < 0:
		return fmt.Errorf("a histogram has no samples")
	case s.Min < 1 || s.Min > s.Max || s.Max > highest || lowest(s.Min) != s.Buckets[0].Value || lowest(s.Max) != s.Buckets[last].Value:
		return fmt.Errorf("the samples of a histogram from %d to %d µs are not from %d to %d µs", s.Buckets[0].Value, s.Buckets[last].Value, s.Min, s.Max)
	case s.Sum < n*s.Min || s.Sum > n*s.Max:
		return fmt.Errorf("%d samples from %d to %d µs do not take %d µs together", n, s.Min, s.Max, s.Sum)
	}
	return nil
}

// Follow lets the recorder keep what it records from now on, until [Recorder.Recent]
// takes it.
func (r *Recorder) Follow() {
	for m := range r.recent {
		r.recent[m] = make([][]int64, len(r.histograms[m]))
	}
	r.follows = true
}

// keep keeps a value that is recorded.
func (r *Recorder) keep(m latencyMetric, slot int, value int64) {
	for len(r.recent[m]) <= slot {
		r.recent[m] = append(r.recent[m], nil)
	}
	r.recent[m][slot] = append(r.recent[m][slot], value)
}

// Recent returns what was recorded since the last call, or since [Recorder.Follow], by
// metrics and names. Merged and loaded samples are not among it.
func (r *Recorder) Recent() []Samples {
	var all []Samples
	for m, slots := range r.recent {
		for slot, values := range slots {
			if len(values) == 0 {
				continue
			}
			name := ""
			if slot > 0 {
				name = r.names[slot-1]
			}
			all = append(all, samplesOf(metricWords()[m], name, values))
			r.recent[m][slot] = values[:0]
		}
	}
	return all
}

// Load adds samples that passed [Samples.Check]. Those of a metric that this version does
// not know are left out.
func (r *Recorder) Load(s Samples) {
	words := metricWords()
	m := slices.Index(words[:], s.Metric)
	if m < 0 {
		return
	}
	slot := 0
	if s.Name != "" {
		slot = r.slot(s.Name)
	}
	if r.histograms[m][slot] == nil {
		r.histograms[m][slot] = newHistogram()
	}
	r.histograms[m][slot].load(s)
}

func (h *histogram) load(s Samples) {
	if h.count() == 0 || s.Min < h.min {
		h.min = s.Min
	}
	h.max = max(h.max, s.Max)
	h.sum += s.Sum
	for _, b := range s.Buckets {
		_ = h.hdr.RecordValues(b.Value, b.Count) // checked samples are within the bounds
	}
}
