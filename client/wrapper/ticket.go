package wrapper

import (
	"cmp"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// TicketEndpoint says how a code becomes a ticket, where a login has two steps: its
// second one trades the ticket for a token, and is what [LoginEndpoint] describes. The
// zero TicketEndpoint is none: a login has one step.
type TicketEndpoint struct {
	Method string // empty means POST
	Path   string // below the domain, or absolute; empty: there is none
	Code   Place  // where the request carries the code
	Ticket string // path of the ticket in the answer
}

// TwoSteps reports whether a login takes two requests, the first of them for a ticket.
func (t *Target) TwoSteps() bool { return t.Login.Ticket.Path != "" }

// IsTicket reports whether a request is a ticket POST, the first of a login's two. Where
// both go to one path, it is the one that carries a code and no ticket.
func (t *Target) IsTicket(r *wx.Request) bool {
	k := &t.Login.Ticket
	if !t.TwoSteps() || !t.leadsTo(r, k.method(), k.Path) {
		return false
	}
	alone := !t.leadsTo(r, t.Login.method(), t.Login.Path) && !(t.Refreshes() && t.leadsTo(r, t.Refresh.method(), t.Refresh.Path))
	return alone || k.Code.of(r) != "" && t.Login.Code.of(r) == ""
}

func (k *TicketEndpoint) method() string { return cmp.Or(k.Method, "POST") }

// TakesCode reports whether a request turns a code into something: a ticket POST, or the
// login POST of a login in one step.
func (t *Target) TakesCode(r *wx.Request) bool {
	if t.TwoSteps() {
		return t.IsTicket(r)
	}
	return t.IsLogin(r)
}

// TicketOf is the ticket that the second POST of a login carries; empty where logins have
// one step.
func (t *Target) TicketOf(r *wx.Request) string {
	if !t.TwoSteps() {
		return ""
	}
	return t.Login.Code.of(r)
}

// CredentialOf is what a POST of a login carries: the code, or the ticket.
func (t *Target) CredentialOf(r *wx.Request) string {
	if t.IsTicket(r) {
		return t.CodeOf(r)
	}
	return t.Login.Code.of(r)
}

// NewTicket is the ticket in the answer to a ticket POST; empty where it has none.
func (t *Target) NewTicket(r *wx.Response) string { return r.JSON(t.Login.Ticket.Ticket).String() }

// TicketRequest is the ticket POST for a code, without a domain.
func (t *Target) TicketRequest(code string) *wx.Request {
	k := &t.Login.Ticket
	r := &wx.Request{Method: k.method(), URL: k.Path}
	k.Code.put(r, code)
	return r
}

// logInBy is what a wrapper that ships does with a code: it sends the login's requests,
// each by send, and gives the answer to the last. Where there is no ticket nothing more is
// sent.
func (b *base) logInBy(code string, send func(*wx.Request) *loop.Promise[*wx.Response]) *loop.Promise[*wx.Response] {
	t := &b.s.Target
	if !t.TwoSteps() {
		return send(t.LoginRequest(code))
	}
	return loop.Chain(send(t.TicketRequest(code)), func(resp *wx.Response) *loop.Promise[*wx.Response] {
		ticket := ""
		if resp != nil {
			ticket = t.NewTicket(resp)
		}
		if ticket == "" {
			return loop.Rejected[*wx.Response](b.Loop, ErrNoTicket)
		}
		return send(t.LoginRequest(ticket))
	}, nil)
}

// exchange is [base.logInBy] with plain requests.
func (b *base) exchange(code string) *loop.Promise[*wx.Response] {
	return b.logInBy(code, func(r *wx.Request) *loop.Promise[*wx.Response] { return b.plainHTTP(b.ownRequest(r)) })
}
