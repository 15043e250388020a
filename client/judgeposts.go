package client

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// postCalled takes in that somebody tries to send a login POST, and returns the login
// that it belongs to.
func (o *Observer) postCalled(code string) *login {
	x := o.logins.posting(code)
	switch {
	case x == nil || x.trial.fate == counts:
		return x
	case x.trial.fate == stray:
		o.reopen(x)
	}
	x.trial.fate = counts
	o.calls.loginRuns()
	o.judgeLogins()
	return x
}

// reopen takes back that a login has ended.
func (o *Observer) reopen(x *login) {
	if was := x.reopen(); was != running {
		o.tally.ends(x, was, -1)
		o.takeBack(x)
		o.calls.loginRuns()
	}
}

// postLeaves takes in a login POST.
func (o *Observer) postLeaves(f *flight, e *wx.Event) {
	o.tally.LoginSends++
	o.logins.sent++
	f.older = o.tokens.current
	o.judgeLoop()
	if f.login == nil {
		return
	}
	o.reopen(f.login)
	reused, expired := f.login.postLeaves(o.cfg.Target.CodeOf(e.Request), e.At)
	o.count(reused)
	o.count(expired)
}

// postAnswered takes in the answer to a login POST.
func (o *Observer) postAnswered(f *flight, e *wx.Event, refused bool) {
	o.tally.LoginAnswers++
	o.logins.answered(refused, e.At)
	if refused {
		o.rejections.answered(o.tokens.older(f.token), false)
	}
	t, afterCheck, afterLogout := o.cfg.Target, o.sessionFailed(), o.tokens.loggedOut
	token, good := t.NewToken(e.Response)
	good = good && t.Succeeded(e.Response)
	if good {
		o.logins.tokens++
		if !o.cfg.NoExamples {
			o.usualCode = codeOf(e.Response)
		}
		o.delivered(f, token, e)
		o.askServer(f.older, token, afterCheck, afterLogout)
	}
	end := o.logins.postOver(f.login, good, e.At)
	if end.how == failed {
		o.loginEnded(end, o.sendFailed(f, e, unsuccessful(e.Response, t)), e.At)
		return
	}
	o.loginEnded(end, failedSend{}, e.At)
}

// delivered takes in the token that a login POST brought.
func (o *Observer) delivered(f *flight, token string, e *wx.Event) {
	number := 0
	if f.login != nil {
		number = f.login.number
	}
	life, unit := o.cfg.Target.Lifetime(e.Response, e.At)
	o.hasToken(f, token, number, e.At, life, unit)
}

// hasToken takes in a token that came, and the number of the login that stands behind it.
// That of a login from before a logout is of no use: nobody asked for it any more.
func (o *Observer) hasToken(f *flight, token string, number int, now time.Time, life time.Duration, unit wrapper.LifetimeUnit) {
	if f.login == nil || !f.login.outdated {
		o.tokens.deliver(token, number, f.sent, now, life)
	}
	if unit != "" {
		o.tally.Clues.Lifetimes[unit]++
	}
}

// askServer counts the server's view of a login that gave a token: it is a
// duplicate where the token that the client had when it sent the POST was still
// valid, or where another login POST of the client is unanswered. A renewal after
// a failed session check is counted apart. After a logout the token is of no use to the
// client, whether or not the server was told.
func (o *Observer) askServer(older, token string, afterCheck, afterLogout bool) {
	valid, known := o.validWhenIssued(older, token)
	if !known {
		return
	}
	switch {
	case (!valid || afterLogout) && !o.flights.postInFlight():
	case afterCheck:
		o.tally.ServerAfterCheck++
	default:
		o.tally.ServerDuplicates++
	}
}

// validWhenIssued asks the server whether a token was still valid when it issued another,
// and whether it knows. The empty token never was.
func (o *Observer) validWhenIssued(older, newer string) (valid, known bool) {
	if o.cfg.ValidWhenIssued == nil {
		return false, false
	}
	known = true
	if older != "" {
		valid, known = o.cfg.ValidWhenIssued(older, newer)
	}
	o.tally.ServerKnown = o.tally.ServerKnown || known
	return valid, known
}
