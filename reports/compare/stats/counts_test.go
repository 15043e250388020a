package stats

import (
	"math"
	"testing"
)

// p is twice the lesser of scipy 1.10's binom.cdf and binom.sf; the interval is from its
// beta.ppf. The first row's interval is that of R's example of poisson.test.
func TestRatesAreThoseOfScipy(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		a         int64
		exposureA float64
		b         int64
		exposureB float64
		p         float64
		low, high float64
	}{
		{21, 3011, 11, 800, 0.11201731957539936, 0.8584264033916397, 4.277265943654075},
		{11, 800, 21, 3011, 0.11201731957539936, 0.2337942071344992, 1.1649222298487127},
		{0, 100, 5, 100, 0.0625, 0.9163558573154595, inf},
		{100, 448, 150, 448, 0.0018833009350761704, 1.1569481969774633, 1.9517449279884036},
		{3, 10, 3, 10, 1, 0.13393758817773016, 7.466164006724067},
		{100_000, 3, 101_000, 3, 0.025862392439732925, 1.0011976385780879, 1.0188798462936492},
		{0, 100, 0, 100, 1, 0, inf},
		{1, 0, 5, 10, 1, 0, inf},
		{5, 10, 0, 0, 1, 0, inf},
	} {
		if got := Rates(c.a, c.exposureA, c.b, c.exposureB); math.Abs(got-c.p) > 1e-9 {
			t.Errorf("%d in %g and %d in %g: p is %v, want %v", c.a, c.exposureA, c.b, c.exposureB, got, c.p)
		}
		low, high := RateRatio(c.a, c.exposureA, c.b, c.exposureB, 0.95)
		if math.Abs(low-c.low) > 1e-7 || c.high != high && math.Abs(high-c.high) > 1e-7 {
			t.Errorf("%d in %g and %d in %g: from %v to %v, want %v to %v", c.a, c.exposureA, c.b, c.exposureB, low, high, c.low, c.high)
		}
	}
}

func TestHolmCorrectsInSteps(t *testing.T) {
	// R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
	for i, got := range Holm([]float64{0.01, 0.04, 0.03, 0.005}) {
		if want := []float64{0.03, 0.06, 0.06, 0.02}[i]; math.Abs(got-want) > 1e-12 {
			t.Errorf("%d: %v, want %v", i, got, want)
		}
	}
	if got := Holm([]float64{0.6, 0.7}); got[0] != 1 || got[1] != 1 {
		t.Errorf("above 1: %v", got)
	}
}
