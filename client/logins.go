package client

import (
	"slices"
	"time"
)

// WeChat: a code lives 5 minutes. A login without a POST is given up after that.
const codeLifetime = 5 * time.Minute

// login is one login, from wx.login to the answer of its last POST. A refresh is one
// without wx.login: it begins with its POST, which says at once that it counts.
type login struct {
	id       int      // of the call of wx.login, or of wx.request; unique within a run of the app
	at       *account // at whose target it is; nil while that is not known
	refresh  bool
	refused  bool // of a refresh: the target took its refresh token for no good
	number   int  // see Observer.starts
	started  time.Time
	code     string
	sent     string // the code in its last POST, which need not be its own
	posts    int    // POSTs of its code so far
	strange  int    // and of those that are taken for its POSTs, with another code or none
	open     int    // POSTs without an answer
	good     bool   // one of them gave a token
	trade    trade  // of a ticket, where logins have two steps
	outdated bool   // the user logged out since it began
	state    loginState
	ended    time.Time
	why      Reason        // it failed
	failure  *FailureTally // where that is counted
	trial    trial
}

type loginState uint8

const (
	running loginState = iota
	succeeded
	failed
	abandoned
)

// logins follows one client's logins, and judges when and how they are made.
type logins struct {
	all    []*login // the running ones and the last few that ended, oldest first
	good   int      // counts the logins that gave a token, or a ticket for one
	sent   int64    // counts the POSTs of codes that left
	tokens int64    // and those that were answered with a token, or a ticket
}

// maxEnded bounds the logins that a client remembers after their end.
const maxEnded = 64

// start adds a login that starts now.
func (l *logins) start(x *login) {
	l.besideOthers(x)
	l.all = append(l.all, x)
	l.forget()
}

// forget drops the oldest ended logins. Those on which a verdict waits stay.
func (l *logins) forget() {
	excess := -maxEnded
	for _, x := range l.all {
		if x.over() {
			excess++
		}
	}
	if excess <= 0 {
		return
	}
	l.all = slices.DeleteFunc(l.all, func(x *login) bool {
		drop := x.over() && excess > 0
		if drop {
			excess--
		}
		return drop
	})
}

// over reports whether a login has ended and nothing about it is left to be said.
func (x *login) over() bool { return x.state != running && !x.trial.waits() }

// mayBe reports whether a login is one of an account, as far as that is known: a wx.login
// shows only with its POST for which target it is. A nil account is any.
func (x *login) mayBe(a *account) bool { return a == nil || x.at == nil || x.at == a }

func (l *logins) anyRunning(a *account) bool {
	return slices.ContainsFunc(l.all, func(x *login) bool { return x.state == running && x.mayBe(a) })
}

// last is the login of an account that ended last, of those that are remembered; nil where
// none has.
func (l *logins) last(a *account) *login {
	var last *login
	for _, x := range l.all {
		if x.mayBe(a) && x.state != running && (last == nil || !x.ended.Before(last.ended)) {
			last = x
		}
	}
	return last
}

// underWay reports whether a login runs that may bring an account a token. One with a code
// that nobody has tried to send keeps nobody waiting.
func (l *logins) underWay(a *account) bool {
	return slices.ContainsFunc(l.all, func(x *login) bool { return x.mayBe(a) && x.state == running && !x.unsent() })
}

// ranSince reports whether a login of an account is under way, or ended after a moment.
func (l *logins) ranSince(a *account, t time.Time) bool { return a.lastEnd.After(t) || l.underWay(a) }

// unsent reports whether a login has a code that nobody has tried to send.
func (x *login) unsent() bool { return x.code != "" && x.trial.fate == unknown }

// logout tells that a page logged out: what the running logins bring is of no use
// any more.
func (l *logins) logout() {
	for _, x := range l.all {
		if x.state == running {
			x.outdated = true
		}
	}
}

// awaitingCode finds a login that waits for its code, also one that was abandoned
// because that took so long, or that ended with a POST of another code; nil where
// there is none.
func (l *logins) awaitingCode(id int) *login {
	for i := len(l.all) - 1; i >= 0; i-- {
		if x := l.all[i]; x.id == id && !x.refresh && x.code == "" && (x.state == running || x.state == abandoned || x.strange > 0) {
			return x
		}
	}
	return nil
}

func (l *logins) hasCode(id int, code string) {
	if x := l.awaitingCode(id); x != nil {
		x.code = code
	}
}

// lacksCode takes in that wx.login failed.
func (l *logins) lacksCode(id int, now time.Time) loginEnd {
	if x := l.awaitingCode(id); x != nil && x.state == running {
		x.trial.fate = counts
		return l.end(x, failed, now)
	}
	return loginEnd{}
}

// loginEnd tells how a login ended, and how long it took. The zero loginEnd says
// that it still runs.
type loginEnd struct {
	login *login
	how   loginState
	took  time.Duration
}

func (l *logins) end(x *login, how loginState, now time.Time) loginEnd {
	x.state, x.ended = how, now
	if x.at != nil && now.After(x.at.lastEnd) {
		x.at.lastEnd = now
	}
	return loginEnd{x, how, now.Sub(x.started)}
}

// abandonOld ends the logins that never came to a POST, at the moment when their
// code died, and returns them.
func (l *logins) abandonOld(now time.Time) []*login {
	return l.abandon(func(x *login) (time.Time, bool) {
		return x.started.Add(codeLifetime), (x.posted() == 0 || x.trade.awaited()) && now.Sub(x.started) > codeLifetime
	})
}

// abandonAll ends the logins that run, and returns them.
func (l *logins) abandonAll(now time.Time) []*login {
	return l.abandon(func(*login) (time.Time, bool) { return now, true })
}

// abandonUnsent ends the running logins whose code nobody has tried to send, and
// returns them.
func (l *logins) abandonUnsent(now time.Time) []*login {
	return l.abandon(func(x *login) (time.Time, bool) { return now, x.unsent() })
}

// abandon ends running logins at the times that are given for them.
func (l *logins) abandon(which func(*login) (at time.Time, ends bool)) []*login {
	var ended []*login
	for _, x := range l.all {
		if x.state != running {
			continue
		}
		if at, ends := which(x); ends {
			if x.trial.givenUp(x.code != ""); x.trial.fate == stray {
				x.state, x.ended = abandoned, at // nobody waits for its end
			} else {
				l.end(x, abandoned, at)
			}
			ended = append(ended, x)
		}
	}
	return ended
}
