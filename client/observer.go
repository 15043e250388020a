package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// Observer watches one virtual client from outside its wrapper and judges what
// it sees: logins, outcomes of requests, defects. It is not safe for concurrent
// use.
type Observer struct {
	cfg   ObserverConfig
	tally *Tally

	logins  logins
	tokens  tokens
	calls   []*call // open, or settled with sends still in flight; in order
	flights []flight
	history history
	rates   rates
	shown   map[DefectKey]bool // the defects that this client has shown

	sealed int    // logins started when the last profile was sealed; zero where one was just asking WeChat
	openid string // the client's own, as far as it is known

	turn       turn
	leftAlone  int // one more than the oldest generation for which a call was given up, since the user last acted; zero: none
	duplicated bool
	checkedOK  bool      // a session check passed, and no login started since
	fullUntil  time.Time // when the business slots were last all taken
	hidden     bool      // the app is in the background
	shownAt    time.Time // when it last came back
	justCalled int       // the request that the last event says was called
	business   int       // page requests in flight
	past       []*call   // the last calls that are over
}

// turn is what an observer knows of the turn of the app that runs. Those that
// timers begin tell nothing of themselves.
type turn struct {
	at       time.Time // of the event that began the last one that told
	stale    bool      // that rejected a send for an older token
	staleOwn bool      // of a request of the wrapper's own
}

// flight is a request that was called and is not over.
type flight struct {
	id     int
	called time.Time
	sent   time.Time // zero while it waits for a slot
	call   *call     // nil where it serves no page
	login  *login    // of a login POST; nil where its code is unknown
	post   bool      // it is a login POST
	token  sentToken
	older  string // of a login POST: the current token when it was sent
	behind bool   // of a login POST: business requests were there before it
	astray bool   // it goes to no domain, or to a foreign one
}

// NewObserver returns an observer of a client that has done nothing yet.
func NewObserver(cfg ObserverConfig) *Observer {
	if cfg.Tally == nil {
		cfg.Tally = NewTally()
	}
	if cfg.MaxAuthSends == 0 {
		cfg.MaxAuthSends = 3
	}
	return &Observer{cfg: cfg, tally: cfg.Tally, openid: cfg.OpenID, history: history{off: cfg.NoExamples},
		calls: make([]*call, 0, 4), flights: make([]flight, 0, 4)}
}

// Tally is where the observer counts.
func (o *Observer) Tally() *Tally { return o.tally }

// ColdStart tells the token that the storage holds before the app first starts.
func (o *Observer) ColdStart(token string) {
	o.tokens.deliver(token, 0, time.Time{})
	o.tokens.stored = o.tokens.generation
}

// Observe takes in one event. Events must come in their order.
func (o *Observer) Observe(e *wx.Event) {
	switch e.Kind {
	case wx.RequestDone, wx.RequestFail, wx.RequestDrop, wx.LoginOK, wx.LoginFail, wx.CheckOK, wx.CheckFail,
		wx.PageCall, wx.AppLaunch, wx.AppShow, wx.Logout:
		o.turn = turn{at: e.At}
	}
	justCalled := o.justCalled
	o.justCalled = 0
	switch e.Kind {
	case wx.RequestCall:
		o.justCalled = e.ID
		o.called(e)
	case wx.RequestSend:
		o.left(e, justCalled == e.ID)
	case wx.RequestDone, wx.RequestFail, wx.RequestDrop:
		o.over(e)
	case wx.PageCall, wx.PageIssue, wx.PageSettle:
		o.page(e)
	default:
		o.history.add(e, nil)
		o.platform(e)
	}
}

func (o *Observer) platform(e *wx.Event) {
	switch e.Kind {
	case wx.LoginCall:
		o.rate(&o.rates.logins, e.At, "login")
		o.loginStarts(e)
	case wx.LoginOK:
		o.tally.Codes++
		o.loginHasCode(e)
	case wx.LoginFail:
		o.loginLacksCode(e)
	case wx.CheckCall:
		o.rate(&o.rates.checks, e.At, "checkSession")
		o.logins.checkCalled(e.ID)
	case wx.CheckOK:
		o.logins.checkOver(e.ID)
		o.checkedOK = true
	case wx.CheckFail:
		o.tokens.failedCheck = max(o.tokens.failedCheck, o.logins.checkOver(e.ID))
		o.checkedOK = false
	case wx.UserInfoCall:
		o.seals()
	case wx.StorageSet:
		o.stored(e)
	case wx.StorageRemove:
		o.removed(e)
	case wx.Logout:
		o.tokens.loggedOut = true
		o.userActs()
	case wx.AppLaunch:
		o.userActs()
	case wx.AppHide:
		o.hidden = true
	case wx.AppShow:
		o.hidden, o.shownAt = false, e.At
		o.userActs()
	case wx.AppDestroy:
		o.destroyed(e)
	}
}

// userActs ends what only counts as long as nobody asked for more. A page's call
// does so for the logins that are made for it: see refusedAgain.
func (o *Observer) userActs() { o.logins.refusals, o.leftAlone = 0, 0 }

// destroyed closes what the end of an app leaves open. Its requests in flight
// have been reported as failed before.
func (o *Observer) destroyed(e *wx.Event) {
	for _, l := range o.logins.running() {
		o.loginEnds(l, abandoned, e.At)
	}
	for _, c := range o.calls {
		if !c.settled && !c.hung {
			outcome(&o.tally.Open, &c.byName.Open)
		}
	}
	o.starving()
	o.keepUnderWay()
	o.calls, o.flights, o.business = nil, nil, 0
	o.logins.checks = nil
	o.checkedOK, o.hidden, o.leftAlone = false, false, 0
}

// Finish closes the books of the client at the end of a run: it counts what is
// hung, open, running and in flight. Nothing may be observed afterwards.
func (o *Observer) Finish(now time.Time, stuck bool) {
	o.FindHung(now, stuck)
	for _, c := range o.calls {
		if !c.settled && !c.hung {
			outcome(&o.tally.Open, &c.byName.Open)
		}
	}
	o.starving()
	o.tally.LoginsRunning += int64(len(o.logins.running()))
	for _, f := range o.flights {
		if !f.sent.IsZero() {
			o.tally.InFlight++
		}
	}
}

func (o *Observer) measure(m Metric, name string, d time.Duration) {
	if o.cfg.Measure != nil {
		o.cfg.Measure(m, name, d)
	}
}
