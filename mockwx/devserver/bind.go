package devserver

import "time"

// bind answers the request that makes a guest a user, with another token. Where a user has
// one token only, the guest's is dead from then on.
func (m *Machine) bind(now time.Time, guest *token) Reply {
	m.follow(guest)
	m.renewing = guest
	next := m.issue(now, guest.user, "")
	m.renewing = nil
	m.ledger.TokensIssued++
	m.ledger.TokensRenewed++
	if m.options.Policy == Single {
		m.replace(now, guest.user)
	}
	return m.ok(m.protocol.bound.fill(next.value, companionOf(next.value)))
}
