package devserver

import "time"

// withRenewal is the answer to a request with a valid token: with another token in a
// header, where the contract says so. The one that the request brought lives on, whatever
// the policy: of several requests at a time with one token none must be refused.
func (m *Machine) withRenewal(now time.Time, carried *token, reply Reply) Reply {
	if m.protocol.token.Renewed == "" {
		return reply
	}
	m.follow(carried)
	m.renewing = carried // others are dropped before it where a user has too many
	next := m.issue(now, carried.user, "")
	m.renewing = nil
	m.ledger.TokensIssued++
	m.ledger.TokensRenewed++
	line := Line{m.protocol.token.Renewed, m.protocol.token.Prefix + next.value}
	if m.protocol.token.In == InCookie {
		line = m.protocol.token.cookie(next.value)
	}
	reply.Lines = []Line{line}
	return reply
}

// bringing is the answer to a login or a refresh, with the token in a cookie where it is
// one.
func (m *Machine) bringing(token string, body []byte) Reply {
	reply := m.ok(body)
	if m.protocol.token.In == InCookie {
		reply.Lines = []Line{m.protocol.token.cookie(token)}
	}
	return reply
}

// cookie is the header line that sets a token as a cookie.
func (t *Token) cookie(token string) Line {
	return Line{"Set-Cookie", t.Name + "=" + t.Prefix + token + "; Path=/; HttpOnly"}
}

// follow notes that a request has brought a token, and counts one that comes for the first
// time after a newer one: the client has gone back to it.
func (m *Machine) follow(t *token) {
	if t.used {
		return
	}
	t.used = true
	if t.number < t.user.newest {
		m.ledger.TokensRegressed++
		return
	}
	t.user.newest = t.number
}

// IssuedBefore reports whether one token was issued before another. known is false if the
// table has forgotten one of them.
func (m *Machine) IssuedBefore(one, other string) (before, known bool) {
	a, b := m.tokens[one], m.tokens[other]
	if a == nil || b == nil {
		return false, false
	}
	return a.number < b.number, true
}
