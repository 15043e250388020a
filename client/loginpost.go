package client

import "time"

// posting finds the login that a POST of a code belongs to; nil where that is none.
// A POST without a code, or with one that no wx.login gave, is taken for that of the
// last login that nobody has sent a POST for, and then again for that of the login
// that it was taken for before. Those of other accounts than the POST's are taken for
// nothing.
func (l *logins) posting(a *account, code string) *login {
	var waiting, again *login
	for i := len(l.all) - 1; i >= 0; i-- {
		switch x := l.all[i]; {
		case code != "" && x.code == code:
			return x
		case !x.mayBe(a):
		case waiting == nil && x.state == running && x.trial.fate == unknown:
			waiting = x
		case again == nil && x.strange > 0 && x.sent == code:
			again = x
		}
	}
	if waiting != nil {
		return waiting
	}
	return again
}

// owns reports whether a code is the login's own.
func (x *login) owns(code string) bool { return code != "" && x.code == code }

// posted is how many POSTs of the login have left.
func (x *login) posted() int { return x.posts + x.strange }

// unposted reports whether a login has a code, or a ticket, that nobody has sent.
func (x *login) unposted() bool { return x.code != "" && x.posted() == 0 || x.trade.awaited() }

// reopen takes back the end of a login whose code is POSTed again, and returns
// how it had ended: running where it had not.
func (x *login) reopen() (was loginState) {
	was, x.state = x.state, running
	return was
}

// postLeaves judges a POST of the login that leaves, with its own code or another.
func (x *login) postLeaves(code string, now time.Time) (reused, expired verdict) {
	x.sent = code
	x.open++
	if !x.owns(code) {
		x.strange++
		return verdict{}, verdict{}
	}
	if x.posts > 0 {
		reused = verdict{Class: CodeReused}
	}
	if now.Sub(x.started) > codeLifetime {
		expired = verdict{Class: CodeExpired}
	}
	x.posts++
	return reused, expired
}

// postOver takes in that a POST of a login is over, and whether it gave a token. It
// ends the login if no other POST is open. The login is nil where the POST belongs
// to none.
func (l *logins) postOver(x *login, good bool, now time.Time) loginEnd {
	if x == nil {
		if good {
			l.good++
		}
		return loginEnd{}
	}
	x.open--
	if good && !x.good {
		x.good = true
		l.good++
	}
	if x.open != 0 || x.state != running {
		return loginEnd{}
	}
	return l.lastOver(x, now)
}

// lastOver ends a login whose last POST is over.
func (l *logins) lastOver(x *login, now time.Time) loginEnd {
	if x.good {
		return l.end(x, succeeded, now)
	}
	return l.end(x, failed, now)
}

// postDropped takes in that a POST never left.
func (l *logins) postDropped(x *login, now time.Time) loginEnd {
	if x == nil || x.state != running || x.open != 0 {
		return loginEnd{}
	}
	return l.end(x, failed, now)
}

// hungOn is the kind of a hung call that a page made at a moment: how the last login
// of its account fared that has run since.
func (l *logins) hungOn(a *account, since time.Time) string {
	for i := len(l.all) - 1; i >= 0; i-- {
		if x := l.all[i]; x.mayBe(a) && (x.state == running || !x.ended.Before(since)) {
			return x.fared()
		}
	}
	return noLogin
}

// noLogin is the kind of a call that hangs although no login has run.
const noLogin = "no-login"

// fared is the kind of a call that hangs on this login.
func (x *login) fared() string {
	switch {
	case x.refresh && x.state == succeeded:
		return "refresh-succeeded"
	case x.refresh:
		return "refresh-failed"
	case x.state == succeeded:
		return "login-succeeded"
	case x.unposted() && (x.state == running || x.state == abandoned):
		return "login-never-sent"
	default:
		return "login-failed"
	}
}
