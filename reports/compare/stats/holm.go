package stats

import (
	"cmp"
	"slices"
)

// Holm corrects the p of several tests for their number, in the order in which they are
// given: the chance that any of them calls out for nothing is then below the limit that
// all are compared with (Holm 1979).
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	corrected, most := make([]float64, len(p)), 0.0
	for place, i := range order {
		most = max(most, min(1, p[i]*float64(len(p)-place)))
		corrected[i] = most
	}
	return corrected
}
