package mockwx

import (
	"fmt"
	"time"
)

// Entry is one thing that a [Store] keeps: a user, a code, an app's access tokens.
// Kind and Key together name it.
type Entry struct {
	Kind, Key string
	Data      []byte // the mock's own; nil removes the entry
}

// Store keeps what a [Server] has to know after a restart. Package statefile opens
// one that is a file; a mock without one touches no disk. Whoever opened a store
// closes it, once the server is closed.
//
// Load is called once, before the other two, which may be called concurrently.
type Store interface {
	// Load gives each entry, in the order in which they were first added. It stops
	// at the first error of each and returns it.
	Load(each func(Entry) error) error
	// Add queues entries behind those of earlier calls, without waiting: it is called
	// while no other call can be answered. The entries are the store's from then on. It
	// returns what to give to Flush.
	Add(entries []Entry) (upTo uint64)
	// Flush returns once all entries up to there are safe. An error says that they are
	// not: a later call may find them safe, unless some were lost; then every call
	// returns why.
	Flush(upTo uint64) error
}

// openStore reads the store into the machine, which notes its changes from then on.
func (s *Server) openStore() error {
	if s.store == nil {
		return nil
	}
	if err := s.store.Load(s.machine.restore); err != nil {
		return fmt.Errorf("mockwx: %w", err)
	}
	s.machine.keepChanges()
	return nil
}

// do is [Server.Do]. Its error is that what f changed is not safe.
func (s *Server) do(f func(now time.Time, m *Machine)) error {
	upTo, changed := s.step(f)
	if !changed {
		return nil
	}
	return s.store.Flush(upTo)
}

// step calls f and queues what it changed for the store.
func (s *Server) step(f func(now time.Time, m *Machine)) (upTo uint64, changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.time(), s.machine)
	changes := s.machine.takeChanges()
	if len(changes) == 0 {
		return 0, false
	}
	return s.store.Add(changes), true
}

// health is why the store does not take what it is given; nil where it does.
func (s *Server) health() error {
	if s.store == nil {
		return nil
	}
	return s.store.Flush(s.store.Add(nil))
}
