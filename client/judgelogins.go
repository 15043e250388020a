package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// loginStarts takes in wx.login.
func (o *Observer) loginStarts(e *wx.Event) {
	o.tally.LoginsStarted++
	o.starting(&login{at: o.only()}, e)
	if a := o.only(); a != nil {
		o.judgeLoop(a)
	}
}

// starting follows a login, or a refresh, that begins with an event.
func (o *Observer) starting(x *login, e *wx.Event) {
	o.abandonOld(e.At)
	o.starts++
	x.id, x.number, x.started, x.trial.step = e.ID, o.starts, e.At, o.history.count
	if x.at != nil {
		x.trial.prospect = o.prospect(x.at, e.At)
	} else {
		o.each(func(a *account) { x.trial.prospects = append(x.trial.prospects, o.prospect(a, e.At)) })
	}
	o.logins.start(x)
	o.checks.loginStarts()
	o.calls.loginRuns(x.at)
}

// prospect is what a login at an account's target is that starts now.
func (o *Observer) prospect(a *account, now time.Time) prospect {
	why := evidence{
		cause: a.tokens.cause(now, o.sessionFailed(a)),
		stale: a.rejections.own || o.calls.waitsRejected(a),
	}
	return prospect{why.ruling(), a.tokens.untilEnd(now)}
}

// judgeLogins draws the verdicts on logins that can be drawn.
func (o *Observer) judgeLogins() {
	o.placeLogins()
	for x, r := o.logins.judged(); x != nil; x, r = o.logins.judged() {
		o.tally.judged(x, r)
		if r == needless && x.trial.early > 0 {
			o.tally.Clues.renewedEarly(x.class(), x.trial.early)
		}
		if r == justified {
			continue
		}
		o.duplicates(x)
		o.defect(x.at, r.of(x.class()), x)
	}
}

// duplicates counts the client with those that have a duplicate, and so at the target.
func (o *Observer) duplicates(x *login) {
	if shown := &o.duplicated[one(x.refresh)]; !*shown {
		*shown = true
		*o.tally.duplicateClients(x)++
	}
	n, shown := o.tally.of(x.at), &x.at.duplicated[one(x.refresh)]
	if n != nil && !*shown {
		*shown = true
		*n.duplicateClients(x)++
	}
}

// placeLogins gives the logins an account that came to no POST, so that nobody can know for
// which target they were: the one where they are best justified.
func (o *Observer) placeLogins() {
	if len(o.further) == 0 {
		return
	}
	for _, x := range o.logins.all {
		if x.at == nil && x.trial.waits() {
			x.goesTo(o.account(x.mildest()))
		}
	}
}

func (o *Observer) judgeLoop(a *account) {
	o.count(a, a.refusals.judge(o.calls.askedSince(a, a.refusals.last)))
}

// loginEnded counts the end of a login, and measures it where it succeeded. send is
// how its last POST ended, or why there was none, where it failed.
func (o *Observer) loginEnded(end loginEnd, send failedSend, now time.Time) {
	o.judgeLogins()
	o.tally.ends(end.login, end.how, 1)
	switch end.how {
	case succeeded:
		o.storm.succeeded()
		o.measure(end.login.metric(), "", end.took)
	case failed:
		o.loginFailed(end.login, send, now)
	default: // running or abandoned: see there
	}
}

// abandonOld counts the logins that were given up without a POST.
func (o *Observer) abandonOld(now time.Time) { o.abandoned(o.logins.abandonOld(now), causeUnsent, now) }

// abandoned counts logins that were given up. Where nobody sent the code that WeChat
// gave, it is no login that failed.
func (o *Observer) abandoned(ended []*login, why cause, now time.Time) {
	o.placeLogins()
	for _, x := range ended {
		o.tally.ends(x, abandoned, 1)
		if x.trial.fate == stray {
			o.tally.LoginsStray++
		} else {
			o.loginFailed(x, failedSend{reason: Reason{cause: why}}, now)
		}
	}
	if len(ended) > 0 {
		o.judgeLogins()
	}
}

// LoginPosts counts the login POSTs of one client.
type LoginPosts struct {
	Succeeded int64 // logins that gave a token: WeChat must have accepted as many codes
	Tokenless int64 // POSTs that left and gave none, or have no answer: it may have refused as many
}

// LoginPosts are those of this client.
func (o *Observer) LoginPosts() LoginPosts {
	return LoginPosts{Succeeded: int64(o.logins.good), Tokenless: o.logins.sent - o.logins.tokens}
}
