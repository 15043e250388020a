package devserver

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

func countedTicket(n int) string { return "k" + strconv.Itoa(n) }

// withTicket has the contract's logins begin with a ticket.
func withTicket(c *Contract) {
	c.Login.Ticket = c.UsualTicket()
	c.Login.Code = Place{InBody, "ticket"}
}

func askingFor(code string) Request {
	return Request{Method: "POST", Path: "/ticket", Body: []byte(`{"code":"` + code + `"}`)}
}

func trading(ticket string) Request {
	return Request{Method: "POST", Path: "/login", Body: []byte(`{"ticket":"` + ticket + `"}`)}
}

// ticketFor is a ticket that a user gets.
func ticketFor(t *testing.T, m *Machine, now time.Time, openid string) string {
	t.Helper()
	r := m.Handle(now, askingFor("c"))
	if r.Exchange == nil {
		t.Fatalf("the first step gives %d %s, want an exchange", r.Status, r.Body)
	}
	r = m.Exchanged(now, r.Exchange, Session{OpenID: openid}, nil)
	return gjson.GetBytes(r.Body, "data.ticket").String()
}

func twoStepMachine(t *testing.T, o Options) *Machine {
	t.Helper()
	o.Protocol, o.Token, o.Ticket = protocolOf(t, withTicket), counted, countedTicket
	return New(o)
}

func TestATicketIsTradedOnceForAToken(t *testing.T) {
	m := twoStepMachine(t, Options{TTL: time.Minute})
	if ticket := ticketFor(t, m, start, "o1"); ticket != "k1" || !m.TicketValid(start, "k1") {
		t.Fatalf("the ticket is %q", ticket)
	}
	r := m.Handle(start, trading("k1"))
	if want := `{"code":0,"data":{"token":"t1","expires_in":60}}`; string(r.Body) != want || m.TicketValid(start, "k1") {
		t.Errorf("the trade gives %s, want %s", r.Body, want)
	}
	if r := m.Handle(start, carrying(m, "GET", "/me", "t1", "")); !strings.Contains(string(r.Body), `"openid":"o1"`) {
		t.Errorf("the token is that of %s", r.Body)
	}
	if r := m.Handle(start, trading("k1")); r.Status != 400 {
		t.Errorf("a second trade gives %d %s", r.Status, r.Body)
	}
	l := m.Ledger(start)
	if l.Tickets != 1 || l.TicketPosts != 1 || l.TicketsReused != 1 || l.Logins != 1 || l.LoginPosts != 2 || imbalance(l) != "" {
		t.Errorf("%s %+v", imbalance(l), l)
	}
}

func TestATicketThatIsNoneIsRefused(t *testing.T) {
	m := twoStepMachine(t, Options{})
	old := ticketFor(t, m, start, "o1")
	late := start.Add(ticketLifetime)
	for name, r := range map[string]Request{
		"unknown": trading("k9"), "none": trading(""), "old": trading(old), "a code": {Method: "POST", Path: "/login", Body: []byte(`{"code":"c"}`)},
		"too long": trading(strings.Repeat("k", maxCode+1)), "no JSON": {Method: "POST", Path: "/login", Body: []byte(`{`)},
	} {
		if got := m.Handle(late, r); got.Status != 400 || got.Exchange != nil {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	for name, r := range map[string]Request{"none": askingFor(""), "no JSON": {Method: "POST", Path: "/ticket", Body: []byte(`{`)}} {
		if got := m.Handle(late, r); got.Status != 400 || got.Exchange != nil {
			t.Errorf("code %s: %d %s", name, got.Status, got.Body)
		}
	}
	refused := m.Handle(late, askingFor("c"))
	if got := m.Exchanged(late, refused.Exchange, Session{}, &WeChatError{40163, "code been used"}); got.Status != 400 {
		t.Errorf("a refused code gives %d %s", got.Status, got.Body)
	}
	unasked := m.Handle(late, askingFor("c"))
	if got := m.Exchanged(late, unasked.Exchange, Session{}, errors.New("no")); got.Status != 502 {
		t.Errorf("without WeChat: %d %s", got.Status, got.Body)
	}
	if l := m.Ledger(late); l.TicketsRefused != 4 || l.LoginsRefused != 6 || l.TicketsReused != 0 || imbalance(l) != "" {
		t.Errorf("%s %+v", imbalance(l), l)
	}
}

// Logins overlap where their first steps do, whatever the order of the second ones.
func TestLoginsInTwoStepsOverlapFromTheirTicketsOn(t *testing.T) {
	for name, c := range map[string]struct {
		steps       func(m *Machine)
		overlapping int
	}{
		"one after another": {func(m *Machine) {
			m.Handle(start, trading(ticketFor(t, m, start, "o1")))
			m.Handle(start, trading(ticketFor(t, m, start, "o1")))
		}, 0},
		"crossed": {func(m *Machine) {
			first, second := ticketFor(t, m, start, "o1"), ticketFor(t, m, start, "o1")
			m.Handle(start, trading(second))
			m.Handle(start, trading(first))
		}, 1},
	} {
		m := twoStepMachine(t, Options{})
		c.steps(m)
		if l := m.Ledger(start); l.LoginsOverlapping != c.overlapping || l.Logins != 2 {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

func TestBothStepsMayGoToOnePath(t *testing.T) {
	m := New(Options{Token: counted, Ticket: countedTicket, Protocol: protocolOf(t, func(c *Contract) {
		withTicket(c)
		c.Login.Ticket.Path = "/login"
	})})
	r := m.Handle(start, Request{Method: "POST", Path: "/login", Body: []byte(`{"code":"c"}`)})
	if r.Exchange == nil {
		t.Fatalf("the first step gives %d %s", r.Status, r.Body)
	}
	m.Exchanged(start, r.Exchange, Session{OpenID: "o1"}, nil)
	if r := m.Handle(start, trading("k1")); r.Status != 200 || m.Ledger(start).Logins != 1 {
		t.Errorf("the second gives %d %s", r.Status, r.Body)
	}
}

func TestTicketsAreForgottenInTime(t *testing.T) {
	m := twoStepMachine(t, Options{Limits: Limits{Tokens: 3}})
	for range 5 {
		ticketFor(t, m, start, "o1")
	}
	if n := len(m.tickets.byValue); n != 3 || m.TicketValid(start, "k2") || !m.TicketValid(start, "k3") {
		t.Errorf("%d tickets are kept", n)
	}
	ticketFor(t, m, start.Add(time.Hour), "o1")
	if n := len(m.tickets.byValue); n != 1 {
		t.Errorf("%d tickets are kept after an hour", n)
	}
}

func TestATicketNeedsAPlaceInItsAnswer(t *testing.T) {
	for setting, change := range map[string]func(*Ticket){
		"login.ticket.path": func(k *Ticket) { k.Path = "https://x" }, "login.ticket.method": func(k *Ticket) { k.Method = "" },
		"login.ticket.token": func(k *Ticket) { k.Ticket = "" }, "login.ticket.code.name": func(k *Ticket) { k.Code.Name = "" },
	} {
		_, err := changed(t, FlyJS, func(c *Contract) {
			withTicket(c)
			change(&c.Login.Ticket)
		}).Protocol()
		if wrong, is := errors.AsType[*SettingError](err); !is || wrong.Setting != setting {
			t.Errorf("%s: %v", setting, err)
		}
	}
}
