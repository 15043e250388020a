package client

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// postCalled takes in that somebody tries to send a login POST, and returns the login
// that it belongs to.
func (o *Observer) postCalled(a *account, code string) *login {
	x := o.logins.posting(a, code)
	if x != nil && x.at == nil {
		x.goesTo(a)
	}
	switch {
	case x == nil || x.trial.fate == counts:
		return x
	case x.trial.fate == stray:
		o.reopen(x)
	}
	x.trial.fate = counts
	o.calls.loginRuns(x.at)
	o.judgeLogins()
	return x
}

// reopen takes back that a login has ended.
func (o *Observer) reopen(x *login) {
	if was := x.reopen(); was != running {
		o.tally.ends(x, was, -1)
		o.takeBack(x)
		o.calls.loginRuns(x.at)
	}
}

// postLeaves takes in a login POST.
func (o *Observer) postLeaves(f *flight, e *wx.Event) {
	o.tally.LoginSends++
	f.older = f.at.tokens.current
	o.judgeLoop(f.at)
	if f.trades {
		o.tradeLeaves(f, e)
		return
	}
	o.logins.sent++
	if f.login == nil {
		return
	}
	o.reopen(f.login)
	reused, expired := f.login.postLeaves(f.at.target.CodeOf(e.Request), e.At)
	o.count(f.at, reused)
	o.count(f.at, expired)
}

// postAnswered takes in the answer to a login POST.
func (o *Observer) postAnswered(f *flight, e *wx.Event, refused bool) {
	o.tally.LoginAnswers++
	a, t := f.at, f.at.target
	a.refusals.answered(refused, e.At)
	if refused {
		a.rejections.answered(a.tokens.older(f.token), false)
	}
	if f.ticket {
		o.ticketAnswered(f, e)
		return
	}
	afterCheck, afterLogout := o.sessionFailed(a), a.tokens.loggedOut
	token, good := t.NewToken(e.Response)
	good = good && t.Succeeded(e.Response)
	if good {
		o.logins.tokens += int64(one(!f.trades))
		if !o.cfg.NoExamples {
			a.usualCode = codeOf(e.Response)
		}
		o.delivered(f, token, e)
		o.askServer(f, token, afterCheck, afterLogout)
	}
	end := o.postOver(f, good, e.At)
	if end.how == failed {
		o.loginEnded(end, o.sendFailed(f, e, unsuccessful(e.Response, t)), e.At)
		return
	}
	o.loginEnded(end, failedSend{}, e.At)
}

// postOver takes in that a login POST is over, and whether it gave a token.
func (o *Observer) postOver(f *flight, good bool, now time.Time) loginEnd {
	switch {
	case f.ticket:
		return o.logins.ticketOver(f.login, "", now)
	case f.trades:
		return o.logins.tradeOver(f.login, good, now)
	default:
		return o.logins.postOver(f.login, good, now)
	}
}

// delivered takes in the token that a login POST brought.
func (o *Observer) delivered(f *flight, token string, e *wx.Event) {
	number := 0
	if f.login != nil {
		number = f.login.number
	}
	life, unit := f.at.target.Lifetime(e.Response, e.At)
	o.hasToken(f, token, number, e.At, life, unit)
}

// hasToken takes in a token that came, and the number of the login that stands behind it.
// That of a login from before a logout is of no use: nobody asked for it any more.
func (o *Observer) hasToken(f *flight, token string, number int, now time.Time, life time.Duration, unit wrapper.LifetimeUnit) {
	if f.login == nil || !f.login.outdated {
		f.at.tokens.deliver(token, number, f.sent, now, life)
	}
	if unit != "" {
		o.tally.Clues.Lifetimes[unit]++
	}
}

// askServer counts the server's view of a login that gave a token: it is a
// duplicate where the token that the client had when it sent the POST was still
// valid, or where another login POST of the client is unanswered there. A renewal after
// a failed session check is counted apart. After a logout the token is of no use to the
// client, whether or not the server was told.
func (o *Observer) askServer(f *flight, token string, afterCheck, afterLogout bool) {
	valid, known := o.validWhenIssued(f.at, f.older, token)
	if !known {
		return
	}
	switch {
	case (!valid || afterLogout) && !o.flights.postInFlight(f.at):
	case afterCheck:
		o.tally.ServerAfterCheck++
		if n := o.tally.of(f.at); n != nil {
			n.ServerAfterCheck++
		}
	default:
		o.tally.ServerDuplicates++
		if n := o.tally.of(f.at); n != nil {
			n.ServerDuplicates++
		}
	}
}

// validWhenIssued asks the account's server whether a token was still valid when it issued
// another, and whether it knows. The empty token never was.
func (o *Observer) validWhenIssued(a *account, older, newer string) (valid, known bool) {
	if o.cfg.ValidWhenIssued == nil {
		return false, false
	}
	known = true
	if older != "" {
		valid, known = o.cfg.ValidWhenIssued(a.number, older, newer)
	}
	o.tally.ServerKnown = o.tally.ServerKnown || known
	if n := o.tally.of(a); n != nil {
		n.ServerKnown = n.ServerKnown || known
	}
	return valid, known
}
