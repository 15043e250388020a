package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// BlockLength is how many of n values in the order of time make a block of the bootstrap:
// the cube root, the rate at which blocks should grow (Hall, Horowitz and Jing 1995).
func BlockLength(n int) int { return max(1, int(math.Ceil(math.Cbrt(float64(n))))) }

// Resample draws n places from 0 to n-1 in blocks of places that follow each other, the
// first place after the last one: the circular block bootstrap (Politis and Romano 1992),
// which keeps how much neighbours have to do with each other.
func Resample(r *rand.Rand, n, block int) []int {
	places := make([]int, 0, n)
	for len(places) < n {
		start := r.IntN(n)
		for i := 0; i < block && len(places) < n; i++ {
			places = append(places, (start+i)%n)
		}
	}
	return places
}

// Resampled is what resamples of a difference say: the two-sided p that it is zero, and
// its interval of this confidence by percentiles. There is at least one.
func Resampled(differences []float64, confidence float64) (p, low, high float64) {
	sorted := slices.Sorted(slices.Values(differences))
	n := len(sorted)
	below, _ := slices.BinarySearch(sorted, math.Nextafter(0, 1)) // zero or less
	above, _ := slices.BinarySearch(sorted, 0)
	p = min(1, 2*float64(min(below, n-above)+1)/float64(n+1))
	tail := int((1 - confidence) / 2 * float64(n))
	return p, sorted[tail], sorted[n-1-tail]
}
