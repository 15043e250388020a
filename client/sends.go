package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// flight is the place of a request in flights; negative for one of an app that
// was destroyed.
func (o *Observer) flight(id int) int {
	return slices.IndexFunc(o.flights, func(f flight) bool { return f.id == id })
}

// over takes in the end of a request, whether it had left or not.
func (o *Observer) over(e *wx.Event) {
	i := o.flight(e.ID)
	if i < 0 {
		return
	}
	over := o.flights[i]
	o.flights = slices.Delete(o.flights, i, i+1)
	o.history.addEnd(e, &over, e.Response != nil && o.cfg.Target.AuthFailed(e.Response))
	switch e.Kind {
	case wx.RequestDone:
		o.answered(&over, e)
	case wx.RequestFail:
		o.broke(&over, e)
	case wx.RequestDrop:
		o.dropped(&over, e)
	}
}

func (o *Observer) called(e *wx.Event) {
	f := flight{id: e.ID, called: e.At, post: o.cfg.Target.IsLogin(e.Request)}
	if e.Request.Caller != 0 {
		f.call = o.sender(e.Request.Caller)
	}
	f.behind = f.post && slices.ContainsFunc(o.flights, func(g flight) bool { return g.call != nil })
	f.astray = o.cfg.astray(e.Request)
	o.flights = append(o.flights, f)
	if f.astray {
		o.defect(WrongDomain, "")
	}
}

// left takes in a request at the moment when it leaves: at once, or after a wait
// for a slot. The order of events tells which, for a live clock goes on between
// any two of them.
func (o *Observer) left(e *wx.Event, atOnce bool) {
	i := o.flight(e.ID)
	if i < 0 {
		return
	}
	f := &o.flights[i]
	f.sent = e.At
	f.token = o.tokens.sent(o.cfg.Target.TokenOf(e.Request))
	o.tally.Sends++
	if f.post {
		if !atOnce && f.behind {
			o.defect(LoginStarved, "")
		}
		o.posted(f, e.Request, e.At)
		o.history.addSend(e, nil, f.token, true)
		return
	}
	o.history.addSend(e, f.call, f.token, false)
	if f.call != nil {
		o.business++
		o.callLeft(f, e.At)
	}
}

func (o *Observer) callLeft(f *flight, now time.Time) {
	c := f.call
	c.sends++
	c.inFlight++
	if c.last == authFailure {
		c.authSends++
		if c.authSends+1 == o.cfg.MaxAuthSends+1 {
			o.defect(AuthLoop, "")
		}
	}
	c.last = noAnswer
	if c.sends == 1 {
		o.logins.abandonOld(o, now)
		c.sawLogin = o.logins.anyRunning()
	}
	if c.identity {
		o.judgeToken(f.token)
		o.measureWait(c, f, now)
	}
	c.waiting = time.Time{}
}

// judgeToken judges the token of a send that needs one.
func (o *Observer) judgeToken(s sentToken) {
	if s.none {
		o.tally.TokenlessSends++
		o.defect(TokenlessSend, "")
	}
	if o.checkedOK && (s.none || s.rejected) {
		o.defect(SessionTrusted, "")
	}
}

// slowAfterLogin is when a wait after a login is a defect: nothing but polling
// takes so long.
const slowAfterLogin = 50 * time.Millisecond

// measureWait measures how long a call waited for a login, and how much of that
// after the token had come. Time in which all business slots were taken, or the
// app was away, is not the wrapper's.
func (o *Observer) measureWait(c *call, f *flight, now time.Time) {
	if c.waiting.IsZero() {
		return
	}
	l := &o.logins
	if l.anyRunning() || l.lastEnd.After(c.waiting) {
		o.measure(LoginWait, c.name, now.Sub(c.waiting))
	}
	if l.lastGood.IsZero() || l.lastGood.Before(c.waiting) || !f.token.current(o) {
		return
	}
	from := l.lastGood
	for _, excuse := range []time.Time{o.fullUntil, o.shownAt} {
		if excuse.After(from) {
			from = excuse
		}
	}
	wait := f.called.Sub(from)
	o.measure(WaitAfterLogin, c.name, max(wait, 0))
	if wait > slowAfterLogin {
		o.defect(SlowAfterLogin, "")
	}
}

