package client

import "github.com/wxload/wxload/client/wx"

// requestServed takes in that a request served another page's call than it was
// taken to serve when it was sent. Its send, and what came of it, count for that
// call.
func (o *Observer) requestServed(e *wx.Event) {
	from, to := o.calls.sender(e.Before), o.calls.sender(e.Request.Caller)
	a := o.at(e.Request)
	token := a.tokens.sent(a.target.TokenOf(e.Request))
	if i := o.flights.index(e.ID); i >= 0 {
		o.flights.serves(i, to)
	}
	if from != nil {
		from.losesSend(e.Response == nil)
	}
	if to == nil {
		return
	}
	to.at = a
	to.gainsSend(e.Response == nil)
	if from == nil && to.identity && !to.own {
		o.tokenMissing(a, token)
	}
	if e.Response == nil {
		return
	}
	switch t := a.target; {
	case t.AuthFailed(e.Response):
		if from == nil {
			o.ownRefused(a, to, token)
		}
		to.answered(authFailure, token)
	case !t.Succeeded(e.Response):
		to.answered(errorAnswer, token)
	default:
		to.succeeded(e.Response)
		if from != nil {
			from.accepted--
		}
		o.count(a, to.wasAccepted())
	}
}

// serves gives a request that is not over to another call; nil for none.
func (f *flights) serves(i int, to *call) {
	x := &f.all[i]
	if !x.sent.IsZero() && !x.apart {
		f.business += one(to != nil) - one(x.call != nil)
	}
	x.call = to
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// losesSend takes in that a send was another call's.
func (c *call) losesSend(inFlight bool) {
	c.sends--
	if inFlight {
		c.inFlight--
	} else {
		c.last = noAnswer
	}
}

// gainsSend takes in that a send was this call's.
func (c *call) gainsSend(inFlight bool) {
	c.sends++
	if inFlight {
		c.inFlight++
	}
}
