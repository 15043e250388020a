package reports

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestRecorderKeepsEachMetricAndNameApart(t *testing.T) {
	rec := NewRecorder([]string{"home", "orders"})
	rec.HTTP(0, 1*time.Millisecond)
	rec.HTTP(1, 2*time.Millisecond)
	rec.HTTP(-1, 3*time.Millisecond)
	rec.Request(0, 4*time.Millisecond)
	rec.Login(5 * time.Millisecond)
	rec.LoginWait(1, 6*time.Millisecond)
	rec.WaitAfterLogin(1, 7*time.Millisecond)
	got := rec.Latency()
	for _, tt := range []struct {
		name     string
		got      Distribution
		count    int64
		min, max float64
	}{
		{"http", got.HTTP, 3, 1, 3},
		{"request", got.Request, 1, 4, 4},
		{"login", got.Login, 1, 5, 5},
		{"login wait", got.LoginWait, 1, 6, 6},
		{"wait after login", got.WaitAfterLogin, 1, 7, 7},
		{"http of home", got.ByName["home"].HTTP, 1, 1, 1},
		{"request of home", got.ByName["home"].Request, 1, 4, 4},
		{"http of orders", got.ByName["orders"].HTTP, 1, 2, 2},
		{"request of orders", got.ByName["orders"].Request, 0, 0, 0},
		{"login wait of orders", got.ByName["orders"].LoginWait, 1, 6, 6},
		{"wait after login of orders", got.ByName["orders"].WaitAfterLogin, 1, 7, 7},
	} {
		if tt.got.Count != tt.count || tt.got.Min != tt.min || tt.got.Max != tt.max {
			t.Errorf("%s: got %+v, want count %d from %g to %g", tt.name, tt.got, tt.count, tt.min, tt.max)
		}
	}
}

func TestRecorderLeavesOutNamesWithoutSamples(t *testing.T) {
	rec := NewRecorder([]string{"home", "never"})
	rec.Request(0, time.Millisecond)
	if _, there := rec.Latency().ByName["never"]; there {
		t.Error("a name without samples is listed")
	}
}

func TestRecorderClampsSamplesToItsBounds(t *testing.T) {
	for _, tt := range []struct {
		sample time.Duration
		want   float64
	}{
		{-time.Second, 0.001},
		{0, 0.001},
		{999 * time.Nanosecond, 0.001},
		{time.Hour, 3_600_000},
		{math.MaxInt64, 3_600_000},
	} {
		rec := NewRecorder(nil)
		rec.Request(-1, tt.sample)
		want := Distribution{Count: 1, Min: tt.want, Mean: tt.want, P50: tt.want, P90: tt.want, P95: tt.want, P99: tt.want, P999: tt.want, Max: tt.want}
		if got := rec.Latency().Request; got != want {
			t.Errorf("%v: got %+v, want all %g", tt.sample, got, tt.want)
		}
	}
}

func TestRecorderPercentilesAreExactToThreeDigits(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	rec := NewRecorder(nil)
	var samples []float64
	var sum float64
	for range 20_000 {
		// Spread over the whole range: 10 µs to 1000 s.
		d := time.Duration(math.Pow(10, 4+8*random.Float64())).Truncate(time.Microsecond)
		rec.Request(-1, d)
		samples = append(samples, milliseconds(d))
		sum += milliseconds(d)
	}
	slices.Sort(samples)
	got := rec.Latency().Request
	for p, value := range map[float64]float64{50: got.P50, 90: got.P90, 95: got.P95, 99: got.P99, 99.9: got.P999} {
		want := samples[int(math.Round(p/100*float64(len(samples))))-1]
		if math.Abs(value-want) > want/1000 {
			t.Errorf("p(%g) = %g, want %g within a thousandth", p, value, want)
		}
	}
	if got.Min != samples[0] || got.Max != samples[len(samples)-1] {
		t.Errorf("from %g to %g, want exactly %g to %g", got.Min, got.Max, samples[0], samples[len(samples)-1])
	}
	if want := sum / float64(len(samples)); math.Abs(got.Mean-want) > 0.001 {
		t.Errorf("mean %g, want %g", got.Mean, want)
	}
}

