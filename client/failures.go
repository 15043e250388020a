package client

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// FailureKey is what failed, and why.
type FailureKey struct {
	Of     string // FailedRequest, FailedLogin, FailedRefresh or FailedCheck
	Name   string // of the page's request; empty for others
	Reason Reason
}

// What can fail.
const (
	FailedRequest = "request"       // a page's call that was not settled well
	FailedLogin   = "login"         // a login that gave no token
	FailedRefresh = "refresh"       // a refresh that gave none
	FailedCheck   = "session_check" // a wx.checkSession that could not tell
)

// FailureTally counts the failures with one key.
type FailureTally struct {
	Count   int64
	Clients int64 // that they happened to
	First   time.Time
	// Example is the first one.
	Example FailureExample
}

// FailureExample is one failure.
type FailureExample struct {
	Client int
	Sends  int // of the page's call; zero for others
	send   failedSend
	waited time.Duration // until the end, of what nobody answered
}

// failedSend is how a send ended that failed.
type failedSend struct {
	reason Reason
	method string // empty where nothing was sent
	status int    // zero where there was no answer
	bytes  int    // of its body
	took   time.Duration
	trace  string // that it belongs to; empty for none
}

// String tells of the example in one line. It holds no address, no header and no
// body: those may be secrets.
func (x FailureExample) String() string {
	switch {
	case x.waited > 0:
		return fmt.Sprintf("client %d: waited %s until the end", x.Client, span(x.waited))
	case x.send.method == "":
		return fmt.Sprintf("client %d", x.Client)
	}
	nth := ""
	if x.Sends > 1 {
		nth = fmt.Sprintf(", send %d", x.Sends)
	}
	how := x.send.reason.text
	if x.send.status > 0 {
		how = fmt.Sprintf("HTTP %d with %d bytes", x.send.status, x.send.bytes)
	}
	return fmt.Sprintf("client %d: %s%s: %s after %s%s", x.Client, x.send.method, nth, how, span(x.send.took), inTrace(x.send.trace))
}

// Trace is the id of the trace that its last send belongs to; empty where there is none.
func (x FailureExample) Trace() string { return x.send.trace }

// span writes a time as reports do.
func span(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	}
	return fmt.Sprintf("%.3g s", d.Seconds())
}

// maxReasons bounds the reasons that a tally tells apart; a target can think of any
// number of business codes.
const maxReasons = 200

// failure counts one failure of a kind.
func (t *Tally) failure(key FailureKey, at time.Time, example FailureExample) *FailureTally {
	f := t.Reasons[key]
	if f == nil && len(t.Reasons) >= maxReasons {
		key = FailureKey{Of: key.Of, Reason: Reason{cause: causeMore}}
		f = t.Reasons[key]
	}
	if f == nil {
		f = &FailureTally{First: at, Example: example}
		t.Reasons[key] = f
	}
	if at.Before(f.First) { // of what was left, see callLeft
		f.First, f.Example = at, example
	}
	f.Count++
	return f
}

func (t *Tally) addFailure(key FailureKey, f *FailureTally) {
	sum := t.Reasons[key]
	if sum == nil {
		copied := *f
		t.Reasons[key] = &copied
		return
	}
	sum.Count += f.Count
	sum.Clients += f.Clients
	if f.First.Before(sum.First) {
		sum.First, sum.Example = f.First, f.Example
	}
}

// failed counts a failure, and the client where it is its first of the kind.
func (o *Observer) failed(key FailureKey, at time.Time, example FailureExample) *FailureTally {
	if o.cfg.NoExamples {
		return nil
	}
	example.Client = o.cfg.Client
	f := o.tally.failure(key, at, example)
	if !slices.Contains(o.failures, f) {
		o.failures = append(o.failures, f)
		f.Clients++
	}
	return f
}

// takeBack takes back the failure of a login that goes on after all.
func (o *Observer) takeBack(x *login) {
	if x.trial.fate == stray {
		x.trial.fate = counts
		o.tally.LoginsStray--
	}
	if x.failure != nil {
		x.failure.Count--
		x.failure.Clients = min(x.failure.Clients, x.failure.Count)
		x.failure = nil
	}
}

// callBroke notes how a send of a page's call ended that was no success.
func (o *Observer) callBroke(c *call, send failedSend) {
	if !o.cfg.NoExamples {
		c.failed = &send
	}
}

