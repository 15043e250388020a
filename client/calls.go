package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// call is one request of a page, from the page's wish to its settlement.
type call struct {
	id       int
	name     string
	byName   *Outcomes
	write    bool // its method is not idempotent
	identity bool
	called   time.Time
	waiting  time.Time // since when it waits to be sent; zero while in flight

	sends     int
	authSends int // those that followed an authentication failure
	inFlight  int
	accepted  int // times that the server answered it with success
	last      answer
	lastToken sentToken // of the last authentication failure
	sawLogin  bool      // a login ran since its first send
	sealed    int       // of sealed data: see Observer.sealed; zero for others

	settled bool
	hung    bool
}

// answer is how the last send of a call ended.
type answer uint8

const (
	noAnswer answer = iota
	goodAnswer
	authFailure
	errorAnswer // another status, or a failure of the network
)

// maxPast bounds the calls that are kept after their end, in case a wrapper
// sends them again.
const maxPast = 16

func (o *Observer) call(id int) *call { return callIn(o.calls, id) }

// sender is the call that a send serves, also one that is over.
func (o *Observer) sender(id int) *call {
	if c := o.call(id); c != nil {
		return c
	}
	return callIn(o.past, id)
}

func callIn(calls []*call, id int) *call {
	for i := len(calls) - 1; i >= 0; i-- {
		if calls[i].id == id {
			return calls[i]
		}
	}
	return nil
}

// staleCall is a call that was rejected for an older token than the current one
// and that has neither been sent again nor settled; nil where there is none.
func (o *Observer) staleCall() *call {
	for _, c := range o.calls {
		if !c.settled && c.last == authFailure && c.inFlight == 0 && o.tokens.older(c.lastToken) {
			return c
		}
	}
	return nil
}

func (o *Observer) page(e *wx.Event) {
	switch e.Kind {
	case wx.PageCall:
		o.history.add(e, nil)
		o.tally.Issued++
		byName := o.tally.name(e.Name)
		byName.Issued++
		c := &call{id: e.ID, name: e.Name, byName: byName, identity: e.Identity,
			write: !idempotent(e.Method), called: e.At, waiting: e.At}
		if e.Sealed {
			c.sealed = o.sealed
		}
		o.calls = append(o.calls, c)
	case wx.PageIssue:
		if c := o.sender(e.ID); c != nil {
			c.last = noAnswer // code of a page that runs once more asks anew
		}
	case wx.PageSettle:
		if c := o.call(e.ID); c != nil && !c.settled {
			o.history.add(e, c)
			o.settled(c, e)
		}
	}
}

// idempotent is RFC 9110's table of methods.
func idempotent(method string) bool {
	return method != "POST" && method != "PATCH" && method != "CONNECT"
}

// settled judges how a wrapper settled a call. One that was found hung, or is
// past its deadline, stays so in the books, whatever comes later.
func (o *Observer) settled(c *call, e *wx.Event) {
	if !c.hung && o.pastDeadline(c, e.At) {
		o.logins.abandonOld(o, e.At)
		o.hangs(c)
	}
	c.settled = true
	if c.last == authFailure && c.inFlight == 0 && (o.leftAlone == 0 || c.lastToken.generation < o.leftAlone-1) {
		o.leftAlone = c.lastToken.generation + 1
	}
	if !c.hung {
		o.count(c, e)
		o.measure(RequestTime, c.name, e.At.Sub(c.called))
	}
	o.forget(c)
}

// count puts a settled call into the books.
func (o *Observer) count(c *call, e *wx.Event) {
	resp, t := e.Response, o.cfg.Target
	switch {
	case e.Err != nil:
		outcome(&o.tally.Rejected, &c.byName.Rejected)
		if c.identity && c.last == authFailure && c.sends == 1 && !c.sawLogin {
			o.defect(AuthFailureIgnored, "")
		}
	case resp == nil:
		outcome(&o.tally.Empty, &c.byName.Empty)
		if c.last == errorAnswer || c.last == authFailure {
			o.defect(ErrorSwallowed, "")
		}
	case t.AuthFailed(resp):
		outcome(&o.tally.AuthFailure, &c.byName.AuthFailure)
		o.defect(AuthFailureDelivered, "")
	case !t.Succeeded(resp):
		outcome(&o.tally.HTTPError, &c.byName.HTTPError)
		o.defect(ErrorSwallowed, "")
	default:
		outcome(&o.tally.OK, &c.byName.OK)
		if resp.Caller != c.id {
			o.defect(AuthFailureDelivered, "")
		}
	}
}

func outcome(all, byName *int64) {
	*all++
	*byName++
}

// forget lets go of a call that is settled and has nothing in flight.
func (o *Observer) forget(c *call) {
	if !c.settled || c.inFlight > 0 {
		return
	}
	i := slices.Index(o.calls, c)
	if i < 0 {
		return // it was sent again after its end
	}
	o.calls = slices.Delete(o.calls, i, i+1)
	o.keep(c)
}

// keep remembers a call that is over.
func (o *Observer) keep(c *call) {
	if len(o.past) == maxPast { // writes are kept longest: only they must not be repeated
		oldest := max(slices.IndexFunc(o.past, func(c *call) bool { return !c.write }), 0)
		o.past = slices.Delete(o.past, oldest, oldest+1)
	}
	if o.past == nil {
		o.past = make([]*call, 0, maxPast)
	}
	o.past = append(o.past, c)
}

// keepUnderWay forgets, at the end of an app, all calls but those that the server
// may still report as accepted.
func (o *Observer) keepUnderWay() {
	if !o.cfg.ServerReports {
		o.past = nil
		return
	}
	for _, c := range o.calls {
		o.keep(c)
	}
}

// Open is the number of calls that are neither settled nor hung.
func (o *Observer) Open() int {
	n := 0
	for _, c := range o.calls {
		if !c.settled && !c.hung {
			n++
		}
	}
	return n
}

// FindHung marks the calls that are unsettled past their deadline or, where the
// client is stuck, all that are unsettled. It returns how many it marked.
func (o *Observer) FindHung(now time.Time, stuck bool) int {
	n := 0
	o.logins.abandonOld(o, now)
	for _, c := range o.calls {
		if c.settled || c.hung || !stuck && !o.pastDeadline(c, now) {
			continue
		}
		n++
		o.hangs(c)
	}
	return n
}

func (o *Observer) hangs(c *call) {
	c.hung = true
	outcome(&o.tally.Hung, &c.byName.Hung)
	o.defect(HungRequest, o.hungOn(c))
}

// pastDeadline counts from the app's last return: nothing can be settled while
// the platform holds its JavaScript back.
func (o *Observer) pastDeadline(c *call, now time.Time) bool {
	since := c.called
	if o.shownAt.After(since) {
		since = o.shownAt
	}
	return o.cfg.Deadline > 0 && !o.hidden && now.Sub(since) > o.cfg.Deadline
}

// hungOn tells which login a hung call waits for: the last one that ran since
// the page wanted it.
func (o *Observer) hungOn(c *call) string {
	for i := len(o.logins.all) - 1; i >= 0; i-- {
		l := o.logins.all[i]
		if l.state != running && l.ended.Before(c.called) {
			continue
		}
		return l.kind()
	}
	return "no-login"
}

// kind tells what a call hangs on that waits for this login.
func (l *login) kind() string {
	switch {
	case l.state == succeeded:
		return "login-succeeded"
	case l.code != "" && l.posts == 0 && (l.state == running || l.state == abandoned):
		return "login-never-sent"
	default:
		return "login-failed"
	}
}
