package client

import (
	"errors"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// Observer watches one virtual client from outside its wrapper and judges what
// it sees: logins, outcomes of requests, defects. It is not safe for concurrent
// use.
//
// It only passes events on and counts: each of its parts follows one thing and
// returns verdicts on it. No part knows the observer; where it depends on another
// part, the observer hands it the value.
type Observer struct {
	cfg   ObserverConfig
	tally *Tally

	first      account   // at the only target, or the first
	further    []account // at the others
	logins     logins
	checks     checks
	calls      calls
	flights    flights
	keys       keys
	rates      rates
	storm      storm
	presence   presence
	run        int // numbers the runs of the app
	starts     int // numbers logins and session checks, in one sequence, as they start
	justCalled int // the request of the last event, if that was its call

	history    history
	failures   []*FailureTally    // the kinds of failures that this client had
	shown      map[DefectKey]bool // the defects that this client has shown
	duplicated [2]bool            // one of them is a duplicate login, a duplicate refresh
}

// NewObserver returns an observer of a client that has done nothing yet.
func NewObserver(cfg ObserverConfig) *Observer {
	if cfg.Tally == nil {
		cfg.Tally = NewTally()
	}
	if cfg.MaxAuthSends == 0 {
		cfg.MaxAuthSends = 3
	}
	if cfg.MaxLogins == 0 {
		cfg.MaxLogins = 20
	}
	o := &Observer{cfg: cfg, tally: cfg.Tally,
		calls:   calls{open: make([]*call, 0, 4), late: cfg.ServerReports},
		flights: flights{all: make([]flight, 0, 4), slots: cfg.BusinessSlots},
		storm:   storm{limit: cfg.MaxLogins},
		history: history{off: cfg.NoExamples},
	}
	o.openAccounts()
	return o
}

// Tally is where the observer counts.
func (o *Observer) Tally() *Tally { return o.tally }

// ColdStart tells the token of the first target that the storage holds before the app
// first starts.
func (o *Observer) ColdStart(token string) { o.coldStart(&o.first, token) }

func (o *Observer) coldStart(a *account, token string) {
	a.tokens.coldStart(token)
	o.keys.coldStart(token)
}

// Observe takes in one event. Events must come in their order.
func (o *Observer) Observe(e *wx.Event) {
	o.first.rejections.observe(e)
	for i := range o.further {
		o.further[i].rejections.observe(e)
	}
	justCalled := o.justCalled
	o.justCalled = 0
	switch e.Kind {
	case wx.RequestCall:
		o.justCalled = e.ID
		o.requestCalled(e)
	case wx.RequestSend:
		o.requestLeaves(e, justCalled == e.ID)
	case wx.RequestDone, wx.RequestFail, wx.RequestDrop:
		o.requestOver(e)
	case wx.PageCall, wx.PageIssue, wx.PageSettle:
		o.page(e)
	default:
		o.history.add(e, nil)
		o.other(e)
	}
}

// stored takes in what the wrapper writes into the storage.
func (o *Observer) stored(e *wx.Event) {
	o.each(func(a *account) {
		if e.Key != a.tokens.key {
			return
		}
		token := strings.TrimPrefix(a.target.Kept(e.Value), a.target.Prefix)
		o.count(a, o.judgeUse(a, token, true))
		a.tokens.wrote(token)
	})
}

// other takes in an event of the app, or of a platform call that is no request.
func (o *Observer) other(e *wx.Event) {
	switch e.Kind {
	case wx.LoginCall:
		o.countRate(o.rates.logins.called(e.At, "login", o.run))
		o.loginStarts(e)
		o.count(nil, o.storm.login(e.At))
	case wx.LoginOK:
		o.tally.Codes++
		o.keys.logins++
		o.logins.hasCode(e.ID, e.Code)
	case wx.LoginFail:
		o.loginEnded(o.logins.lacksCode(e.ID, e.At), failedSend{reason: becauseOf(e.Err)}, e.At)
	case wx.CheckCall:
		o.countRate(o.rates.checks.called(e.At, "checkSession", o.run))
		o.starts++
		o.checks.called(e.ID, o.starts)
	case wx.CheckOK, wx.CheckFail:
		o.checks.answered(e.ID, e.Kind == wx.CheckOK)
		if e.Kind == wx.CheckFail {
			o.checkFailed(e)
		}
	case wx.UserInfoCall:
		o.keys.asked(e.ID, o.starts)
	case wx.UserInfoOK, wx.UserInfoFail:
		o.keys.answered(e.ID, e.Data, e.At)
	case wx.StorageSet:
		o.stored(e)
	case wx.StorageRemove:
		o.each(func(a *account) { o.count(a, a.tokens.judgeRemoval(e, o.sessionFailed(a), o.olderRejected(a, e.At))) })
	case wx.Logout:
		o.each(func(a *account) { a.tokens.logout() })
		o.logins.logout()
		o.userActs()
	case wx.AppLaunch, wx.PageOpen, wx.PageHandler:
		o.userActs()
	case wx.AppHide:
		o.presence.hidden = true
	case wx.AppShow:
		o.presence = presence{shownAt: e.At}
		o.userActs()
	case wx.AppDestroy:
		o.appEnds(e.At)
	case wx.StubCall:
		o.tally.stubbed(e.Name, 1)
	case wx.ScriptError:
		o.count(nil, judgeScript(e.Err))
	case wx.PageError:
		o.tally.PageErrors.add(pageErrorOf(e.Err), 1)
	case wx.Unhandled:
		o.count(nil, judgeUnhandled(e.Err))
	case wx.Navigate:
		o.calls.navigated(e.ID)
	case wx.RequestServed:
		o.requestServed(e)
	default: // nothing is judged by the others
	}
}

// userActs tells that the user asks for something: what the wrapper does now is no
// longer a consequence of earlier failures. A page's call does the same for logins:
// see refusals.judge.
func (o *Observer) userActs() {
	o.each(func(a *account) {
		a.refusals.userActs()
		a.rejections.userActs()
	})
}

// appEnds closes the books of one run of the app. The platform has reported its
// requests in flight as failed before.
func (o *Observer) appEnds(now time.Time) {
	o.abandoned(o.logins.abandonAll(now), causeClosed, now)
	o.leftOpen(now, func(*call) cause { return causeClosed })
	o.calls.appEnds()
	o.flights.appEnds()
	o.run++
	o.checks.appEnds()
	o.keys.appEnds()
	o.presence.hidden = false
	o.each(func(a *account) { a.rejections.userActs() })
}

// Finish closes the books of the client at the end of a run: it counts the calls
// that are hung or open, the logins that run and the requests in flight. Nothing
// may be observed afterwards.
func (o *Observer) Finish(now time.Time, stuck bool) {
	o.FindHung(now, stuck)
	o.leftOpen(now, (*call).leftAtEnd)
	o.abandoned(o.logins.abandonUnsent(now), causeUnsent, now)
	for _, x := range o.logins.all {
		if x.state == running {
			x.trial.givenUp(false)
			o.placeLogins()
			*o.tally.running(x)++
			if n := o.tally.of(x.at); n != nil {
				*n.running(x)++
			}
			o.loginLeft(x, now)
		}
	}
	o.judgeLogins()
	o.leftInFlight()
}

// leftOpen counts the calls that are open at an end, and judges the login POSTs
// that still wait for a slot.
func (o *Observer) leftOpen(now time.Time, why func(*call) cause) {
	for _, c := range o.calls.open {
		if c.unsettled() {
			o.tally.callEnds(outcomeOpen, c.byName)
			o.callLeft(c, why(c), now)
		}
	}
	for i := range o.flights.all {
		o.count(o.flights.all[i].at, o.flights.all[i].judgeEnd())
	}
}

// count counts a verdict if it is a defect, with the account that it is about; nil for
// none. It is small, so that it is inlined: most verdicts are none.
func (o *Observer) count(a *account, v verdict) {
	if v.Class != "" {
		o.defect(a, v, nil)
	}
}

// countRate counts a verdict on the rate of calls.
func (o *Observer) countRate(v verdict, acrossRuns bool) {
	o.count(nil, v)
	if acrossRuns {
		o.tally.Clues.Hasty[v]++
	}
}

// defect counts a defect, with the history that led to it if it is the first of its
// class and kind: to the start of the login that it is about, where there is one.
func (o *Observer) defect(a *account, v verdict, x *login) {
	d := o.tally.Defects[v]
	if d == nil {
		d = &DefectTally{Example: o.example(x)}
		o.tally.Defects[v] = d
	}
	d.Count++
	if a != nil && len(o.further) > 0 {
		d.countAt(a.number, 1+len(o.further))
	}
	if o.shown[v] {
		return
	}
	if o.shown == nil {
		o.shown = map[DefectKey]bool{}
	}
	o.shown[v] = true
	d.Clients++
	if o.cfg.Shown != nil {
		o.cfg.Shown(v)
	}
}

func (o *Observer) example(x *login) Example {
	if x == nil {
		return Example{Client: o.cfg.Client, Steps: o.history.steps(o.history.count)}
	}
	return Example{o.cfg.Client, x.id, o.history.steps(x.trial.step)}
}

// Stormed reports whether the client started more logins without a success than
// it may.
func (o *Observer) Stormed() bool { return o.storm.raged }

// located is an error of the app's own code, which knows where it happened.
type located interface{ Location() string }

// judgeScript judges a failure of the app's own code.
func judgeScript(err error) verdict {
	var limited interface{ OverLimit() bool }
	if errors.As(err, &limited) && limited.OverLimit() {
		return verdict{ScriptError, "frozen"}
	}
	return verdict{Class: ScriptError}
}

// judgeUnhandled judges a rejection that nobody handles: where the app's code is a
// script, that is an error of it.
func judgeUnhandled(err error) verdict {
	var at located
	if errors.As(err, &at) {
		return verdict{Class: ScriptError}
	}
	return verdict{}
}

func (o *Observer) measure(m Metric, name string, d time.Duration) {
	if o.cfg.Measure != nil {
		o.cfg.Measure(m, name, d)
	}
}
