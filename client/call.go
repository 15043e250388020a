package client

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// call is one request of a page, from the moment when the page makes it until it
// is settled.
type call struct {
	id       int
	at       *account // at whose target it is asked; nil while that is not known
	name     string
	byName   *Outcomes // where calls of its name are counted
	write    bool      // its method is not idempotent
	identity bool
	own      bool // a page of the app's own made it: see [wx.Event]
	bare     bool // it is a request of wx itself: see [wx.Event]
	called   time.Time
	waiting  time.Time // since when it waits to be sent; zero while in flight

	sends     int
	authSends int // sends that followed an authentication failure
	inFlight  int
	accepted  int // times that the server answered it with success
	last      answer
	lastToken sentToken    // of the last authentication failure
	sawLogin  bool         // a login ran since its first send
	failed    *failedSend  // how the last send ended that was no success; nil where it was one
	good      *wx.Response // the last success, until the call is settled
	unopened  bool         // its data was sealed before a login, and could not be opened

	settled   bool
	hung      bool
	navigated bool // its failure opened another page
}

// answer is how the last send of a call ended.
type answer uint8

const (
	noAnswer answer = iota
	goodAnswer
	authFailure
	errorAnswer // another status, or a failure of the network
)

func newCall(e *wx.Event, byName *Outcomes) *call {
	return &call{id: e.ID, name: e.Name, byName: byName, identity: e.Identity, own: e.Own, bare: e.Bare,
		write: !idempotent(e.Method), called: e.At, waiting: e.At}
}

// idempotent is RFC 9110's table of methods.
func idempotent(method string) bool {
	return method != "POST" && method != "PATCH" && method != "CONNECT"
}

func (c *call) unsettled() bool { return !c.settled && !c.hung }

// mayBe reports whether the call needs an account, as far as that is known: of several it
// shows with the first send. A nil account is any.
func (c *call) mayBe(a *account) bool { return a == nil || c.at == nil || c.at == a }

// isRejected reports whether the last send was rejected, and nothing is in flight.
func (c *call) isRejected() bool { return c.last == authFailure && c.inFlight == 0 }

// askedSince reports whether the page made the call after a moment, and it needs a
// token.
func (c *call) askedSince(t time.Time) bool { return c.identity && c.called.After(t) }

// leftAtEnd is why a call is open at the end of a run.
func (c *call) leftAtEnd() cause {
	if c.inFlight > 0 {
		return causeNoAnswer
	}
	return causeOpen
}

// issued notes that the page's code calls the request function. Where it does so
// again, the next send is not a consequence of the last one's failure.
func (c *call) issued() { c.last = noAnswer }

// left judges a send that leaves: how often the call is sent for authentication
// failures.
func (c *call) left(maxAuthSends int) verdict {
	c.sends++
	c.inFlight++
	retried := c.last == authFailure
	c.last = noAnswer
	if !retried {
		return verdict{}
	}
	c.authSends++
	if c.authSends == maxAuthSends { // so many more after the first
		return verdict{Class: AuthLoop}
	}
	return verdict{}
}

// landed takes in that a send is over.
func (c *call) landed(now time.Time) {
	c.inFlight--
	if !c.settled && c.inFlight == 0 {
		c.waiting = now
	}
}

// answered notes how a send with this token ended.
func (c *call) answered(a answer, token sentToken) {
	c.last = a
	if a == authFailure {
		c.lastToken = token
	}
}

// succeeded notes a send that the server answered with success.
func (c *call) succeeded(r *wx.Response) { c.last, c.good = goodAnswer, r }

// wasAccepted judges that the server accepted a send: no write may be accepted
// twice.
func (c *call) wasAccepted() verdict {
	c.accepted++
	if c.write && c.accepted == 2 {
		return verdict{Class: ReplayedWrite}
	}
	return verdict{}
}

// judgeSettlement judges how a wrapper settled the call.
func (c *call) judgeSettlement(e *wx.Event, t *wrapper.Target) (outcome, verdict) {
	resp := e.Response
	switch {
	case e.Err != nil:
		if c.identity && c.last == authFailure && c.sends == 1 && !c.sawLogin {
			return outcomeRejected, verdict{Class: AuthFailureIgnored}
		}
		return outcomeRejected, verdict{}
	case resp == nil:
		if c.last == errorAnswer || c.last == authFailure || c.sends == 0 {
			return outcomeEmpty, verdict{Class: ErrorSwallowed}
		}
		if c.last == goodAnswer && !t.HasResult(c.good) {
			return outcomeOK, verdict{} // nothing is what the server gave
		}
		return outcomeEmpty, verdict{}
	case resp.Kept:
		return outcomeOK, verdict{}
	case t.AuthFailed(resp):
		return outcomeAuthFailure, verdict{Class: AuthFailureDelivered}
	case !t.Succeeded(resp):
		return outcomeHTTPError, verdict{Class: ErrorSwallowed}
	case resp.Caller != c.id:
		return outcomeOK, verdict{Class: AuthFailureDelivered}
	default:
		return outcomeOK, verdict{}
	}
}
