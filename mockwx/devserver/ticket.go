package devserver

import (
	"net/http"
	"time"
)

// ticketLifetime is how long a ticket is good. WeChat: a code lives as long.
const ticketLifetime = 5 * time.Minute

// ticket is what the first step of a login gave. It is traded once, and remembered after
// that, so that a second trade can be told. A restart forgets it.
type ticket struct {
	value   string
	user    *user
	started uint64 // the machine's sequence number when the POST of its code came
	until   time.Time
	spent   bool
}

// ticketTable holds the tickets of all users.
type ticketTable struct {
	byValue map[string]*ticket
	queue   []*ticket // as issued
}

// askTicket takes the code from the first step of a login.
func (m *Machine) askTicket(r Request) Reply {
	m.ledger.TicketPosts++
	code, problem := codeIn(r, m.protocol.login.Ticket.Code)
	if problem != "" {
		return m.refuseTicket(http.StatusBadRequest, problem)
	}
	m.sequence++
	m.ledger.TicketsOpen++
	return Reply{Exchange: &Exchange{Code: code, ticket: true, started: m.sequence}}
}

func (m *Machine) refuseTicket(status int, text string) Reply {
	m.ledger.TicketsRefused++
	return m.refuse(status, text)
}

// giveTicket answers the first step of a login of a user.
func (m *Machine) giveTicket(now time.Time, u *user, started uint64) Reply {
	m.ledger.Tickets++
	t := &ticket{value: m.issuer.nextTicket(), user: u, started: started, until: now.Add(ticketLifetime)}
	table := &m.tickets
	if table.byValue == nil {
		table.byValue = map[string]*ticket{}
	}
	table.byValue[t.value] = t
	table.queue = append(table.queue, t)
	for len(table.queue) > m.limits.Tokens || len(table.queue) > 0 && now.After(table.queue[0].until) {
		delete(table.byValue, table.queue[0].value)
		table.queue = table.queue[1:]
	}
	return m.ok(m.protocol.ticket.fill(t.value))
}

// trade answers the second step of a login. A ticket that is no good is refused as a code
// that is none.
func (m *Machine) trade(now time.Time, r Request) Reply {
	value, problem := codeIn(r, m.protocol.login.Code)
	if problem != "" {
		return m.refuseLogin(http.StatusBadRequest, problem)
	}
	t := m.tickets.byValue[value]
	if !m.TicketValid(now, value) {
		if t != nil && t.spent {
			m.ledger.TicketsReused++
		}
		return m.refuseLogin(http.StatusBadRequest, "ticket invalid")
	}
	t.spent = true
	return m.welcome(now, t.user, t.started)
}

// TicketValid reports whether a login with this ticket would bring a token.
func (m *Machine) TicketValid(now time.Time, value string) bool {
	t := m.tickets.byValue[value]
	return t != nil && !t.spent && now.Before(t.until)
}

// codeIn is what a step of a login carries in a place, and what is wrong where that is no
// code: empty where nothing is.
func codeIn(r Request, place Place) (code, problem string) {
	code, valid := place.value(r)
	switch {
	case !valid:
		return "", "the body is neither a JSON object nor a form"
	case code == "":
		return "", "no " + place.Name + " in the " + string(place.In)
	case len(code) > maxCode:
		return "", "the " + place.Name + " is too long"
	}
	return code, ""
}
