// Package ordered puts a list that only grows into order, for those who go through it
// in pages while it grows on.
package ordered

import (
	"slices"
	"sync"
)

// Index is the order of one list. It remembers the order of what it has seen, so that
// a look takes no longer than it takes to put in what has come since. It may be used
// concurrently.
type Index[T any] struct {
	compare func(a, b T) int

	mu     sync.Mutex
	sorted []T // replaced, never changed
}

// New makes the index of a list by an order that never changes.
func New[T any](compare func(a, b T) int) *Index[T] { return &Index[T]{compare: compare} }

// Of gives the elements of the list in order: all of them, and later ones where
// another caller came with a longer list. Each list must be a beginning of the next
// longer one. What it gives is shared and must not be changed.
func (x *Index[T]) Of(list []T) []T {
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(list) > len(x.sorted) {
		fresh := slices.SortedFunc(slices.Values(list[len(x.sorted):]), x.compare)
		x.sorted = x.merge(fresh)
	}
	return x.sorted
}

// merge gives what is there and what is fresh, each in order, in one list.
func (x *Index[T]) merge(fresh []T) []T {
	old := x.sorted
	all := make([]T, 0, len(old)+len(fresh))
	for len(old) > 0 && len(fresh) > 0 {
		if x.compare(old[0], fresh[0]) <= 0 {
			all, old = append(all, old[0]), old[1:]
		} else {
			all, fresh = append(all, fresh[0]), fresh[1:]
		}
	}
	return append(append(all, old...), fresh...)
}
