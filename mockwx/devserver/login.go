package devserver

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// logIn takes the code from a login; WeChat is asked about it by the caller. A ticket is
// traded at once.
func (m *Machine) logIn(now time.Time, r Request) Reply {
	m.ledger.LoginPosts++
	if m.protocol.login.twoSteps() {
		return m.trade(now, r)
	}
	code, problem := codeIn(r, m.protocol.login.Code)
	if problem != "" {
		return m.refuseLogin(http.StatusBadRequest, problem)
	}
	m.sequence++
	m.ledger.LoginsOpen++
	return Reply{Exchange: &Exchange{Code: code, started: m.sequence}}
}

func (m *Machine) refuseLogin(status int, text string) Reply {
	m.ledger.LoginsRefused++
	return m.refuse(status, text)
}

// Exchanged answers the login that ex belongs to. s is what WeChat gave for the
// code, or err why it gave nothing: a [*WeChatError] is answered with HTTP 400
// and its text, any other error with HTTP 502 and no details, since these may
// hold the appsecret. Exchanges may be settled late and in any order; one that
// was settled before is refused and changes nothing.
func (m *Machine) Exchanged(now time.Time, ex *Exchange, s Session, err error) Reply {
	if ex.settled {
		return m.protocol.failed(http.StatusBadRequest, "this login was answered before")
	}
	ex.settled = true
	open, refuse := &m.ledger.LoginsOpen, m.refuseLogin
	if ex.ticket {
		open, refuse = &m.ledger.TicketsOpen, m.refuseTicket
	}
	*open--
	if wx, is := errors.AsType[*WeChatError](err); is {
		return refuse(http.StatusBadRequest, strconv.Itoa(wx.Code)+" "+wx.Message)
	}
	if err != nil || s.OpenID == "" || len(s.OpenID) > maxOpenID {
		return refuse(http.StatusBadGateway, "WeChat could not be asked about the code")
	}
	u := m.enrol(now, s)
	switch {
	case u == nil:
		return refuse(http.StatusServiceUnavailable, "too many users")
	case ex.ticket:
		return m.giveTicket(now, u, ex.started)
	}
	return m.welcome(now, u, ex.started)
}

// welcome is the answer to the login of a user that started at a sequence number.
func (m *Machine) welcome(now time.Time, u *user, started uint64) Reply {
	token := m.admit(now, u, started)
	return m.bringing(token, m.protocol.issued(token, m.giveRefreshToken(now, u), m.options.TTL))
}

// enrol finds or creates the user of a session, and keeps the newest session_key.
// It gives nil when there is no room for another user.
func (m *Machine) enrol(now time.Time, s Session) *user {
	u := m.byOpenID[s.OpenID]
	if u == nil {
		if len(m.users) >= m.limits.Users {
			return nil
		}
		u = m.addUser(s, now)
	} else if u.Session == s {
		return u
	}
	u.Session = s
	m.record(Change{Op: PutUser, User: u.stored()})
	return u
}

func (m *Machine) addUser(s Session, created time.Time) *user {
	u := &user{Session: s, number: len(m.users) + 1, created: created}
	m.byOpenID[s.OpenID] = u
	m.users = append(m.users, u)
	return u
}

// admit gives u a token for a login that started at a sequence number.
func (m *Machine) admit(now time.Time, u *user, started uint64) string {
	m.ledger.Logins++
	if n := len(u.tokens); n > 0 && u.tokens[n-1].valid(now) {
		m.ledger.LoginsWhileTokenValid++
	}
	m.ledger.LoginsOverlapping += u.overlaps(started)
	t := m.issue(now, u, "")
	m.ledger.TokensIssued++
	if m.options.Policy == Single {
		m.replace(now, u)
		m.endRefreshTokens(u)
	}
	u.answered(t.number)
	return t.value
}

// maxAnswers is how many answered logins of a user are remembered to tell
// which of them overlap a login that is answered later.
const maxAnswers = 32

// overlaps counts the logins of u that were answered after the given sequence
// number, when the login that started there was unanswered. Each is counted
// once: it is forgotten then. The user of a login is known only at its end, so
// this looks back from there.
func (u *user) overlaps(started uint64) int {
	n := len(u.answers)
	for n > 0 && u.answers[n-1] > started {
		n--
	}
	count := len(u.answers) - n
	u.answers = u.answers[:n]
	return count
}

func (u *user) answered(number uint64) {
	if len(u.answers) == maxAnswers {
		u.answers = append(u.answers[:0], u.answers[1:]...)
	}
	u.answers = append(u.answers, number)
}
