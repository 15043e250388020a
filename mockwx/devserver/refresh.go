package devserver

import (
	"net/http"
	"slices"
	"time"
)

// refreshToken is one that a login or a refresh brought. It is remembered after it was
// spent, so that its reuse can be told.
type refreshToken struct {
	value string
	user  *user
	until time.Time // zero means for ever
	spent bool      // it worked once and is of no use any more
	gone  bool      // no longer in the table
}

// refreshTable holds the refresh tokens of all users.
type refreshTable struct {
	byValue map[string]*refreshToken
	queue   []*refreshToken // as issued; may hold removed ones
}

// renew answers a refresh. A refresh token that is no good is answered like any other
// token that is none: with the contract's authentication failure.
func (m *Machine) renew(now time.Time, r Request) Reply {
	m.ledger.RefreshPosts++
	place := m.protocol.refresh.Carries
	value, valid := place.value(r)
	switch {
	case !valid:
		return m.refuseRefresh(http.StatusBadRequest, "the body is neither a JSON object nor a form")
	case value == "":
		return m.refuseRefresh(http.StatusBadRequest, "no "+place.Name+" in the "+string(place.In))
	}
	t := m.refresh.byValue[value]
	if !m.RefreshTokenValid(now, value) {
		m.ledger.RefreshesRefused++
		if t != nil && t.spent && m.options.Refresh.OneTime {
			m.ledger.RefreshTokensReused++
		}
		return m.protocol.unauthentic
	}
	token, next := m.exchangeRefreshToken(now, t)
	return m.bringing(token, m.protocol.renewed(token, next, m.options.TTL))
}

func (m *Machine) refuseRefresh(status int, text string) Reply {
	m.ledger.RefreshesRefused++
	return m.refuse(status, text)
}

// exchangeRefreshToken gives a new token for a valid refresh token, and the refresh token
// for the next time.
func (m *Machine) exchangeRefreshToken(now time.Time, t *refreshToken) (token, next string) {
	u := t.user
	m.ledger.Refreshes++
	if n := len(u.tokens); n > 0 && u.tokens[n-1].valid(now) {
		m.ledger.RefreshesWhileTokenValid++
	}
	token, next = m.issue(now, u, "").value, t.value
	m.ledger.TokensIssued++
	if m.options.Policy == Single {
		m.replace(now, u)
	}
	if m.options.Refresh.OneTime {
		m.spend(t)
		next = m.giveRefreshToken(now, u)
	}
	return token, next
}

// RefreshTokenValid reports whether a refresh with this refresh token would bring a token.
func (m *Machine) RefreshTokenValid(now time.Time, value string) bool {
	t := m.refresh.byValue[value]
	return t != nil && !t.spent && (t.until.IsZero() || now.Before(t.until))
}

// spend ends a refresh token.
func (m *Machine) spend(t *refreshToken) {
	if !t.spent {
		t.spent = true
		m.record(Change{Op: PutRefresh, Refresh: t.stored()})
	}
}

// giveRefreshToken gives a user a new refresh token; empty where the protocol has none.
func (m *Machine) giveRefreshToken(now time.Time, u *user) string {
	if m.protocol.refresh.Path == "" {
		return ""
	}
	t := &refreshToken{value: m.issuer.nextRefresh(), user: u}
	if m.options.Refresh.TTL > 0 {
		t.until = now.Add(m.options.Refresh.TTL)
	}
	m.enterRefresh(t)
	m.record(Change{Op: PutRefresh, Refresh: t.stored()})
	return t.value
}

// enterRefresh puts t into the table, and older ones out of it where the limits say so.
func (m *Machine) enterRefresh(t *refreshToken) {
	table := &m.refresh
	table.byValue[t.value] = t
	t.user.refresh = append(t.user.refresh, t)
	table.queue = append(table.queue, t)
	if len(t.user.refresh) > m.limits.TokensPerUser {
		m.forgetRefresh(t.user.refresh[0])
	}
	for len(table.byValue) > m.limits.Tokens {
		if oldest := table.queue[0]; !oldest.gone {
			m.forgetRefresh(oldest)
		}
		table.queue = table.queue[1:]
	}
	if len(table.queue) > 2*len(table.byValue)+16 {
		table.queue = slices.DeleteFunc(slices.Clone(table.queue), func(t *refreshToken) bool { return t.gone })
	}
}

func (m *Machine) forgetRefresh(t *refreshToken) {
	t.gone = true
	delete(m.refresh.byValue, t.value)
	t.user.refresh = slices.DeleteFunc(t.user.refresh, func(other *refreshToken) bool { return other == t })
	m.record(Change{Op: DropRefresh, Refresh: StoredRefreshToken{Value: t.value}})
}

// endRefreshTokens ends those that a user has.
func (m *Machine) endRefreshTokens(u *user) {
	for _, t := range u.refresh {
		m.spend(t)
	}
}

// ExpireRefreshTokens ends the refresh tokens of the users with these openids; nil users
// means everybody. It gives how many users held a valid one. The tokens that they have live
// on. Unknown users are passed over.
func (m *Machine) ExpireRefreshTokens(now time.Time, openids []string) int {
	n := 0
	for _, u := range m.usersWith(openids) {
		if slices.ContainsFunc(u.refresh, func(t *refreshToken) bool { return m.RefreshTokenValid(now, t.value) }) {
			n++
		}
		m.endRefreshTokens(u)
	}
	return n
}

// SeedRefresh gives the user with this openid, whom the machine knows, a refresh token
// without a login; empty where it does not know the user, or the protocol has none.
func (m *Machine) SeedRefresh(now time.Time, openid string) string {
	if u := m.byOpenID[openid]; u != nil {
		return m.giveRefreshToken(now, u)
	}
	return ""
}
