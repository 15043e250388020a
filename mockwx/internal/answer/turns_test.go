package answer

import (
	"sync"
	"testing"
)

func TestOnePageIsMadeAtATime(t *testing.T) {
	var turns Turns
	var all sync.WaitGroup
	making, made := false, 0 // a race would be told by the race detector, too
	for range 50 {
		all.Go(func() {
			turns.Take(func() {
				if making {
					t.Error("two pages at a time")
				}
				making = true
				made++
				making = false
			})
		})
	}
	all.Wait()
	if made != 50 || turns.waiting.Load() != 0 {
		t.Errorf("%d pages, %d wait", made, turns.waiting.Load())
	}
}
