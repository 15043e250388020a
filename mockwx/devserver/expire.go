package devserver

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"time"
)

// Expire ends all tokens of a share (0 to 1) of the users with these openids;
// nil users means everybody. A share is counted among those who hold a valid
// token, rounded, and drawn by a hash of the seed, of how many calls came
// before, and of the openid. It gives the number of users hit. Unknown users
// are passed over.
func (m *Machine) Expire(now time.Time, users []string, share float64) int {
	m.expiries++
	hit := m.holders(now, users)
	if share < 1 {
		hit = m.draw(hit, share)
	}
	for _, u := range hit {
		for _, t := range u.tokens {
			m.expire(now, t)
		}
	}
	return len(hit)
}

// usersWith are the users with these openids, each once, in the order of their creation;
// nil means everybody.
func (m *Machine) usersWith(openids []string) []*user {
	if openids == nil {
		return m.users
	}
	listed := make([]*user, 0, len(openids))
	for _, openid := range openids {
		if u := m.byOpenID[openid]; u != nil {
			listed = append(listed, u)
		}
	}
	slices.SortFunc(listed, func(a, b *user) int { return cmp.Compare(a.number, b.number) })
	return slices.Compact(listed)
}

// holders are the users, among those listed, that hold a valid token.
func (m *Machine) holders(now time.Time, openids []string) []*user {
	var found []*user
	for _, u := range m.usersWith(openids) {
		if slices.ContainsFunc(u.tokens, func(t *token) bool { return t.valid(now) }) {
			found = append(found, u)
		}
	}
	return found
}

// draw picks a share of the users: those with the lowest hashes.
func (m *Machine) draw(users []*user, share float64) []*user {
	type ticket struct {
		hash uint64
		user *user
	}
	tickets := make([]ticket, len(users))
	for i, u := range users {
		tickets[i] = ticket{lot(m.options.Seed, m.expiries, u.OpenID), u}
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.user.number, b.user.number))
	})
	drawn := users[:0]
	for _, t := range tickets[:int(math.Round(max(share, 0)*float64(len(users))))] {
		drawn = append(drawn, t.user)
	}
	return drawn
}

// lot is a hash of its arguments: FNV-1a, finished as in splitmix64.
func lot(seed, call uint64, openid string) uint64 {
	h := uint64(14695981039346656037) ^ seed*0x9e3779b97f4a7c15 ^ call*0xd1342543de82ef95
	for i := range len(openid) {
		h = (h ^ uint64(openid[i])) * 1099511628211
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// ExpireToken ends one token and reports whether it was valid.
func (m *Machine) ExpireToken(now time.Time, token string) bool {
	t := m.tokens[token]
	return t != nil && m.expire(now, t)
}

// KeepKey lets the server have a user's session_key, as if it had exchanged a code, and
// reports whether it knows the user.
func (m *Machine) KeepKey(now time.Time, openid, sessionKey string) bool {
	u := m.byOpenID[openid]
	if u == nil {
		return false
	}
	s := u.Session
	s.SessionKey = sessionKey
	return m.enrol(now, s) != nil
}

// Seed gives the user with this openid a token without a login, as one that a
// client holds from earlier: valid, or already expired. The user is created if
// need be, and then has no session_key. An empty token means one of the
// machine's own; a named one must be of characters that need no escape in JSON.
// Older tokens live on, whatever the policy. It fails when there is no room for
// another user or the openid is not usable.
func (m *Machine) Seed(now time.Time, openid, token string, valid bool) (string, error) {
	if openid == "" || len(openid) > maxOpenID {
		return "", errors.New("an openid has 1 to 128 bytes")
	}
	u := m.byOpenID[openid]
	if u == nil {
		u = m.enrol(now, Session{OpenID: openid})
	}
	if u == nil {
		return "", errors.New("too many users")
	}
	t := m.issue(now, u, token)
	m.ledger.TokensSeeded++
	if !valid {
		m.expire(now, t)
	}
	return t.value, nil
}
