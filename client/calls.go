package client

import (
	"slices"
	"time"
)

// calls follows the requests that the pages of one client make.
type calls struct {
	open []*call // unsettled, or with sends still in flight; in order
	past []*call // the last ones that are over
	late bool    // the server may report that it accepted one after the app has ended
}

// maxPast bounds the calls that are kept after their end, in case a wrapper
// sends them again.
const maxPast = 16

// find is the open call with an id; nil where there is none.
func (c *calls) find(id int) *call { return callIn(c.open, id) }

// sender is the call that a send serves, open or past; nil where both have been
// forgotten.
func (c *calls) sender(id int) *call {
	if x := c.find(id); x != nil {
		return x
	}
	return callIn(c.past, id)
}

func callIn(calls []*call, id int) *call {
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].id == id {
			return calls[i]
		}
	}
	return nil
}

// waitsRejected reports whether a call waits whose last send was rejected and had
// an older token of the account than the current one: it has neither been sent again nor
// settled.
func (c *calls) waitsRejected(a *account) bool {
	return slices.ContainsFunc(c.open, func(x *call) bool {
		return !x.settled && x.at == a && x.isRejected() && x.lastToken.generation < a.tokens.generation
	})
}

// askedSince reports whether a page made a call after a moment that needs a token of the
// account and is not settled.
func (c *calls) askedSince(a *account, t time.Time) bool {
	return slices.ContainsFunc(c.open, func(x *call) bool { return !x.settled && x.mayBe(a) && x.askedSince(t) })
}

// loginRuns notes that a login runs while the calls are under way that it may be for.
func (c *calls) loginRuns(a *account) {
	for _, x := range c.open {
		x.sawLogin = x.sawLogin || x.mayBe(a)
	}
}

// navigated notes that the app opened another page for a call.
func (c *calls) navigated(id int) {
	if x := c.find(id); x != nil && (x.last == authFailure || x.last == errorAnswer) {
		x.navigated = true
	}
}

// unsettled is the number of calls that are neither settled nor hung.
func (c *calls) unsettled() int {
	n := 0
	for _, x := range c.open {
		if x.unsettled() {
			n++
		}
	}
	return n
}

// letGo moves a call to the past ones once it is settled and has nothing in flight.
func (c *calls) letGo(x *call) {
	if !x.settled || x.inFlight > 0 {
		return
	}
	i := slices.Index(c.open, x)
	if i < 0 {
		return // it was sent again after its end
	}
	c.open = slices.Delete(c.open, i, i+1)
	c.keep(x)
}

// keep remembers a call that is over.
func (c *calls) keep(x *call) {
	if len(c.past) == maxPast { // writes are kept longest: only they must not be repeated
		oldest := max(slices.IndexFunc(c.past, func(x *call) bool { return !x.write }), 0)
		c.past = slices.Delete(c.past, oldest, oldest+1)
	}
	if c.past == nil {
		c.past = make([]*call, 0, maxPast)
	}
	c.past = append(c.past, x)
}

// appEnds forgets all calls, but for those that the server may still report.
func (c *calls) appEnds() {
	if c.late {
		for _, x := range c.open {
			c.keep(x)
		}
	} else {
		c.past = nil
	}
	c.open = nil
}
