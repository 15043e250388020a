package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// A login in two steps posts its code for a ticket, and then the ticket for a token. The
// first step is to it what the only POST is to others: its code is used there, and it
// fails where no ticket comes. It ends with the answer to the second step.

// trade is what is known of a login's ticket.
type trade struct {
	ticket string // the newest; empty where it has none
	sent   int    // POSTs of tickets that have left
	open   int    // and have no answer
	good   bool   // one of them gave a token: the ticket is spent
}

// awaited reports whether a login has a ticket that nobody has sent.
func (t *trade) awaited() bool { return t.ticket != "" && t.sent == 0 }

// tradeKind is the kind of a code-reused that is about a ticket.
const tradeKind = "ticket"

// trading finds the login that a POST of a ticket belongs to; nil where that is none. One
// of a ticket that no answer gave is taken for that of the last login that waits for it.
func (l *logins) trading(a *account, ticket string) *login {
	var waiting *login
	for _, x := range slices.Backward(l.all) {
		switch {
		case x.at != a || x.trade.ticket == "":
		case x.trade.ticket == ticket:
			return x
		case waiting == nil && x.state == running && x.trade.sent == 0:
			waiting = x
		}
	}
	return waiting
}

// tradeLeaves judges a POST of a ticket that leaves. A ticket that gave a token, or may
// still give one, is not sent again; one whose answer was lost, or no success, may be.
func (x *login) tradeLeaves(ticket string) verdict {
	t := &x.trade
	again := ticket != "" && ticket == t.ticket && (t.good || t.open > 0)
	x.open++
	t.sent++
	t.open++
	if again {
		return verdict{CodeReused, tradeKind}
	}
	return verdict{}
}

// ticketOver takes in that the POST of a code is over, and the ticket that it gave; empty
// where it gave none.
func (l *logins) ticketOver(x *login, ticket string, now time.Time) loginEnd {
	if x == nil {
		if ticket != "" {
			l.good++
		}
		return loginEnd{}
	}
	x.open--
	if ticket != "" {
		l.good += one(x.trade.ticket == "")
		x.trade.ticket = ticket // that of an earlier POST is forgotten
	}
	if x.open != 0 || x.state != running || x.trade.awaited() {
		return loginEnd{}
	}
	return l.lastOver(x, now)
}

// tradeOver takes in that a POST of a ticket is over, and whether it gave a token.
func (l *logins) tradeOver(x *login, good bool, now time.Time) loginEnd {
	if x == nil {
		return loginEnd{}
	}
	x.open--
	x.trade.open--
	x.trade.good = x.trade.good || good
	x.good = x.good || good
	if x.open != 0 || x.state != running {
		return loginEnd{}
	}
	return l.lastOver(x, now)
}

// tradeLeaves takes in a POST of a ticket.
func (o *Observer) tradeLeaves(f *flight, e *wx.Event) {
	if f.login == nil {
		return
	}
	o.reopen(f.login)
	o.count(f.at, f.login.tradeLeaves(f.at.target.TicketOf(e.Request)))
}

// ticketAnswered takes in the answer to the POST of a code that asks for a ticket.
func (o *Observer) ticketAnswered(f *flight, e *wx.Event) {
	t, ticket, why := f.at.target, "", Reason{cause: causeNoTicket}
	if t.Succeeded(e.Response) {
		ticket = t.NewTicket(e.Response)
	} else {
		why = unsuccessful(e.Response, t)
	}
	o.logins.tokens += int64(one(ticket != ""))
	o.loginEnded(o.logins.ticketOver(f.login, ticket, e.At), o.sendFailed(f, e, why), e.At)
}
