package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The values are those of scipy 1.10's mannwhitneyu(method="exact") and, where there are
// ties, of its permutation_test over all splits; the third is R's example of wilcox.test.
func TestMannWhitneyIsThatOfScipy(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b []float64
		p    float64
	}{
		{"five a side, apart", []float64{1, 2, 3, 4, 5}, []float64{6, 7, 8, 9, 10}, 2.0 / 252},
		{"ages by sex, in scipy's documentation", []float64{19, 22, 16, 29, 24}, []float64{20, 11, 17, 12}, 0.1111111111111111},
		{"permeability, in R's documentation", []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}, []float64{1.15, 0.88, 0.90, 0.74, 1.21}, 0.2544122544122544},
		{"one pair the other way", []float64{1, 2, 3, 4, 6}, []float64{5, 7, 8, 9, 10}, 0.015873015873015872},
		{"one against two", []float64{3.5}, []float64{1.5, 2.5}, 0.6666666666666666},
		{"mostly zero", []float64{0, 0, 0, 0, 0}, []float64{0, 0, 1, 2, 3}, 0.16666666666666666},
		{"zero on one side", []float64{0, 0, 0, 0, 0}, []float64{0, 1, 1, 2, 3}, 0.047619047619047616},
		{"ties across the sides", []float64{1, 2, 2, 3, 4}, []float64{2, 4, 5, 5, 6, 7}, 0.047619047619047616},
		{"all the same", []float64{1, 1, 1}, []float64{1, 1, 1}, 1},
		{"twenty and twenty-five", []float64{10.346, 10.822, 10.33, 8.697, 10.905, 10.446, 9.463, 10.581, 10.365, 10.294, 10.028, 10.547, 9.264, 9.837, 9.518, 10.599, 10.04, 9.708, 9.218, 9.743},
			[]float64{10.608, 10.324, 11.894, 11.607, 7.889, 8.711, 10.425, 10.178, 10.814, 10.817, 12.718, 9.488, 10.222, 12.643, 11.247, 11.263, 10.086, 8.952, 10.767, 10.709, 9.373, 9.917, 10.528, 9.655, 10.502}, 0.12970650911780426},
		{"nothing on one side", nil, []float64{1}, 1},
	} {
		for _, sides := range [][2][]float64{{c.a, c.b}, {c.b, c.a}} {
			if got := MannWhitney(sides[0], sides[1]); math.Abs(got-c.p) > 1e-12 {
				t.Errorf("%s: p is %v, want %v", c.name, got, c.p)
			}
		}
	}
}

// Hollander and Wolfe have the interval of the permeabilities: 0.15 more to 0.76 less.
func TestAShiftIsThatOfTheBooks(t *testing.T) {
	a := []float64{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46}
	b := []float64{1.15, 0.88, 0.90, 0.74, 1.21}
	low, high := Shift(a, b, 0.95)
	if math.Abs(low+0.76) > 1e-9 || math.Abs(high-0.15) > 1e-9 {
		t.Errorf("from %g to %g", low, high)
	}
	if low, high := Shift(a[:3], b[:3], 0.95); !math.IsInf(low, -1) || !math.IsInf(high, 1) {
		t.Errorf("of three values each: from %g to %g", low, high)
	}
}

// A test and its interval agree: zero is inside where p is above the limit.
func TestAShiftHoldsZeroWhereTheTestSeesNone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		a, b := normal(r, 4+r.IntN(5), 10), normal(r, 4+r.IntN(5), 11)
		low, high := Shift(a, b, 0.95)
		if p := MannWhitney(a, b); (p > 0.05) != (low <= 0 && high >= 0) {
			t.Fatalf("p is %v, the interval from %v to %v: %v %v", p, low, high, a, b)
		}
	}
}

func normal(r *rand.Rand, n int, mean float64) []float64 {
	values := make([]float64, n)
	for i := range values {
		values[i] = mean + r.NormFloat64()
	}
	return values
}

// Where nothing differs, p is below a limit at most as often as the limit says.
func TestMannWhitneyKeepsItsLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const tries = 4000
	low := 0
	for range tries {
		if MannWhitney(normal(r, 6, 1), normal(r, 6, 1)) <= 0.05 {
			low++
		}
	}
	if share := float64(low) / tries; share > 0.05 || share < 0.03 {
		t.Errorf("%.3f of the p are below 0.05", share)
	}
}

func TestTheLargestSidesKeepTheirPrecision(t *testing.T) {
	a, b := make([]float64, MaxRanked), make([]float64, MaxRanked)
	for i := range a {
		a[i], b[i] = float64(i), float64(i)+1000
	}
	got := MannWhitney(a, b)
	if want := 2 / 1.0089134454556415e29; math.Abs(got/want-1) > 1e-9 { // 2 of 100 over 50
		t.Errorf("p is %g, want %g", got, want)
	}
}

func TestAMedianIsInTheMiddle(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3, 1, 2}, 2}, {[]float64{4, 1, 2, 3}, 2.5}, {[]float64{7}, 7}} {
		if got := Median(c.values); got != c.want {
			t.Errorf("of %v: %v, want %v", c.values, got, c.want)
		}
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("of none: %v", got)
	}
}
