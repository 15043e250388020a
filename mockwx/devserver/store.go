package devserver

import (
	"fmt"
	"time"
)

// Store keeps what a [Server] has to know after a restart: its users, tokens and
// orders. Package statefile opens one that is a file; a server without one touches
// no disk. Whoever opened a store closes it, once the server has been shut down.
//
// Load is called once, before the other two, which may be called concurrently.
type Store interface {
	// Load gives the changes that lead to what the store keeps: a PutUser, PutToken,
	// PutRefresh or PutOrder for each, in the order in which they were first added, so that a
	// user comes before its tokens. It stops at the first error of each and returns
	// it.
	Load(each func(Change) error) error
	// Add queues changes behind those of earlier calls, without waiting: it is called
	// while no other request can be answered. The changes are the store's from then
	// on. It returns what to give to Flush.
	Add(changes []Change) (upTo uint64)
	// Flush returns once all changes up to there are safe. An error says that they are
	// not: a later call may find them safe, unless some were lost; then every call
	// returns why.
	Flush(upTo uint64) error
}

// Change is one thing that a [Store] has to be told. Op says which, and which of
// the other fields counts.
type Change struct {
	Op    ChangeOp
	User  StoredUser
	Token StoredToken
	Order StoredOrder

	Refresh StoredRefreshToken
}

// ChangeOp is what a [Change] does.
type ChangeOp uint8

// The changes. Each Put replaces what the store keeps under the same key.
const (
	PutUser     ChangeOp = iota // User, by its OpenID; the time of its creation stays
	PutToken                    // Token, by its Value
	DropToken                   // forgets the token with Token.Value
	PutOrder                    // Order, by its ID
	PutRefresh                  // Refresh, by its Value
	DropRefresh                 // forgets the refresh token with Refresh.Value
)

// StoredUser is a user as a [Store] keeps it.
type StoredUser struct {
	Session
	Created time.Time
}

// StoredToken is a valid token as a [Store] keeps it.
type StoredToken struct {
	Value, OpenID string
	Issued        time.Time
	Until         time.Time // zero is a token that never ends
}

// StoredRefreshToken is a refresh token as a [Store] keeps it, spent ones included.
type StoredRefreshToken struct {
	Value, OpenID string
	Until         time.Time // zero is one that never ends
	Spent         bool
}

// StoredOrder is an order as a [Store] keeps it.
type StoredOrder struct {
	ID    string
	Count int // how often it was accepted
}

// openStore reads the store into the machine, which notes its changes from then on.
func (s *Server) openStore() error {
	if s.options.Store == nil {
		return nil
	}
	now := s.options.Now()
	if err := s.options.Store.Load(func(c Change) error { return s.machine.restore(now, c) }); err != nil {
		return fmt.Errorf("developer server: %w", err)
	}
	s.machine.journaling = true
	return nil
}

// pending is the changes of a step of the machine, on their way to the store.
type pending struct {
	store Store // nil where nothing has to be kept
	upTo  uint64
}

// wait returns once the changes are safe.
func (p pending) wait() error {
	if p.store == nil {
		return nil
	}
	return p.store.Flush(p.upTo)
}

// Update calls f with the machine and the time, while no request is handled,
// and returns once the store has what f changed. f must be quick and keep nothing
// of the machine.
func (s *Server) Update(f func(m *Machine, now time.Time)) error {
	return s.update(f).wait()
}

// update is Update without the wait.
func (s *Server) update(f func(m *Machine, now time.Time)) pending {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.machine, s.options.Now())
	if changes := s.machine.takeJournal(); len(changes) > 0 {
		return pending{s.options.Store, s.options.Store.Add(changes)}
	}
	return pending{}
}
