package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// loginStarts takes in wx.login.
func (o *Observer) loginStarts(e *wx.Event) {
	o.tally.LoginsStarted++
	o.starting(&login{}, e)
	o.judgeLoop()
}

// starting follows a login, or a refresh, that begins with an event.
func (o *Observer) starting(x *login, e *wx.Event) {
	o.abandonOld(e.At)
	o.starts++
	why := evidence{
		cause: o.tokens.cause(e.At, o.sessionFailed()),
		stale: o.rejections.own || o.calls.waitsRejected(o.tokens.generation),
	}
	x.id, x.number, x.started = e.ID, o.starts, e.At
	x.trial.alone, x.trial.step, x.trial.early = why.ruling(), o.history.count, o.tokens.untilEnd(e.At)
	o.logins.start(x)
	o.checks.loginStarts()
	o.calls.loginRuns()
}

// judgeLogins draws the verdicts on logins that can be drawn.
func (o *Observer) judgeLogins() {
	for x, r := o.logins.judged(); x != nil; x, r = o.logins.judged() {
		o.tally.judged(x, r)
		if r == needless && x.trial.early > 0 {
			o.tally.Clues.renewedEarly(x.class(), x.trial.early)
		}
		if r == justified {
			continue
		}
		if shown := &o.duplicated[one(x.refresh)]; !*shown {
			*shown = true
			*o.tally.duplicateClients(x)++
		}
		o.defect(r.of(x.class()), x)
	}
}

func (o *Observer) judgeLoop() {
	o.count(o.logins.judgeLoop(o.calls.askedSince(o.logins.refusedAt)))
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