func (s sentToken) current(o *Observer) bool {
	return s.generation > 0 && s.generation == o.tokens.generation
}

// landed takes in the end of a send, however it ended.
func (o *Observer) landed(f *flight, now time.Time) {
	if f.call == nil {
		return
	}
	if o.cfg.BusinessSlots > 0 && o.business >= o.cfg.BusinessSlots {
		o.fullUntil = now
	}
	o.business--
	f.call.inFlight--
	if !f.call.settled && f.call.inFlight == 0 {
		f.call.waiting = now
	}
}

func (o *Observer) answered(f *flight, e *wx.Event) {
	resp := e.Response
	o.tally.Answers++
	took := resp.Elapsed
	if took == 0 {
		took = e.At.Sub(f.sent)
	}
	o.measure(HTTPTime, e.Request.Name, took)
	o.landed(f, e.At)
	o.judgeKeys(f, resp)
	if f.post {
		o.postAnswered(f, resp, e.At)
		return
	}
	refused := o.cfg.Target.AuthFailed(resp)
	if refused {
		o.tally.AuthFailuresSeen++
		o.tokens.reject(f.token)
		o.turn.stale = o.tokens.older(f.token)
		o.turn.staleOwn = o.turn.stale && f.call == nil
	}
	if c := f.call; c != nil {
		o.callAnswered(c, f, resp, refused)
	}
}

func (o *Observer) callAnswered(c *call, f *flight, resp *wx.Response, refused bool) {
	switch {
	case refused:
		c.last, c.lastToken = authFailure, f.token
	case o.cfg.Target.Succeeded(resp):
		c.last = goodAnswer
		if !o.cfg.ServerReports {
			o.accepted(c)
		}
	default:
		c.last = errorAnswer
	}
	o.forget(c)
}

// Accepted takes in, where ObserverConfig.ServerReports says so, that the server
// has accepted a send of a page's call, by its number, whether or not the answer
// will reach the client.
func (o *Observer) Accepted(caller int) {
	if c := o.sender(caller); c != nil {
		o.accepted(c)
	}
}

func (o *Observer) accepted(c *call) {
	c.accepted++
	if c.write && c.accepted == 2 {
		o.defect(ReplayedWrite, "")
	}
}

func (o *Observer) broke(f *flight, e *wx.Event) {
	o.tally.Failures++
	o.measure(HTTPTime, e.Request.Name, e.At.Sub(f.sent))
	o.landed(f, e.At)
	if f.post {
		o.postOver(f, failed, e.At)
	}
	if f.call != nil {
		f.call.last = errorAnswer
		o.forget(f.call)
	}
}

// dropped takes in a request that the platform refused or that was aborted while
// it waited: it never left.
func (o *Observer) dropped(f *flight, e *wx.Event) {
	o.tally.Dropped++
	errno := 0
	if err, ok := e.Err.(*wx.Error); ok {
		errno = err.Errno
	}
	if errno == wx.ErrnoDomain && !f.astray {
		o.defect(WrongDomain, "") // not on the allowed list
	}
	if f.post {
		if f.behind && (errno == wx.ErrnoTooMany || e.At.After(f.called)) {
			o.defect(LoginStarved, "")
		}
		o.postDropped(f, e.Request, e.At)
	}
	if f.call != nil {
		f.call.last = errorAnswer
	}
}

// starving judges the login POSTs that still wait for a slot at an end.
func (o *Observer) starving() {
	for _, f := range o.flights {
		if f.post && f.behind && f.sent.IsZero() {
			o.defect(LoginStarved, "")
		}
	}
}
