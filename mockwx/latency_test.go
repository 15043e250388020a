package mockwx

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestParseLatency(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "0"},
		{"0", "0"},
		{"0s", "0"},
		{"50ms", "50ms"},
		{"1.5s", "1.5s"},
		{"10ms..400ms", "10ms..400ms"},
		{"10ms .. 400ms", "10ms..400ms"},
		{"50ms..50ms", "50ms"},
		{"lognormal(50ms, 0.5)", "lognormal(50ms, 0.5)"},
		{"lognormal(50ms,0.5)", "lognormal(50ms, 0.5)"},
	}
	for _, test := range tests {
		l, err := ParseLatency(test.text)
		if err != nil || l.String() != test.want {
			t.Errorf("%q: %v, error %v, want %s", test.text, l, err, test.want)
		}
		var again Latency
		text, _ := l.MarshalText()
		if err := again.UnmarshalText(text); err != nil || again != l {
			t.Errorf("%q: %s came back as %v, error %v", test.text, text, again, err)
		}
	}
}

func TestParseLatencyRefuses(t *testing.T) {
	for _, text := range []string{
		"50", "fast", "-1ms", "11m", "400ms..10ms", "10ms..", "..10ms", "10ms..1h", "1ms..2ms..3ms",
		"lognormal(50ms)", "lognormal(50ms, 0)", "lognormal(50ms, NaN)", "lognormal(50ms, 6)", "lognormal(50ms, 0.5", "lognormal(x, 0.5)", "normal(50ms, 1)",
	} {
		if l, err := ParseLatency(text); err == nil {
			t.Errorf("%q: %v, want an error", text, l)
		}
	}
}

func TestSampleFollowsTheDistribution(t *testing.T) {
	const ms = time.Millisecond
	tests := []struct {
		text                    string
		min, p16, p50, p84, max time.Duration // max 0: none
	}{
		{"50ms", 50 * ms, 50 * ms, 50 * ms, 50 * ms, 50 * ms},
		{"10ms..410ms", 10 * ms, 74 * ms, 210 * ms, 346 * ms, 410 * ms},
		{"lognormal(50ms, 0.5)", 0, time.Duration(50e6 * math.Exp(-0.5)), 50 * ms, time.Duration(50e6 * math.Exp(0.5)), 0},
	}
	for _, test := range tests {
		l, _ := ParseLatency(test.text)
		r := rand.New(rand.NewPCG(1, 2))
		samples := make([]time.Duration, 100_000)
		for i := range samples {
			samples[i] = l.Sample(r)
		}
		slices.Sort(samples)
		if samples[0] < test.min || test.max > 0 && samples[len(samples)-1] > test.max {
			t.Errorf("%s: from %v to %v", test.text, samples[0], samples[len(samples)-1])
		}
		for p, want := range map[int]time.Duration{16: test.p16, 50: test.p50, 84: test.p84} {
			if got := samples[len(samples)*p/100]; math.Abs(float64(got-want)) > 0.03*float64(want) {
				t.Errorf("%s: percentile %d is %v, want about %v", test.text, p, got, want)
			}
		}
	}
}

func TestSampleIsBounded(t *testing.T) {
	l, err := ParseLatency("lognormal(10m, 5)")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		if d := l.Sample(r); d < 0 || d > 10*time.Minute {
			t.Fatalf("sample %v", d)
		}
	}
}

func FuzzParseLatency(f *testing.F) {
	for _, text := range []string{"50ms", "10ms..400ms", "lognormal(50ms, 0.5)", "lognormal(0s, 1e-300)"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := ParseLatency(text)
		if err != nil {
			return
		}
		if again, err := ParseLatency(l.String()); err != nil || again != l {
			t.Errorf("%q: %v came back as %v, error %v", text, l, again, err)
		}
		if d := l.Sample(rand.New(rand.NewPCG(1, 2))); d < 0 || d > 10*time.Minute {
			t.Errorf("%q: sample %v", text, d)
		}
	})
}

func TestAUniformDelayHasBothItsEnds(t *testing.T) {
	l, err := ParseLatency("1ns..3ns")
	if err != nil {
		t.Fatal(err)
	}
	r, seen := rand.New(rand.NewPCG(1, 2)), map[time.Duration]bool{}
	for range 1000 {
		seen[l.Sample(r)] = true
	}
	if len(seen) != 3 || !seen[1] || !seen[2] || !seen[3] {
		t.Errorf("drawn: %v", seen)
	}
}

// Others draw from the same stream: a delay that needs no draw must not take one.
func TestAFixedDelayDrawsNothing(t *testing.T) {
	for _, text := range []string{"", "50ms", "50ms..50ms"} {
		l, err := ParseLatency(text)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(1, 2))
		l.Sample(r)
		if r.Uint64() != rand.New(rand.NewPCG(1, 2)).Uint64() {
			t.Errorf("%q draws", text)
		}
	}
}
