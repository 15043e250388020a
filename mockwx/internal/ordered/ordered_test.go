package ordered

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

func TestAnIndexIsTheSortedListHoweverItGrew(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		x, list := New(cmp.Compare[int]), []int(nil)
		for range 1 + r.IntN(8) {
			for range r.IntN(20) {
				list = append(list, r.IntN(50))
			}
			if got := x.Of(list); !slices.Equal(got, slices.Sorted(slices.Values(list))) {
				t.Fatalf("%v of %v", got, list)
			}
		}
	}
}

func TestWhatAnIndexGaveIsNotChanged(t *testing.T) {
	x := New(cmp.Compare[int])
	before := x.Of([]int{3, 1})
	x.Of([]int{3, 1, 2, 0})
	if !slices.Equal(before, []int{1, 3}) {
		t.Errorf("%v", before)
	}
}

func TestALateCallerGetsTheLongerList(t *testing.T) {
	list := []int{5, 4, 3}
	x := New(cmp.Compare[int])
	x.Of(list)
	if got := x.Of(list[:1]); !slices.Equal(got, []int{3, 4, 5}) {
		t.Errorf("%v", got)
	}
}

func TestAnIndexMayBeUsedConcurrently(t *testing.T) {
	x, list := New(cmp.Compare[int]), make([]int, 1000)
	for i := range list {
		list[i] = -i
	}
	var wg sync.WaitGroup
	for n := range len(list) + 1 {
		wg.Go(func() {
			if got := x.Of(list[:n]); len(got) < n || !slices.IsSorted(got) {
				t.Errorf("%d of %d", len(got), n)
			}
		})
	}
	wg.Wait()
}
