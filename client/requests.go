package client

import (
	"errors"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// requestCalled takes in wx.request.
func (o *Observer) requestCalled(e *wx.Event) {
	a := o.at(e.Request)
	f := flight{id: e.ID, at: a, called: e.At, post: a.target.IsLogin(e.Request), ticket: a.target.IsTicket(e.Request), apart: e.Request.Transfer != nil}
	if a == &o.first {
		f.astray, f.abroad = o.cfg.astray(e.Request), o.cfg.abroad(e.Request)
	}
	if e.Request.Caller != 0 {
		if f.call = o.calls.sender(e.Request.Caller); f.call != nil {
			f.call.at = a
		}
	}
	f.trades, f.post = f.post && a.target.TwoSteps(), f.post || f.ticket
	f.onItsOwn = f.post && f.call == nil
	switch {
	case f.trades:
		f.login = o.logins.trading(a, a.target.TicketOf(e.Request))
	case f.post:
		f.login = o.postCalled(a, a.target.CodeOf(e.Request))
	case a.target.IsRefresh(e.Request):
		f.login = o.refreshStarts(a, e)
	}
	if a.target.RenewsInAnswers() {
		o.count(a, o.judgeUse(a, a.target.TokenOf(e.Request), false))
	}
	o.flights.called(f, o.presence.hidden)
	o.count(a, f.judgeDomain())
}

// requestLeaves takes in a request at the moment when it leaves: at once, or
// after a wait for a slot. The order of events tells which, for a live clock goes
// on between any two of them.
func (o *Observer) requestLeaves(e *wx.Event, atOnce bool) {
	f := o.flights.left(e.ID, e.At)
	if f == nil {
		return
	}
	f.token = f.at.tokens.sent(f.at.target.TokenOf(e.Request))
	f.sealed, f.logins, f.started = o.keys.in(e.Request), o.keys.logins, o.starts
	o.tally.Sends++
	if n := o.tally.of(f.at); n != nil {
		n.Sends++
	}
	o.tally.SendsAbroad += int64(one(f.abroad))
	switch {
	case f.post:
		o.count(f.at, f.judgeLeaving(atOnce))
		o.postLeaves(f, e)
	case f.refreshes():
		o.refreshLeaves(f, e)
	}
	o.history.addSend(e, f)
	if f.call != nil {
		o.callLeaves(f, e.At)
	}
}

// callLeaves takes in a send of a page's call.
func (o *Observer) callLeaves(f *flight, now time.Time) {
	c := f.call
	o.count(f.at, c.left(o.cfg.MaxAuthSends))
	if c.sends == 1 {
		o.abandonOld(now)
		c.sawLogin = o.logins.underWay(f.at)
	}
	if c.own && !f.token.none {
		c.identity = true
	}
	if c.identity && !f.post { // what carries a code needs no token
		if !c.own {
			o.tokenMissing(f.at, f.token)
		}
		o.count(f.at, o.checks.judgeTrust(f.token))
		o.measureWait(f, now)
	}
	c.waiting = time.Time{}
}

// tokenMissing counts a send that needs a token and has none.
func (o *Observer) tokenMissing(a *account, token sentToken) {
	if token.none {
		o.tally.TokenlessSends++
	}
	o.count(a, token.judgeMissing())
}

// measureWait measures how long a call waited for a login until its request left,
// and how long after the token had come until the wrapper called wx.request. Time
// in which all business slots were taken, the app was away, or WeChat sealed data, is
// not the wrapper's.
func (o *Observer) measureWait(f *flight, now time.Time) {
	c := f.call
	if c.waiting.IsZero() {
		return
	}
	if o.logins.ranSince(f.at, c.waiting) {
		o.measure(LoginWait, c.name, now.Sub(c.waiting))
	}
	if f.at.tokens.awaited(f.token, c.waiting) {
		wait := f.called.Sub(later(later(f.at.tokens.deliveredAt, o.flights.fullUntil), later(o.presence.shownAt, o.keys.given)))
		o.measure(WaitAfterLogin, c.name, max(wait, 0))
		o.count(f.at, judgeWait(wait))
	}
}

// requestOver takes in the end of a request, whether it had left or not.
func (o *Observer) requestOver(e *wx.Event) {
	f, ok := o.flights.over(e.ID)
	if !ok {
		return
	}
	refused := e.Response != nil && f.at.target.AuthFailed(e.Response)
	o.history.addEnd(e, &f, refused)
	switch e.Kind {
	case wx.RequestDone:
		o.answered(&f, e, refused)
	case wx.RequestFail:
		o.broke(&f, e)
	default: // wx.RequestDrop
		o.dropped(&f, e)
	}
	if f.call != nil {
		o.calls.letGo(f.call)
	}
}

func (o *Observer) answered(f *flight, e *wx.Event, refused bool) {
	resp := e.Response
	o.tally.Answers++
	o.tally.LastAnswer = e.At
	if n := o.tally.of(f.at); n != nil {
		n.answered(f, refused)
	}
	o.tally.AnswersAbroad += int64(one(f.abroad))
	if !o.cfg.NoExamples {
		o.tally.Statuses[resp.Status]++
	}
	took := resp.Elapsed
	if took == 0 {
		took = e.At.Sub(f.sent)
	}
	o.measure(HTTPTime, e.Request.Name, took)
	o.landed(f, e.At)
	o.judgeContent(f, resp)
	switch {
	case f.post:
		o.postAnswered(f, e, refused)
		if f.call != nil { // a page's request, which has carried the code
			o.callAnswered(f, e, refused)
		}
		return
	case f.refreshes():
		o.refreshAnswered(f, e, refused)
		return
	}
	if refused {
		o.tally.AuthFailuresSeen++
		tokens := &f.at.tokens
		if tokens.isCurrent(f.token) && tokens.shortLived(e.At) {
			o.tally.Clues.ShortLived++
		}
		tokens.reject(f.token)
		f.at.rejections.answered(tokens.older(f.token), f.call == nil)
	}
	o.tokenRenewed(f, e, refused)
	if f.call != nil {
		o.callAnswered(f, e, refused)
	}
}

// landed takes in that a request which had left is over.
func (o *Observer) landed(f *flight, now time.Time) {
	if f.call != nil {
		o.flights.landed(f, now)
		f.call.landed(now)
	}
}

// judgeContent judges an answer by the session_keys and users that it shows.
func (o *Observer) judgeContent(f *flight, resp *wx.Response) {
	o.count(f.at, judgeLeak(resp))
	o.judgeSealed(f, resp)
	named := f.at.target.Named(resp)
	if named != "" {
		o.tally.Named++
	}
	o.count(f.at, f.at.identity.judgeName(named))
}

func (o *Observer) callAnswered(f *flight, e *wx.Event, refused bool) {
	good := !refused && f.at.target.Succeeded(e.Response)
	o.followAccess(f, e, refused, good)
	switch {
	case refused:
		o.ownRefused(f.at, f.call, f.token)
		f.call.answered(authFailure, f.token)
		o.callBroke(f.call, o.sendFailed(f, e, f.call.rejectedSoOften()))
	case !good:
		f.call.answered(errorAnswer, f.token)
		o.callBroke(f.call, o.sendFailed(f, e, unsuccessful(e.Response, f.at.target)))
	default:
		if !o.cfg.NoExamples && len(f.at.target.Success.Values) == 0 {
			o.tally.Clues.notice(f.call.name, f.at.usualCode, e.Response)
		}
		f.call.succeeded(e.Response)
		f.call.failed = nil
		if !o.cfg.ServerReports {
			o.count(f.at, f.call.wasAccepted())
		}
	}
}

// ownRefused takes in that a call of the app's own was refused: it needs a token, then.
func (o *Observer) ownRefused(a *account, c *call, token sentToken) {
	if c.own {
		c.identity = true
		o.tokenMissing(a, token)
	}
}

// broke takes in a request that left and failed.
func (o *Observer) broke(f *flight, e *wx.Event) {
	o.tally.Failures++
	if n := o.tally.of(f.at); n != nil {
		n.Failures++
	}
	send := o.sendFailed(f, e, becauseOf(e.Err))
	o.tally.Aborted += int64(one(send.reason.aborted()))
	if !send.reason.unanswered() {
		o.measure(HTTPTime, e.Request.Name, e.At.Sub(f.sent))
	}
	o.landed(f, e.At)
	switch {
	case f.post:
		o.loginEnded(o.postOver(f, false, e.At), send, e.At)
	case f.refreshes():
		f.spends.over(false)
		o.loginEnded(o.logins.refreshOver(f.login, false, e.At), send, e.At)
	}
	if f.call != nil {
		f.call.answered(errorAnswer, f.token)
		o.callBroke(f.call, send)
	}
}

// dropped takes in a request that the platform refused or that was aborted while
// it waited: it never left.
func (o *Observer) dropped(f *flight, e *wx.Event) {
	o.tally.Dropped++
	number := 0
	if err, ok := errors.AsType[*wx.Error](e.Err); ok {
		number = err.Errno
	}
	o.count(f.at, f.judgeRefusal(number))
	send := o.sendFailed(f, e, becauseOf(e.Err))
	switch {
	case f.post:
		o.count(f.at, f.judgeDrop(number, e.At))
		o.abandonOld(e.At)
		o.loginEnded(o.logins.postDropped(f.login, e.At), send, e.At)
	case f.refreshes():
		o.loginEnded(o.logins.postDropped(f.login, e.At), send, e.At)
	}
	if f.call != nil {
		f.call.answered(errorAnswer, f.token)
		o.callBroke(f.call, send)
	}
}

// Accepted takes in, where ObserverConfig.ServerReports says so, that the server
// has accepted a send of a page's call, by its number, whether or not the answer
// will reach the client.
func (o *Observer) Accepted(caller int) {
	if c := o.calls.sender(caller); c != nil {
		o.count(c.at, c.wasAccepted())
	}
}
