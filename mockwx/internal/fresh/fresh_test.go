package fresh

import (
	"sync"
	"sync/atomic"
	"testing"
)

func TestWhoAsksLaterGetsANewValue(t *testing.T) {
	var v Value[int]
	for want := range 3 {
		if got := v.Get(func() int { return want }); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

// While a value is computed, callers come: none of them may have that value, but the
// next one is enough for all that wait by then.
func TestThoseWhoAskTogetherShareTheNextValue(t *testing.T) {
	const callers = 50
	var v Value[int]
	computed := 0 // changed by one at a time
	var all sync.WaitGroup
	v.Get(func() int {
		for i := range callers {
			asked := make(chan struct{})
			all.Go(func() {
				if got := v.after(told(&v, asked), func() int { computed++; return computed }); got != 1 {
					t.Errorf("caller %d got value %d", i, got)
				}
			})
			<-asked
		}
		return 0
	})
	all.Wait()
	if computed != 1 {
		t.Errorf("computed %d times", computed)
	}
}

func TestAValueHoldsWhatHappenedBeforeTheCall(t *testing.T) {
	var v Value[int64]
	var clock atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 500 {
				happened := clock.Add(1)
				if got := v.Get(clock.Load); got < happened {
					t.Errorf("got %d, want at least %d", got, happened)
				}
			}
		})
	}
	all.Wait()
}

// told is the number of the newest value that was begun, of which it tells.
func told[T any](v *Value[T], asked chan<- struct{}) uint64 {
	defer close(asked)
	return v.begun.Load()
}