// callFailed counts a page's call that was not settled well.
func (o *Observer) callFailed(c *call, why Reason, at time.Time) {
	example := FailureExample{Sends: c.sends}
	if c.failed != nil {
		example.send = *c.failed
	}
	o.failed(FailureKey{FailedRequest, c.name, why}, at, example)
}

// callLeft counts a page's call that is open at an end. What the run's end finds has
// failed since its wait began.
func (o *Observer) callLeft(c *call, why cause, now time.Time) {
	since := c.waiting
	if c.inFlight > 0 && !o.cfg.NoExamples {
		since = o.flights.since(func(x *flight) bool { return x.call == c })
	}
	o.left(FailureKey{FailedRequest, c.name, Reason{cause: why}}, since, now)
}

// loginLeft is the same for a login that runs when the run ends.
func (o *Observer) loginLeft(x *login, now time.Time) {
	since := x.started
	if x.open > 0 {
		since = o.flights.since(func(f *flight) bool { return f.login == x })
	}
	o.left(FailureKey{x.what(), "", Reason{cause: causeNoAnswer}}, since, now)
}

func (o *Observer) left(key FailureKey, since, now time.Time) {
	if key.Reason.cause == causeClosed {
		o.failed(key, now, FailureExample{})
		return
	}
	o.failed(key, since, FailureExample{waited: now.Sub(since)})
}

// loginFailed counts a login that gave no token. send is how its POST ended; the zero
// value where it has none.
func (o *Observer) loginFailed(x *login, send failedSend, at time.Time) {
	if o.cfg.NoExamples {
		return
	}
	x.why = send.reason
	x.failure = o.failed(FailureKey{x.what(), "", send.reason}, at, FailureExample{send: send})
}

// checkFailed counts a session check that WeChat did not answer. That the session is
// over is an answer, in any of WeChat's words.
func (o *Observer) checkFailed(e *wx.Event) {
	if why := becauseOf(e.Err); strings.Contains(why.text, "request:fail") {
		o.failed(FailureKey{FailedCheck, "", why}, e.At, FailureExample{})
	}
}

// sendFailed is how a send ended, answered or not, that was no success.
func (o *Observer) sendFailed(f *flight, e *wx.Event, why Reason) failedSend {
	send := failedSend{reason: why, method: e.Request.Method, took: e.At.Sub(f.called), trace: e.Request.Trace}
	if e.Response != nil {
		send.status, send.bytes = e.Response.Status, len(e.Response.Body)
	}
	return send
}

// whyUnsettled is why a wrapper did not settle a call well: what it says itself, the
// failure of the login that the call waited for, or how its last send ended.
func (o *Observer) whyUnsettled(c *call, how outcome, e *wx.Event) Reason {
	switch {
	case errors.Is(e.Err, wrapper.ErrDeadline) && o.logins.anyRunning(c.at):
		return Reason{cause: causeNoLogin}
	case errors.Is(e.Err, wrapper.ErrDeadline):
		return Reason{cause: causeNoSlot}
	case errors.Is(e.Err, wrapper.ErrNoDomain):
		return Reason{cause: causeNoDomain}
	}
	if x := o.logins.last(c.at); x != nil && x.state == failed && c.waitedFor(x) {
		why := x.why
		why.login, why.refresh = !x.refresh, x.refresh
		return why
	}
	switch {
	case c.last == authFailure:
		return c.rejectedSoOften()
	case c.last == errorAnswer && c.failed != nil:
		return c.failed.reason
	case how == outcomeEmpty:
		return Reason{cause: causeEmpty}
	case how == outcomeHTTPError || how == outcomeAuthFailure: // another call's answer
		return unsuccessful(e.Response, o.targetOf(c))
	}
	return Reason{cause: causeRejected}
}

// waitedFor reports whether a call that is given up waited for a login: it was never
// sent, or it was rejected before the login ended.
func (c *call) waitedFor(x *login) bool {
	return c.sends == 0 || c.last == authFailure && !x.ended.Before(c.waiting)
}

// rejectedSoOften is the reason for a call whose last send was rejected.
func (c *call) rejectedSoOften() Reason { return Reason{cause: causeAuth, number: c.authSends + 1} }
