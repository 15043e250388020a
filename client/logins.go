package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// WeChat: a code lives 5 minutes. A login without a POST is given up after that.
const codeLifetime = 5 * time.Minute

// login is one login, from wx.login to the answer of its last POST.
type login struct {
	id      int // of the wx.login call; unique within a run of the app
	number  int // among the logins and session checks of the client
	started time.Time
	code    string
	posts   int  // POSTs of its code so far
	open    int  // of them, those without an answer
	good    bool // one of them gave a token
	state   loginState
	ended   time.Time
}

type loginState uint8

const (
	running loginState = iota
	succeeded
	failed
	abandoned
)

// logins holds one client's logins and session checks.
type logins struct {
	all    []*login // those that run, and the last few that ended, oldest first
	number int      // counts logins and session checks
	begun  int      // counts logins
	good   int      // counts those that gave a token
	checks []check
	// refusals counts POSTs that the login endpoint answered with the
	// authentication failure, in a row, without anybody asking for more.
	refusals  int
	refusedAt time.Time // the last of them
	lastEnd   time.Time // of any login
	lastGood  time.Time // when a token was last delivered
}

type check struct{ id, number int }

// maxChecks bounds the session checks that are remembered without an answer.
const maxChecks = 1000

// maxEnded bounds the logins that a client remembers after their end.
const maxEnded = 64

func (l *logins) running() []*login {
	var out []*login
	for _, x := range l.all {
		if x.state == running {
			out = append(out, x)
		}
	}
	return out
}

func (l *logins) anyRunning() bool {
	return slices.ContainsFunc(l.all, func(x *login) bool { return x.state == running })
}

// abandonOld ends the logins that never came to a POST, at the moment when their
// code died.
func (l *logins) abandonOld(o *Observer, now time.Time) {
	for _, x := range l.all {
		if x.state == running && x.posts == 0 && now.Sub(x.started) > codeLifetime {
			o.loginEnds(x, abandoned, x.started.Add(codeLifetime))
		}
	}
}

// forget drops the oldest ended logins.
func (l *logins) forget() {
	ended := 0
	for _, x := range l.all {
		if x.state != running {
			ended++
		}
	}
	l.all = slices.DeleteFunc(l.all, func(x *login) bool {
		drop := x.state != running && ended > maxEnded
		if drop {
			ended--
		}
		return drop
	})
}

func (l *logins) checkCalled(id int) {
	l.number++
	if len(l.checks) == maxChecks {
		l.checks = slices.Delete(l.checks, 0, 1)
	}
	l.checks = append(l.checks, check{id, l.number})
}

// checkOver returns the number of a session check that was answered.
func (l *logins) checkOver(id int) int {
	i := slices.IndexFunc(l.checks, func(c check) bool { return c.id == id })
	if i < 0 {
		return 0
	}
	number := l.checks[i].number
	l.checks = slices.Delete(l.checks, i, i+1)
	return number
}

func (o *Observer) loginStarts(e *wx.Event) {
	o.logins.abandonOld(o, e.At)
	o.tally.LoginsStarted++
	o.judge(e.At)
	o.logins.number++
	o.logins.begun++
	o.logins.all = append(o.logins.all, &login{id: e.ID, number: o.logins.number, started: e.At})
	o.logins.forget()
	o.checkedOK = false
	o.loginSeen()
	o.refusedAgain()
}

// loginSeen notes for the calls that are under way that a login runs.
func (o *Observer) loginSeen() {
	for _, c := range o.calls {
		c.sawLogin = true
	}
}

// judge decides whether a login that starts now is justified, or which kind of
// duplicate it is.
func (o *Observer) judge(now time.Time) {
	t := o.tally
	switch {
	case o.logins.anyRunning():
		t.Concurrent++
		o.duplicate("concurrent")
	case o.tokens.cause(now, o.cfg.RenewMargin):
		t.Justified++
	case o.staleCall() != nil || o.turn.staleOwn:
		t.Stale401++
		o.duplicate("stale-401")
	default:
		t.Needless++
		o.duplicate("needless")
	}
}

func (o *Observer) duplicate(kind string) {
	if !o.duplicated {
		o.duplicated = true
		o.tally.DuplicateClients++
	}
	o.defect(DuplicateLogin, kind)
}

// loginByID finds a login that waits for its code, also one that was abandoned
// because that took so long.
func (o *Observer) loginByID(id int) *login {
	for i := len(o.logins.all) - 1; i >= 0; i-- {
		if l := o.logins.all[i]; l.id == id && l.code == "" && (l.state == running || l.state == abandoned) {
			return l
		}
	}
	return nil
}

func (o *Observer) loginHasCode(e *wx.Event) {
	if l := o.loginByID(e.ID); l != nil {
		l.code = e.Code
	}
}

func (o *Observer) loginLacksCode(e *wx.Event) {
	if l := o.loginByID(e.ID); l != nil && l.state == running {
		o.loginEnds(l, failed, e.At)
	}
}

func (o *Observer) loginEnds(l *login, how loginState, now time.Time) {
	l.state, l.ended = how, now
	if now.After(o.logins.lastEnd) {
		o.logins.lastEnd = now
	}
	switch how {
	case succeeded:
		o.tally.LoginsSucceeded++
		o.measure(LoginTime, "", now.Sub(l.started))
	case failed:
		o.tally.LoginsFailed++
	case abandoned:
		o.tally.LoginsAbandoned++
	}
}

// reopen takes back the end of a login whose code is POSTed again.
func (o *Observer) reopen(l *login) {
	switch l.state {
	case succeeded:
		o.tally.LoginsSucceeded--
	case failed:
		o.tally.LoginsFailed--
	case abandoned:
		o.tally.LoginsAbandoned--
	}
	l.state = running
	o.loginSeen()
}
