package client

import "time"

// byCode finds the login that a POST belongs to; nil where its code is unknown.
func (l *logins) byCode(code string) *login {
	if code == "" {
		return nil
	}
	for i := len(l.all) - 1; i >= 0; i-- {
		if l.all[i].code == code {
			return l.all[i]
		}
	}
	return nil
}

// reopen takes back the end of a login whose code is POSTed again, and returns
// how it had ended: running where it had not.
func (x *login) reopen() (was loginState) {
	was, x.state = x.state, running
	return was
}

// posted judges a POST of the login's code that leaves.
func (x *login) posted(now time.Time) (reused, expired verdict) {
	if x.posts > 0 {
		reused = verdict{Class: CodeReused}
	}
	if now.Sub(x.started) > codeLifetime {
		expired = verdict{Class: CodeExpired}
	}
	x.posts++
	x.open++
	return reused, expired
}

// postOver takes in that a POST of a login is over, and whether it gave a token. It
// ends the login if no other POST is open. The login is nil where the code of the
// POST is unknown.
func (l *logins) postOver(x *login, good bool, now time.Time) loginEnd {
	if x == nil {
		return loginEnd{}
	}
	x.open--
	if good && !x.good {
		x.good = true
		l.good++
	}
	switch {
	case x.open != 0 || x.state != running:
		return loginEnd{}
	case x.good:
		return l.end(x, succeeded, now)
	default:
		return l.end(x, failed, now)
	}
}

// postDropped takes in that a POST never left.
func (l *logins) postDropped(x *login, now time.Time) loginEnd {
	if x == nil || x.state != running || x.open != 0 {
		return loginEnd{}
	}
	return l.end(x, failed, now)
}

// maxRefusals is how often in a row a wrapper may be told by the login endpoint
// itself to log in, and do so.
const maxRefusals = 3

// answered notes whether the login endpoint answered with the authentication
// failure.
func (l *logins) answered(refused bool, now time.Time) {
	if !refused {
		l.refusals = 0
		return
	}
	l.refusals++
	l.refusedAt = now
}

// userActs forgets the refusals: what follows is made for the user.
func (l *logins) userActs() { l.refusals = 0 }

// judgeLoop judges a login, or a POST of one, that follows on refusals of the
// login endpoint. One that a page has asked for since is not made because of them.
func (l *logins) judgeLoop(asked bool) verdict {
	if asked {
		l.refusals = 0
	}
	if l.refusals <= maxRefusals {
		return verdict{}
	}
	l.refusals = 0
	return verdict{Class: LoginLoop}
}

// hungOn is the kind of a hung call that a page made at a moment: how the last login
// fared that has run since.
func (l *logins) hungOn(since time.Time) string {
	for i := len(l.all) - 1; i >= 0; i-- {
		if x := l.all[i]; x.state == running || !x.ended.Before(since) {
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
	case x.state == succeeded:
		return "login-succeeded"
	case x.code != "" && x.posts == 0 && (x.state == running || x.state == abandoned):
		return "login-never-sent"
	default:
		return "login-failed"
	}
}
