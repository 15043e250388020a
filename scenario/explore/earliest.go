package explore

import "sync/atomic"

// earliest is the smallest of the numbers that some goroutines note. Those who work on
// numbers side by side, each on its own in rising order, can stop at it: all that comes
// before it is done then, whoever does it. The zero value has none.
type earliest struct{ next atomic.Int64 }

// note takes in a number from 0.
func (e *earliest) note(n int) {
	for {
		next := e.next.Load()
		if next != 0 && next <= int64(n)+1 || e.next.CompareAndSwap(next, int64(n)+1) {
			return
		}
	}
}

// noted reports whether there is one.
func (e *earliest) noted() bool { return e.next.Load() != 0 }

// before reports whether there is one that is smaller than n.
func (e *earliest) before(n int) bool {
	next := e.next.Load()
	return next != 0 && next <= int64(n)
}
