package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// refreshes reports whether the request is a refresh POST.
func (x *flight) refreshes() bool { return x.login != nil && x.login.refresh }

// refreshStarts takes in wx.request of a refresh POST: it is to a refresh what wx.login is
// to a login.
func (o *Observer) refreshStarts(a *account, e *wx.Event) *login {
	o.tally.Refreshes.Started++
	if n := o.tally.of(a); n != nil {
		n.Refreshes.Started++
	}
	x := &login{at: a, refresh: true, trial: trial{fate: counts}}
	o.starting(x, e)
	o.judgeLoop(a)
	o.count(a, o.storm.login(e.At))
	o.judgeLogins()
	return x
}

// refreshLeaves takes in a refresh POST that leaves.
func (o *Observer) refreshLeaves(f *flight, e *wx.Event) {
	o.tally.Refreshes.Sends++
	if n := o.tally.of(f.at); n != nil {
		n.Refreshes.Sends++
	}
	f.login.posts++
	f.login.open++
	f.older = f.at.tokens.current
	var reused verdict
	f.spends, reused = f.at.spent.sent(f.at.target.RefreshTokenOf(e.Request))
	o.count(f.at, reused)
}

// refreshAnswered takes in the answer to a refresh POST.
func (o *Observer) refreshAnswered(f *flight, e *wx.Event, refused bool) {
	o.tally.Refreshes.Answers++
	a, t := f.at, f.at.target
	a.refusals.answered(refused, e.At)
	if refused {
		a.rejections.answered(a.tokens.older(f.token), false)
	}
	token, good := t.Refreshed(e.Response)
	good = good && t.Succeeded(e.Response)
	turnedDown := !good && turnsDown(e.Response)
	f.spends.over(turnedDown)
	if !good {
		if turnedDown {
			f.login.refused, a.tokens.turnedDown = true, true
			o.tally.Refreshes.Refused++
			if n := o.tally.of(a); n != nil {
				n.Refreshes.Refused++
			}
		}
		end := o.logins.refreshOver(f.login, false, e.At)
		o.loginEnded(end, o.sendFailed(f, e, unsuccessful(e.Response, t)), e.At)
		return
	}
	for range a.spent.succeeded(f.spends, t.NewRefreshToken(e.Response)) {
		o.count(a, verdict{Class: RefreshTokenReused})
	}
	if valid, known := o.validWhenIssued(a, f.older, token); known && valid {
		o.tally.Refreshes.ServerDuplicates++
		if n := o.tally.of(a); n != nil {
			n.Refreshes.ServerDuplicates++
		}
	}
	life, unit := t.RefreshedLifetime(e.Response, e.At)
	o.hasToken(f, token, a.tokens.login, e.At, life, unit) // it renews no session of WeChat
	o.loginEnded(o.logins.refreshOver(f.login, true, e.At), failedSend{}, e.At)
}

// turnsDown reports whether an answer that brought no token speaks of the refresh token,
// and not of the server: HTTP 429 (too many requests) and 5xx say nothing about it.
func turnsDown(r *wx.Response) bool { return r.Status < 500 && r.Status != 429 }

// refreshOver takes in that the POST of a refresh is over, and whether it gave a token.
func (l *logins) refreshOver(x *login, good bool, now time.Time) loginEnd {
	x.open--
	if x.state != running {
		return loginEnd{}
	}
	if good {
		return l.end(x, succeeded, now)
	}
	return l.end(x, failed, now)
}
