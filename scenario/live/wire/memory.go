package wire

import "sync/atomic"

// Memory is the room for the bodies of all answers in flight. It is safe for concurrent
// use.
type Memory struct {
	room  int64 // bytes
	taken atomic.Int64
}

// NewMemory gives room for so many bytes.
func NewMemory(room int64) *Memory { return &Memory{room: room} }

// Taken is how many bytes are in use.
func (m *Memory) Taken() int64 { return m.taken.Load() }

// Account is what one answer has taken of it. It is for one goroutine at a time.
type Account struct {
	of    *Memory
	taken int64
}

// Open begins an account, with nothing taken.
func (m *Memory) Open() Account { return Account{of: m} }

// take takes n bytes. It fails where the bodies in flight have no room for them.
func (a *Account) take(n int) error {
	if a.of.taken.Add(int64(n)) > a.of.room {
		a.of.taken.Add(-int64(n))
		return ErrBodies
	}
	a.taken += int64(n)
	return nil
}

// Clear gives all of it back. It may be called again.
func (a *Account) Clear() {
	if a.taken != 0 {
		a.of.taken.Add(-a.taken)
		a.taken = 0
	}
}
