package transport

import "sync/atomic"

// memory is the room for the bodies of all answers in flight.
type memory struct {
	room  int64 // bytes
	taken atomic.Int64
}

// account is what one call has taken of it. It is for one goroutine at a time.
type account struct {
	of    *memory
	taken int64
}

// take takes n bytes. It fails where the bodies in flight have no room for them.
func (a *account) take(n int) error {
	if a.of.taken.Add(int64(n)) > a.of.room {
		a.of.taken.Add(-int64(n))
		return errBodies
	}
	a.taken += int64(n)
	return nil
}

// clear gives all of it back.
func (a *account) clear() {
	a.of.taken.Add(-a.taken)
	a.taken = 0
}
