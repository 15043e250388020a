package devserver

import (
	"net/http"
	"strings"
	"time"
)

// Machine is the developer server as a pure state machine: what it answers
// depends on its options and the calls made so far, on nothing else. Times are
// given to it and must not go back. It is for one goroutine at a time.
type Machine struct {
	options  Options
	limits   Limits
	protocol *Protocol
	issuer   issuer

	sequence uint64 // numbers logins and the beginnings and ends of tokens
	byOpenID map[string]*user
	users    []*user // in the order of their creation
	tokens   map[string]*token
	queue    []*token // as issued; may hold removed ones
	refresh  refreshTable
	tickets  ticketTable
	orders   map[string]int
	replayed map[string]*user // whose order it was, by ids accepted more than once
	// The ids of the two, in the order in which they came.
	orderIDs, replayedIDs []string
	ledger                Ledger
	expiries              uint64 // calls of Expire
	renewing              *token // the one for which another is being issued; nil for none

	journaling bool // for a store behind the machine
	journal    []Change
}

// user is one WeChat user of the app.
type user struct {
	Session
	number  int // from 1
	created time.Time
	tokens  []*token        // as issued
	refresh []*refreshToken // likewise
	answers []uint64        // the sequence numbers of recent logins, see overlaps
	newest  uint64          // the number of the newest token that a request has brought
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
		protocol: o.Protocol,
		byOpenID: map[string]*user{},
		tokens:   map[string]*token{},
		refresh:  refreshTable{byValue: map[string]*refreshToken{}},
	}
	m.issuer = issuer{options: &m.options}
	if m.protocol == nil {
		usual, _ := FlyJS.contract()
		m.protocol, _ = usual.Protocol() // a test makes every shape's
	}
	return m
}

// Handle answers a request. Where the reply has an Exchange, the request is a
// login that [Machine.Exchanged] answers.
func (m *Machine) Handle(now time.Time, r Request) Reply {
	m.ledger.Requests++
	to, name := m.protocol.route(r)
	listed := m.listed(to, r)
	switch {
	case listed != nil:
		to = toListed
	case m.options.Everything && (to == toNothing || to == toOtherMethod):
		to, name = m.everything(r)
	}
	switch to {
	case toNothing:
		return m.unrouted(http.StatusNotFound, "no such path")
	case toOtherMethod:
		return m.unrouted(http.StatusMethodNotAllowed, "this path takes another method")
	case toLogin:
		return m.logIn(now, r)
	case toTicket:
		return m.askTicket(r)
	case toRefresh:
		return m.renew(now, r)
	case toPublic:
		m.ledger.Public++
		return m.ok(m.protocol.named(name))
	case toListed:
		if m.options.Answers.open(r.Path) {
			m.ledger.Public++
			return m.ok(listed)
		}
	case toName, toText, toMe, toOrders, toProfile, toLogout, toBind, toUpload, toFile: // need a token
	}
	caller := m.caller(now, r)
	if caller == nil {
		m.ledger.AuthFailures++
		return m.protocol.unauthentic
	}
	m.ledger.Authenticated++
	if to == toBind {
		return m.bind(now, caller)
	}
	reply := m.ok(listed)
	if to != toListed {
		reply = m.serve(to, name, caller.user, r)
	}
	if to == toLogout {
		m.end(now, caller, &m.ledger.TokensExpired)
		return reply
	}
	return m.withRenewal(now, caller, reply)
}

// everything is the endpoint of a request that has none.
func (m *Machine) everything(r Request) (endpoint, string) {
	name := r.Path[strings.LastIndexByte(r.Path, '/')+1:]
	if m.options.Answers.open(r.Path) {
		return toPublic, name
	}
	return toName, name
}

// listed is the body that the options list for a request to an endpoint; nil where
// they list none. A refresh is always one, and so is what carries a code to the path of
// logins: that path may be the one of all requests, which differ in their queries.
func (m *Machine) listed(to endpoint, r Request) []byte {
	if to == toRefresh || to == toTicket || to == toBind {
		return nil
	}
	if to == toLogin {
		if code, _ := m.protocol.login.Code.value(r); code != "" {
			return nil
		}
	}
	return m.options.Answers.find(r.Method, r.Path, to == toNothing || to == toOtherMethod)
}

// serve answers a request with a valid token.
func (m *Machine) serve(to endpoint, name string, caller *user, r Request) Reply {
	switch to {
	case toName, toLogout:
		return m.ok(m.protocol.named(name))
	case toText:
		return m.ok(m.protocol.text(name))
	case toMe:
		return m.ok(m.protocol.caller(caller))
	case toOrders:
		return m.order(caller, r)
	case toProfile:
		return m.profile(caller, r)
	case toUpload:
		return m.uploaded(r)
	case toFile:
		return m.file(r)
	default:
		panic("devserver: an endpoint that takes no token") // Handle has answered it
	}
}

// caller is the valid token that r carries, nil if there is none.
func (m *Machine) caller(now time.Time, r Request) *token {
	value, companion := m.protocol.token.tokenOf(r)
	t := m.tokens[value]
	if t == nil || !t.valid(now) || companion != "" && companion != companionOf(value) {
		return nil
	}
	return t
}

// Failure is that of the machine's [Protocol]. It counts nothing.
func (m *Machine) Failure(status int) Reply { return m.protocol.Failure(status) }

// refuse answers a request that is not as it should be.
func (m *Machine) refuse(status int, text string) Reply {
	m.ledger.Refused++
	return m.protocol.failed(status, text)
}

// unrouted refuses a request that no endpoint has seen.
func (m *Machine) unrouted(status int, text string) Reply {
	m.ledger.Unrouted++
	return m.refuse(status, text)
}

// unread answers a request whose body is over the limit of its transport, or no form.
func (m *Machine) unread(status int, why string) Reply {
	m.ledger.Requests++
	return m.unrouted(status, why)
}

func (m *Machine) ok(body []byte) Reply { return Reply{Status: m.protocol.success, Body: body} }
