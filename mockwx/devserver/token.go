package devserver

import (
	"slices"
	"time"
)

// token is an entry of the token table. It stays there for a while after its
// end, so that what was valid at a past moment can still be told.
type token struct {
	value  string
	user   *user
	number uint64 // the sequence number of its beginning
	end    uint64 // that of its end; zero while nothing but the time can end it
	issued time.Time
	until  time.Time // zero means for ever
	gone   bool      // no longer in the table
	used   bool      // a request has brought it
}

func (t *token) valid(now time.Time) bool {
	return t.end == 0 && (t.until.IsZero() || now.Before(t.until))
}

// TokenValid reports whether a request with this token would be let in.
func (m *Machine) TokenValid(now time.Time, token string) bool {
	t := m.tokens[token]
	return t != nil && t.valid(now)
}

// ValidWhenIssued reports whether the token older was still valid when newer was
// issued, just before newer could have replaced it: whether a login was needless
// in the server's eyes. known is false if the table has forgotten one of them.
func (m *Machine) ValidWhenIssued(older, newer string) (valid, known bool) {
	o, n := m.tokens[older], m.tokens[newer]
	if o == nil || n == nil {
		return false, false
	}
	ended := o.end != 0 && o.end < n.number || !o.until.IsZero() && !n.issued.Before(o.until)
	return o.number < n.number && !ended, true
}

// issue gives u a token, with a value of the machine's own where it is empty.
func (m *Machine) issue(now time.Time, u *user, value string) *token {
	if value == "" {
		value = m.issuer.next(now, u.OpenID)
	}
	t := &token{value: value, user: u, issued: now}
	if m.options.TTL > 0 {
		t.until = now.Add(m.options.TTL)
	}
	m.enter(now, t)
	m.record(Change{Op: PutToken, Token: t.stored()})
	return t
}

// enter puts t into the table, and older tokens out of it where the limits say so.
func (m *Machine) enter(now time.Time, t *token) {
	if before := m.tokens[t.value]; before != nil {
		m.remove(now, before)
	}
	m.sequence++
	t.number = m.sequence
	m.tokens[t.value] = t
	t.user.tokens = append(t.user.tokens, t)
	m.queue = append(m.queue, t)
	if len(t.user.tokens) > m.limits.TokensPerUser {
		m.remove(now, t.user.leastUseful(now, m.renewing))
	}
	for len(m.tokens) > m.limits.Tokens {
		if oldest := m.queue[0]; !oldest.gone {
			m.remove(now, oldest)
		}
		m.queue = m.queue[1:]
	}
	if len(m.queue) > 2*len(m.tokens)+16 {
		m.queue = slices.DeleteFunc(slices.Clone(m.queue), func(t *token) bool { return t.gone })
	}
}

// leastUseful is u's oldest token that is no longer valid, or else the oldest but the one
// that is in use.
func (u *user) leastUseful(now time.Time, inUse *token) *token {
	for _, t := range u.tokens {
		if !t.valid(now) {
			return t
		}
	}
	if u.tokens[0] == inUse && len(u.tokens) > 2 { // the last is the new one
		return u.tokens[1]
	}
	return u.tokens[0]
}

// remove takes t out of the table, which ends it.
func (m *Machine) remove(now time.Time, t *token) {
	m.end(now, t, &m.ledger.TokensDropped)
	t.gone = true
	delete(m.tokens, t.value)
	t.user.tokens = slices.DeleteFunc(t.user.tokens, func(other *token) bool { return other == t })
}

// replace ends all tokens of u but the newest.
func (m *Machine) replace(now time.Time, u *user) {
	for _, t := range u.tokens[:len(u.tokens)-1] {
		m.end(now, t, &m.ledger.TokensReplaced)
	}
}

// end ends t for the reason that count counts, if it has not ended before, and
// reports whether it was valid until now. A token that time has ended already
// counts as expired.
func (m *Machine) end(now time.Time, t *token, count *int) bool {
	if t.end != 0 {
		return false
	}
	valid := t.valid(now)
	if !valid {
		count = &m.ledger.TokensExpired
	}
	*count++
	m.sequence++
	t.end = m.sequence
	m.record(Change{Op: DropToken, Token: StoredToken{Value: t.value}})
	return valid
}

// expire ends t by a control call and reports whether it was valid until now.
func (m *Machine) expire(now time.Time, t *token) bool {
	return m.end(now, t, &m.ledger.TokensExpired)
}
