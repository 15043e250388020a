package reports

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// latency is a random one: most are short, some are below the least and over the most
// that a recorder takes.
func latency(r *rand.Rand) time.Duration {
	d := time.Duration(r.ExpFloat64() * float64(20*time.Millisecond))
	if r.IntN(10) == 0 {
		d = time.Duration(r.Int64N(int64(2 * time.Hour)))
	}
	return d
}

// recordAll records the same random samples with each of the recorders in turn, by whose
// turn says, and with the first one.
func recordAll(seed uint64, whose func(*rand.Rand) *Recorder, all *Recorder) {
	r := rand.New(rand.NewPCG(seed, 0))
	for range 3000 {
		metric, name, d := latencyMetric(r.IntN(int(latencyMetrics))), r.IntN(3)-1, latency(r)
		all.record(metric, name, d)
		whose(r).record(metric, name, d)
	}
}

func TestLoadedSamplesAreTheRecordedOnes(t *testing.T) {
	for seed := range uint64(5) {
		direct := NewRecorder([]string{"a", "b"})
		followed := NewRecorder([]string{"a", "b"})
		loaded := NewRecorder(nil)
		followed.Follow()
		taken := 0
		recordAll(seed, func(r *rand.Rand) *Recorder {
			if r.IntN(500) == 0 {
				for _, s := range followed.Recent() {
					if err := s.Check(); err != nil {
						t.Fatal(err)
					}
					loaded.Load(s)
					taken++
				}
			}
			return followed
		}, direct)
		for _, s := range followed.Recent() {
			loaded.Load(s)
		}
		if again := followed.Recent(); taken == 0 || len(again) != 0 {
			t.Fatalf("%d histograms were taken before the end, %d are left", taken, len(again))
		}
		sameSamples(t, direct, loaded)
	}
}

// sameSamples compares two recorders bucket by bucket.
func sameSamples(t *testing.T, want, got *Recorder) {
	t.Helper()
	if w, g := want.Latency(), got.Latency(); !reflect.DeepEqual(w, g) {
		t.Errorf("latencies %+v, want %+v", g, w)
	}
	for m := range latencyMetrics {
		for _, name := range want.names {
			if w, g := want.named(m, name), got.named(m, name); !w.hdr.Equals(g.hdr) || w.sum != g.sum {
				t.Errorf("the histograms of %s of %q differ", metricWords()[m], name)
			}
		}
		if !want.total(m).hdr.Equals(got.total(m).hdr) {
			t.Errorf("the histograms of %s differ", metricWords()[m])
		}
	}
}

func TestBucketsAreThoseOfTheHistogram(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 0))
	h := newHistogram()
	var values []int64
	for range 5000 {
		d := latency(r)
		h.record(d)
		values = append(values, microseconds(d))
	}
	var want []Bucket
	for _, bar := range h.hdr.Distribution() {
		if bar.Count > 0 {
			want = append(want, Bucket{bar.From, bar.Count})
		}
	}
	if got := samplesOf("http", "", values); !slices.Equal(got.Buckets, want) {
		t.Errorf("%d buckets, the histogram has %d", len(got.Buckets), len(want))
	}
}

func TestAddedSamplesAreThoseOfAllTogether(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	var parts [4]Samples
	var all []int64
	for i := range parts {
		var values []int64
		for range r.IntN(200) + 1 {
			values = append(values, microseconds(latency(r)))
		}
		all = append(all, values...)
		parts[i] = samplesOf("http", "a", values)
	}
	want := samplesOf("http", "a", all)
	for range 20 {
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		left, right := Samples{Metric: "http", Name: "a"}, Samples{Metric: "http", Name: "a"}
		left.Add(parts[0])
		left.Add(parts[1])
		right.Add(parts[2])
		right.Add(parts[3])
		left.Add(right)
		left.Add(Samples{})
		if !reflect.DeepEqual(left, want) {
			t.Fatalf("in some order they are %+v, want %+v", left, want)
		}
	}
	if err := want.Check(); err != nil {
		t.Error(err)
	}
}

func TestPercentilesOfSamplesAreThoseOfTheRecorder(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 0))
		rec := NewRecorder(nil)
		rec.Follow()
		for range 1 + r.IntN(300) {
			rec.Login(latency(r))
		}
		samples, want := rec.Recent()[0], rec.Latency().Login
		for p, want := range map[float64]float64{50: want.P50, 90: want.P90, 95: want.P95, 99: want.P99, 99.9: want.P999} {
			if got := samples.Percentile(p); got != want {
				t.Errorf("seed %d: p(%g) of %d samples is %v, want %v", seed, p, samples.Count(), got, want)
			}
		}
	}
}

func TestImpossibleSamplesAreFound(t *testing.T) {
	good := func() Samples {
		return Samples{Metric: "http", Min: 10, Max: 5001, Sum: 5011, Buckets: []Bucket{{10, 1}, {5000, 1}}}
	}
	if s := good(); s.Check() != nil {
		t.Fatal(s.Check())
	}
	for name, spoil := range map[string]func(*Samples){
		"none":                   func(s *Samples) { s.Buckets = nil },
		"a bucket twice":         func(s *Samples) { s.Buckets[1].Value = 10 },
		"no order":               func(s *Samples) { slices.Reverse(s.Buckets) },
		"the middle of a bucket": func(s *Samples) { s.Buckets[1].Value = 5001 },
		"over the most":          func(s *Samples) { s.Buckets[1].Value = lowest(4_000_000_000) },
		"a negative value":       func(s *Samples) { s.Buckets[0].Value = -1 },
		"an empty bucket":        func(s *Samples) { s.Buckets[0].Count = 0 },
		"too many":               func(s *Samples) { s.Buckets[0].Count, s.Buckets[1].Count = MaxSamples, 1 },
		"another least":          func(s *Samples) { s.Min = 11 },
		"another most":           func(s *Samples) { s.Max = 6000 },
		"too small a sum":        func(s *Samples) { s.Sum = 10 },
		"too large a sum":        func(s *Samples) { s.Sum = 1 << 62 },
	} {
		s := good()
		if spoil(&s); s.Check() == nil {
			t.Errorf("%s: nothing is found", name)
		}
	}
}

func TestSamplesOfAMetricOfALaterVersionAreLeftOut(t *testing.T) {
	r := NewRecorder(nil)
	r.Load(Samples{Metric: "dns", Name: "a", Min: 1, Max: 1, Sum: 1, Buckets: []Bucket{{1, 1}}})
	if got := r.Latency(); len(got.ByName) != 0 || got.HTTP.Count != 0 {
		t.Errorf("latencies %+v", got)
	}
}
