package stats

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestAResampleIsMadeOfBlocks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n, block = 10, 3
	seen := make([]int, n)
	for range 5000 {
		places := Resample(r, n, block)
		if len(places) != n {
			t.Fatalf("%d places", len(places))
		}
		for i, place := range places {
			seen[place]++
			if i%block > 0 && place != (places[i-1]+1)%n {
				t.Fatalf("%v has no blocks of %d", places, block)
			}
		}
	}
	if slices.Min(seen) < 4600 || slices.Max(seen) > 5400 {
		t.Errorf("the places are not drawn alike: %v", seen)
	}
}

func TestResampledDifferencesSayHowFarFromZeroTheyAre(t *testing.T) {
	var all []float64
	for i := range 1000 {
		all = append(all, float64(i)-9.5) // ten of them below zero
	}
	p, low, high := Resampled(all, 0.95)
	if math.Abs(p-2*11.0/1001) > 1e-12 || low != 15.5 || high != 964.5 {
		t.Errorf("p is %v, from %v to %v", p, low, high)
	}
	if p, _, _ := Resampled([]float64{0, 0, 0}, 0.95); p != 1 {
		t.Errorf("of nothing but zero: p is %v", p)
	}
}

func TestBlocksGrowWithTheCubeRoot(t *testing.T) {
	for n, want := range map[int]int{0: 1, 1: 1, 10: 3, 60: 4, 600: 9} {
		if got := BlockLength(n); got != want {
			t.Errorf("of %d: %d, want %d", n, got, want)
		}
	}
}
