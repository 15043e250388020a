package mockwx

import (
	"slices"
	"time"
)

// ledgerSums are the ledger without its lines.
type ledgerSums struct {
	refused int64    // calls that named no known app
	apps    []Ledger // by the apps' numbers
}

// of gives those of an app, or of all where it is nil.
func (s *ledgerSums) of(a *app) (l Ledger) {
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

// count goes through all users, page by page.
func (p *ledgerPages) count() *ledgerSums {
	s := &ledgerSums{}
	var users []*user
	p.server.step(func(now time.Time, m *Machine) {
		m.expireCodes(now)
		users = m.users
		s.refused = m.refused
		s.apps = make([]Ledger, len(m.apps))
		for i, a := range m.apps {
			s.apps[i].Codes.Refused = a.refused
		}
	})
	for page := range slices.Chunk(users, pageUsers) {
		p.server.step(func(now time.Time, _ *Machine) {
			for _, u := range page {
				s.apps[u.app.number].count(now, u)
			}
		})
	}
	return s
}
