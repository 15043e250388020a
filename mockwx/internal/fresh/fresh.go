// Package fresh computes a value once for all who ask for it at the same time.
package fresh

import (
	"sync"
	"sync/atomic"
)

// Value is a value of which nobody is content with an old one. It may be used
// concurrently.
type Value[T any] struct {
	begun atomic.Uint64 // how often it was begun to be computed

	mu     sync.Mutex // held by who computes
	number uint64     // of the value among those begun
	value  T
}

// Get computes the value, or gives the one that another caller began to compute after
// Get was called: whatever had happened by then is in it.
func (v *Value[T]) Get(compute func() T) T { return v.after(v.begun.Load(), compute) }

// after is Get for a caller who came when so many had been begun.
func (v *Value[T]) after(before uint64, compute func() T) T {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.number <= before {
		number := v.begun.Add(1)
		v.value, v.number = compute(), number
	}
	return v.value
}
