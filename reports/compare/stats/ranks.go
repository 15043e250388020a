package stats

import (
	"math"
	"slices"
)

// MaxRanked bounds the values of each side of a test of ranks: with more, the exact
// distribution takes seconds.
const MaxRanked = 50

// MannWhitney is the two-sided p of the Mann–Whitney U test (Wilcoxon's rank sum): how
// often a split of all values into sides of these sizes, by chance alone, has ranks at
// least as one-sided as those seen. It is exact for any sizes up to [MaxRanked] and with
// ties, which get the mean of their ranks; without them it is the p of the tables. It is 1
// where a side is empty.
func MannWhitney(a, b []float64) float64 {
	ranks := doubleRanks(a, b)
	seen, all := 0, 0
	for i, rank := range ranks {
		all += rank
		if i < len(a) {
			seen += rank
		}
	}
	if len(a) == 0 || len(b) == 0 {
		return 1
	}
	splits := splitSums(ranks, len(a))
	var low, high, total float64
	for sum, ways := range splits {
		total += ways
		if sum <= seen {
			low += ways
		}
		if sum >= seen {
			high += ways
		}
	}
	return min(1, 2*min(low, high)/total)
}

// doubleRanks are twice the ranks of all values, those of a first: ties have half ranks.
func doubleRanks(a, b []float64) []int {
	all := slices.Concat(a, b)
	sorted := slices.Sorted(slices.Values(all))
	ranks := make([]int, len(all))
	for i, value := range all {
		first, _ := slices.BinarySearch(sorted, value)
		last := first
		for last+1 < len(sorted) && sorted[last+1] == value {
			last++
		}
		ranks[i] = first + last + 2
	}
	return ranks
}

// splitSums says for each sum in how many ways n of the ranks have it.
func splitSums(ranks []int, n int) []float64 {
	most := 0
	for _, rank := range ranks {
		most += rank
	}
	ways := make([][]float64, n+1) // by how many are taken, and their sum
	for i := range ways {
		ways[i] = make([]float64, most+1)
	}
	ways[0][0] = 1
	reach := 0
	for i, rank := range ranks {
		reach += rank
		for taken := min(n, i+1); taken > 0; taken-- {
			for sum := rank; sum <= reach; sum++ {
				ways[taken][sum] += ways[taken-1][sum-rank]
			}
		}
	}
	return ways[n]
}

// Shift is the interval of how much more the values of b are than those of a that belongs
// to [MannWhitney], of at least so much confidence, such as 0.95: from one of the
// differences of a value of b and one of a to another (Hodges and Lehmann). The sides need
// 4 values each for one of 0.95; with fewer it is infinite.
func Shift(a, b []float64, confidence float64) (low, high float64) {
	var differences []float64
	for _, x := range a {
		for _, y := range b {
			differences = append(differences, y-x)
		}
	}
	slices.Sort(differences)
	// Without ties U is the place of zero among the differences.
	ranks := make([]int, len(a)+len(b))
	for i := range ranks {
		ranks[i] = 2 * (i + 1)
	}
	splits := splitSums(ranks, len(a))
	least, total, tail := len(a)*(len(a)+1), 0.0, 0.0
	for _, ways := range splits {
		total += ways
	}
	cut := 0 // differences that are left out at each end
	for ; least+2*cut < len(splits); cut++ {
		if tail += splits[least+2*cut]; 2*tail > (1-confidence)*total {
			break
		}
	}
	if cut == 0 || len(differences) == 0 {
		return math.Inf(-1), math.Inf(1)
	}
	return differences[cut-1], differences[len(differences)-cut]
}

// Median is the middle value, or the mean of both; NaN of none.
func Median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	if n == 0 {
		return math.NaN()
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
