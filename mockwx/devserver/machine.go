package devserver

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Machine is the developer server as a pure state machine: what it answers
// depends on its options and the calls made so far, on nothing else. Times are
// given to it and must not go back. It is for one goroutine at a time.
type Machine struct {
	options  Options
	limits   Limits
	envelope envelope
	issuer   issuer
	rejected []byte // the body of an authentication failure, made when first needed

	sequence uint64 // numbers logins and the beginnings and ends of tokens
	byOpenID map[string]*user
	users    []*user // in the order of their creation
	tokens   map[string]*token
	queue    []*token // as issued; may hold removed ones
	orders   map[string]int
	ledger   Ledger
	expiries uint64 // calls of Expire

	journaling bool // for a store behind the machine
	journal    []Change
}

// user is one WeChat user of the app.
type user struct {
	Session
	number  int // from 1
	created time.Time
	tokens  []*token // as issued
	answers []uint64 // the sequence numbers of recent logins, see overlaps
}

// New makes a machine that knows nobody. It panics if the options are not
// valid, see [Options.Validate].
func New(o Options) *Machine {
	if err := o.Validate(); err != nil {
		panic("devserver: " + err.Error())
	}
	m := &Machine{
		options:  o,
		limits:   o.Limits.withDefaults(),
		envelope: newEnvelope(o.Shape, o.AuthFailure),
		byOpenID: map[string]*user{},
		tokens:   map[string]*token{},
	}
	m.issuer = issuer{options: &m.options}
	return m
}

// TokenHeader is the name of the header that carries a token, in canonical form.
func (m *Machine) TokenHeader() string { return m.envelope.tokenHeader }

// Handle answers a request. Where the reply has an Exchange, the request is a
// login that [Machine.Exchanged] answers.
func (m *Machine) Handle(now time.Time, r Request) Reply {
	m.ledger.Requests++
	to, name := route(r.Method, r.Path)
	switch to {
	case toNothing:
		return m.unrouted(http.StatusNotFound, "no such path")
	case toOtherMethod:
		return m.unrouted(http.StatusMethodNotAllowed, "this path takes another method")
	case toLogin:
		return m.login(r)
	case toPublic:
		m.ledger.Public++
		return ok(m.envelope.named(name))
	}
	caller := m.caller(now, r)
	if caller == nil {
		m.ledger.AuthFailures++
		return m.rejection()
	}
	m.ledger.Authenticated++
	return m.serve(to, name, caller, r)
}

// serve answers a request with a valid token.
func (m *Machine) serve(to endpoint, name string, caller *user, r Request) Reply {
	switch to {
	case toText:
		return ok(m.envelope.text(name))
	case toMe:
		return ok(m.envelope.caller(caller))
	case toOrders:
		return m.order(r)
	case toProfile:
		return m.profile(caller, r)
	default:
		return ok(m.envelope.named(name))
	}
}

// caller is the user whose valid token r carries, nil if there is none.
func (m *Machine) caller(now time.Time, r Request) *user {
	if r.Header == nil {
		return nil
	}
	t := m.tokens[bare(r.Header.HeaderValue(m.envelope.tokenHeader))]
	if t == nil || !t.valid(now) {
		return nil
	}
	return t.user
}

// bare is a header's value without the scheme that may stand before a token.
func bare(value string) string {
	const scheme = "Bearer "
	if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
		return value[len(scheme):]
	}
	return value
}

// Failure is the answer in the machine's shape that a failing server would give
// with an HTTP status; 401 is the authentication failure, whatever status that
// has in the shape. It counts nothing: it serves those who inject faults.
func (m *Machine) Failure(status int) Reply {
	if status == http.StatusUnauthorized {
		return m.rejection()
	}
	return Reply{Status: status, Body: m.envelope.failure(status, "error")}
}

func (m *Machine) rejection() Reply {
	if m.rejected == nil {
		m.rejected = m.envelope.failure(http.StatusUnauthorized, "token invalid")
	}
	return Reply{Status: m.envelope.authStatus, Body: m.rejected}
}

// refuse answers a request that is not as it should be.
func (m *Machine) refuse(status int, text string) Reply {
	m.ledger.Refused++
	return Reply{Status: status, Body: m.envelope.failure(status, text)}
}

// unrouted refuses a request that no endpoint has seen.
func (m *Machine) unrouted(status int, text string) Reply {
	m.ledger.Unrouted++
	return m.refuse(status, text)
}

// tooLarge answers a request whose body is over the limit of its transport.
func (m *Machine) tooLarge() Reply {
	m.ledger.Requests++
	return m.unrouted(http.StatusRequestEntityTooLarge, "the body is too large")
}

func ok(body []byte) Reply { return Reply{Status: http.StatusOK, Body: body} }

// caller is an answer whose data names the user.
func (e envelope) caller(u *user) []byte {
	b := append(make([]byte, 0, len(e.open)+len(u.OpenID)+40), e.open...)
	b = appendString(append(b, `{"openid":`...), u.OpenID)
	b = strconv.AppendInt(append(b, `,"user":`...), int64(u.number), 10)
	return append(b, "}}"...)
}
