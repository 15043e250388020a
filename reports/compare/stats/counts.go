package stats

import "math"

// Rates compares two counts of events, each seen in so much exposure, such as defects in
// logins: the exact test that the rates are equal, given how many events there were
// together (Przyborowski and Wilenski 1940). p is two-sided, twice that of the nearer side;
// 1 without events or exposures. Events are taken to come one by one: where they come in
// clusters, p is too small.
func Rates(a int64, exposureA float64, b int64, exposureB float64) (p float64) {
	if a+b == 0 || exposureA <= 0 || exposureB <= 0 {
		return 1
	}
	share := exposureB / (exposureA + exposureB) // of the events that b has by chance
	return min(1, 2*min(atMost(b, a+b, share), atLeast(b, a+b, share)))
}

// RateRatio is the interval of so much confidence, such as 0.95, of how many times the rate
// of b is that of a; it belongs to [Rates] (Clopper and Pearson). Without events or
// exposures it is from zero to infinity.
func RateRatio(a int64, exposureA float64, b int64, exposureB, confidence float64) (low, high float64) {
	if exposureA <= 0 || exposureB <= 0 {
		return 0, math.Inf(1)
	}
	n, tail := a+b, (1-confidence)/2
	ratio := func(share float64) float64 { return share / (1 - share) * exposureA / exposureB }
	low, high = 0, math.Inf(1)
	if b > 0 {
		low = ratio(solve(func(share float64) bool { return atLeast(b, n, share) < tail }))
	}
	if a > 0 {
		high = ratio(solve(func(share float64) bool { return atMost(b, n, share) > tail }))
	}
	return low, high
}

// solve finds where between 0 and 1 what holds at first holds no more.
func solve(holds func(float64) bool) float64 {
	low, high := 0.0, 1.0
	for range 60 {
		if middle := (low + high) / 2; holds(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// atLeast is the chance of k or more of n, each of this chance: the binomial distribution's
// upper tail.
func atLeast(k, n int64, chance float64) float64 {
	if k <= 0 {
		return 1
	}
	return incompleteBeta(float64(k), float64(n-k+1), chance)
}

func atMost(k, n int64, chance float64) float64 {
	if k >= n {
		return 1
	}
	return incompleteBeta(float64(n-k), float64(k+1), 1-chance)
}

// incompleteBeta is the regularized incomplete beta function, by its continued fraction
// (Abramowitz and Stegun 26.5.8).
func incompleteBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // there the fraction converges slowly
		return 1 - incompleteBeta(b, a, 1-x)
	}
	sum, _ := math.Lgamma(a + b)
	left, _ := math.Lgamma(a)
	right, _ := math.Lgamma(b)
	front := math.Exp(sum - left - right + a*math.Log(x) + b*math.Log1p(-x))
	return front * betaFraction(a, b, x) / a
}

// betaFraction is the continued fraction, by Lentz's method.
func betaFraction(a, b, x float64) float64 {
	const tiny, precise = 1e-300, 1e-15
	away := func(v float64) float64 { // from zero
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	value := d
	for m := 1.0; m < 10_000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/away(1+even*d), away(1+even/c)
		value *= c * d
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/away(1+odd*d), away(1+odd/c)
		value *= c * d
		if math.Abs(c*d-1) < precise {
			break
		}
	}
	return value
}
