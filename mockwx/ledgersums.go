package mockwx

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// ledgerSums counts the sums of the ledger, all but its lines, page by page. Clients who
// ask at the same time share one count.
type ledgerSums struct {
	server *Server
	begun  atomic.Uint64 // counts that were begun

	mu      sync.Mutex // held by who counts
	number  uint64     // of the last count
	refused int64      // then, of calls that named no known app
	apps    []Ledger   // then, by the apps' numbers
}

// of gives the sums of an app, or of all where it is nil. Whatever was counted in the
// machine before the call is in them.
func (s *ledgerSums) of(a *app) (l Ledger) {
	before := s.begun.Load()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.number <= before { // the last count was begun before the call
		s.number = s.begun.Add(1)
		s.count()
	}
	if a != nil {
		return s.apps[a.number]
	}
	l.Codes.Refused = s.refused
	for _, part := range s.apps {
		l.Codes.add(part.Codes)
		l.PhoneCodes.add(part.PhoneCodes)
		l.Sessions.add(part.Sessions)
	}
	return l
}

// count goes through all users.
func (s *ledgerSums) count() {
	var users []*user
	s.server.step(func(now time.Time, m *Machine) {
		m.expireCodes(now)
		users = m.users
		s.refused = m.refused
		s.apps = make([]Ledger, len(m.apps))
		for i, a := range m.apps {
			s.apps[i].Codes.Refused = a.refused
		}
	})
	for page := range slices.Chunk(users, pageUsers) {
		s.server.step(func(now time.Time, _ *Machine) {
			for _, u := range page {
				s.apps[u.app.number].count(now, u)
			}
		})
	}
}
