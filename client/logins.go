package client

import (
	"slices"
	"time"
)

// WeChat: a code lives 5 minutes. A login without a POST is given up after that.
const codeLifetime = 5 * time.Minute

// login is one login, from wx.login to the answer of its last POST.
type login struct {
	id      int // of the wx.login call; unique within a run of the app
	number  int // see Observer.starts
	started time.Time
	code    string
	posts   int  // POSTs of its code so far
	open    int  // POSTs without an answer
	good    bool // one of them gave a token
	state   loginState
	ended   time.Time
	why     Reason        // it failed
	failure *FailureTally // where that is counted
	stray   bool          // it was abandoned, and nobody sent its code
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
	all     []*login  // the running ones and the last few that ended, oldest first
	good    int       // counts the logins that gave a token
	lastEnd time.Time // when a login last ended

	// refusals counts POSTs that the login endpoint answered with the
	// authentication failure, in a row, without anybody asking for more.
	refusals  int
	refusedAt time.Time // the last of them
}

// maxEnded bounds the logins that a client remembers after their end.
const maxEnded = 64

// evidence tells whether a login that starts has a reason. The logins that run
// beside it are not part of it.
type evidence struct {
	cause bool // there is no token, or the current one is of no use: see tokens.cause
	stale bool // a rejection of an older token has not been dealt with
}

// start judges a login that starts now, and adds it.
func (l *logins) start(id, number int, now time.Time, why evidence) ruling {
	r := l.judge(why)
	l.all = append(l.all, &login{id: id, number: number, started: now})
	l.forget()
	return r
}

func (l *logins) judge(why evidence) ruling {
	switch {
	case l.anyRunning():
		return concurrent
	case why.cause:
		return justified
	case why.stale:
		return stale401
	default:
		return needless
	}
}

// forget drops the oldest ended logins.
func (l *logins) forget() {
	excess := len(l.all) - l.running() - maxEnded
	if excess <= 0 {
		return
	}
	l.all = slices.DeleteFunc(l.all, func(x *login) bool {
		drop := x.state != running && excess > 0
		if drop {
			excess--
		}
		return drop
	})
}

func (l *logins) running() int {
	n := 0
	for _, x := range l.all {
		if x.state == running {
			n++
		}
	}
	return n
}

func (l *logins) anyRunning() bool {
	return slices.ContainsFunc(l.all, func(x *login) bool { return x.state == running })
}

// last is the login that ended last, of those that are remembered; nil where none has.
func (l *logins) last() *login {
	var last *login
	for _, x := range l.all {
		if x.state != running && (last == nil || !x.ended.Before(last.ended)) {
			last = x
		}
	}
	return last
}

// asking reports whether a wx.login has no answer.
func (l *logins) asking() bool {
	return slices.ContainsFunc(l.all, func(x *login) bool { return x.state == running && x.code == "" })
}

// ranSince reports whether a login runs, or ended after a moment.
func (l *logins) ranSince(t time.Time) bool { return l.lastEnd.After(t) || l.anyRunning() }

// awaitingCode finds a login that waits for its code, also one that was abandoned
// because that took so long; nil where there is none.
func (l *logins) awaitingCode(id int) *login {
	for i := len(l.all) - 1; i >= 0; i-- {
		if x := l.all[i]; x.id == id && x.code == "" && (x.state == running || x.state == abandoned) {
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
	if now.After(l.lastEnd) {
		l.lastEnd = now
	}
	return loginEnd{x, how, now.Sub(x.started)}
}

// abandonOld ends the logins that never came to a POST, at the moment when their
// code died, and returns them.
func (l *logins) abandonOld(now time.Time) []*login {
	var ended []*login
	for _, x := range l.all {
		if x.state == running && x.posts == 0 && now.Sub(x.started) > codeLifetime {
			l.end(x, abandoned, x.started.Add(codeLifetime))
			ended = append(ended, x)
		}
	}
	return ended
}

// abandonAll ends the logins that run, and returns them.
func (l *logins) abandonAll(now time.Time) []*login {
	var ended []*login
	for _, x := range l.all {
		if x.state == running {
			l.end(x, abandoned, now)
			ended = append(ended, x)
		}
	}
	return ended
}

// unsent reports a login whose code nobody sent.
func (x *login) unsent() bool { return x.code != "" && x.posts == 0 }
