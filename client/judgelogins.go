package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// loginStarts takes in wx.login.
func (o *Observer) loginStarts(e *wx.Event) {
	o.abandonOld(e.At)
	o.starts++
	o.tally.LoginsStarted++
	why := evidence{
		cause: o.tokens.cause(e.At, o.sessionFailed()),
		stale: o.rejections.own || o.calls.waitsRejected(o.tokens.generation),
	}
	o.logins.start(e.ID, o.starts, e.At, trial{alone: why.ruling(), step: o.history.count, early: o.tokens.untilEnd(e.At)})
	o.checks.loginStarts()
	o.calls.loginRuns()
	o.judgeLoop()
}

// judgeLogins draws the verdicts on logins that can be drawn.
func (o *Observer) judgeLogins() {
	for x, r := o.logins.judged(); x != nil; x, r = o.logins.judged() {
		o.tally.loginJudged(r)
		if r == needless && x.trial.early > 0 {
			o.tally.Clues.renewedEarly(x.trial.early)
		}
		if r == justified {
			continue
		}
		if !o.duplicated {
			o.duplicated = true
			o.tally.DuplicateClients++
		}
		o.defect(r.of(DuplicateLogin), x)
	}
}

func (o *Observer) judgeLoop() {
	o.count(o.logins.judgeLoop(o.calls.askedSince(o.logins.refusedAt)))
}

// loginEnded counts the end of a login, and measures it where it succeeded. send is
// how its last POST ended, or why there was none, where it failed.
func (o *Observer) loginEnded(end loginEnd, send failedSend, now time.Time) {
	o.judgeLogins()
	o.tally.loginsEnd(end.how, 1)
	switch end.how {
	case succeeded:
		o.storm.succeeded()
		o.measure(LoginTime, "", end.took)
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
	o.tally.loginsEnd(abandoned, len(ended))
	for _, x := range ended {
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