func TestMergedRecordersReadAsOne(t *testing.T) {
	names := []string{"home", "orders"}
	random := rand.New(rand.NewPCG(3, 4))
	whole, merged := NewRecorder(names), NewRecorder(names)
	for range 4 {
		part := NewRecorder(names)
		for range 500 {
			name, d := random.IntN(3)-1, time.Duration(random.IntN(1e9))
			for _, rec := range []*Recorder{whole, part} {
				rec.HTTP(name, d)
				rec.Request(name, 2*d)
				rec.Login(d / 2)
				rec.LoginWait(name, d/3)
				rec.WaitAfterLogin(name, d/4)
			}
		}
		merged.Merge(part)
	}
	merged.Merge(NewRecorder(names))
	assertSameLatency(t, merged.Latency(), whole.Latency())
}

func TestMergeMatchesNamesNotPositions(t *testing.T) {
	a, b := NewRecorder([]string{"home", "orders"}), NewRecorder([]string{"cart", "home"})
	a.Request(0, time.Millisecond)
	b.Request(0, 2*time.Millisecond)
	b.Request(1, 3*time.Millisecond)
	b.Request(-1, 4*time.Millisecond)
	a.Merge(b)
	got := a.Latency()
	if got.Request.Count != 4 || got.ByName["home"].Request.Count != 2 || got.ByName["cart"].Request.Max != 2 {
		t.Errorf("got %+v", got)
	}
	if b.Latency().Request.Count != 3 {
		t.Error("Merge changed its argument")
	}
	a.Request(0, time.Millisecond)
	if got := a.Latency().ByName["home"].Request.Count; got != 3 {
		t.Errorf("after a merge, index 0 leads to another name: home has %d", got)
	}
}

func TestRecordersDoNotShareTheListOfNames(t *testing.T) {
	names := append(make([]string, 0, 8), "home")
	a, b, other := NewRecorder(names), NewRecorder(names), NewRecorder([]string{"cart"})
	other.Request(0, time.Millisecond)
	a.Merge(other)
	other = NewRecorder([]string{"orders"})
	other.Request(0, time.Millisecond)
	b.Merge(other)
	if got := a.Latency().ByName; got["cart"].Request.Count != 1 || got["orders"].Request.Count != 0 {
		t.Errorf("names of another recorder: %+v", got)
	}
}

func TestTheMeanIsRoundedToTheNearestMicrosecond(t *testing.T) {
	rec := NewRecorder(nil)
	for _, d := range []time.Duration{1, 2, 2} {
		rec.Request(-1, d*time.Microsecond)
	}
	if got := rec.Latency().Request.Mean; got != 0.002 {
		t.Errorf("mean of 1, 2 and 2 µs is %g ms", got)
	}
}

func assertSameLatency(t *testing.T, got, want Latency) {
	t.Helper()
	if got.HTTP != want.HTTP || got.Request != want.Request || got.Login != want.Login ||
		got.LoginWait != want.LoginWait || got.WaitAfterLogin != want.WaitAfterLogin {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	for name, n := range want.ByName {
		if got.ByName[name] != n {
			t.Errorf("%s: got %+v\nwant %+v", name, got.ByName[name], n)
		}
	}
}

func TestRecordingDoesNotAllocate(t *testing.T) {
	rec := NewRecorder([]string{"home"})
	record := func() {
		rec.HTTP(0, 12*time.Millisecond)
		rec.Request(0, 15*time.Millisecond)
		rec.Login(20 * time.Millisecond)
		rec.LoginWait(-1, time.Microsecond)
		rec.WaitAfterLogin(0, 3*time.Hour)
	}
	record() // allocates the histograms
	if got := testing.AllocsPerRun(100, record); got != 0 {
		t.Errorf("%g allocations a round, want 0", got)
	}
}

func BenchmarkRecorder(b *testing.B) {
	rec := NewRecorder([]string{"home", "orders"})
	b.ReportAllocs()
	d := time.Microsecond
	for i := 0; b.Loop(); i++ {
		rec.Request(i&1, d)
		d = (d*3 + 7*time.Microsecond) % (10 * time.Second)
	}
}
