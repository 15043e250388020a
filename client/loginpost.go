package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// posted takes in a login POST that is about to leave.
func (o *Observer) posted(f *flight, r *wx.Request, now time.Time) {
	o.tally.LoginSends++
	f.older = o.tokens.current
	o.refusedAgain()
	f.login = o.loginByCode(o.cfg.Target.CodeOf(r))
	l := f.login
	if l == nil {
		return
	}
	if l.state != running {
		o.reopen(l)
	}
	if l.posts > 0 {
		o.defect(CodeReused, "")
	}
	if now.Sub(l.started) > codeLifetime {
		o.defect(CodeExpired, "")
	}
	l.posts++
	l.open++
}

func (o *Observer) loginByCode(code string) *login {
	if code == "" {
		return nil
	}
	for i := len(o.logins.all) - 1; i >= 0; i-- {
		if o.logins.all[i].code == code {
			return o.logins.all[i]
		}
	}
	return nil
}

// refusedAgain judges a login, or a POST of one, that follows on refusals of the
// login endpoint. One that a page has asked for since is not made because of them.
func (o *Observer) refusedAgain() {
	asked := slices.ContainsFunc(o.calls, func(c *call) bool {
		return !c.settled && c.identity && c.called.After(o.logins.refusedAt)
	})
	if asked {
		o.logins.refusals = 0
	}
	if o.logins.refusals > maxRefusals {
		o.logins.refusals = 0
		o.defect(LoginLoop, "")
	}
}

// maxRefusals is how often in a row a wrapper may be told by the login endpoint
// itself to log in, and do so.
const maxRefusals = 3

// postAnswered takes in the answer to a login POST.
func (o *Observer) postAnswered(f *flight, resp *wx.Response, now time.Time) {
	o.tally.LoginAnswers++
	t := o.cfg.Target
	if t.AuthFailed(resp) {
		o.logins.refusals++
		o.logins.refusedAt = now
		o.turn.stale = o.tokens.older(f.token)
	} else {
		o.logins.refusals = 0
	}
	afterCheck := o.tokens.sessionFailed()
	how := failed
	if token, ok := t.NewToken(resp); ok && t.Succeeded(resp) {
		how = succeeded
		o.delivered(f, token, t.Lifetime(resp), now)
		o.serverView(f, token, afterCheck)
	}
	o.postOver(f, how, now)
}

func (o *Observer) delivered(f *flight, token string, life time.Duration, now time.Time) {
	number := 0
	if f.login != nil {
		number = f.login.number
	}
	var endsAt time.Time
	if life > 0 {
		endsAt = now.Add(life)
	}
	o.tokens.deliver(token, number, endsAt)
	o.logins.lastGood = now
}

// serverView counts what the server thinks of a login that gave a token: it is a
// duplicate where the token that the client had when it sent the POST was still
// valid, or where another login POST of the client is unanswered. A renewal after
// a failed session check is counted apart.
func (o *Observer) serverView(f *flight, token string, afterCheck bool) {
	if o.cfg.ValidWhenIssued == nil {
		return
	}
	valid, known := false, true
	if f.older != "" {
		valid, known = o.cfg.ValidWhenIssued(f.older, token)
	}
	if !known {
		return
	}
	o.tally.ServerKnown = true
	overlaps := slices.ContainsFunc(o.flights, func(g flight) bool { return g.post && !g.sent.IsZero() })
	switch {
	case !valid && !overlaps:
	case afterCheck:
		o.tally.ServerAfterCheck++
	default:
		o.tally.ServerDuplicates++
	}
}

// postOver ends the login when its last POST is over.
func (o *Observer) postOver(f *flight, how loginState, now time.Time) {
	l := f.login
	if l == nil {
		return
	}
	l.open--
	if how == succeeded && !l.good {
		l.good = true
		o.logins.good++
	}
	if l.good {
		how = succeeded
	}
	if l.open == 0 && l.state == running {
		o.loginEnds(l, how, now)
	}
}

// postDropped takes in a login POST that the platform refused: it never left.
func (o *Observer) postDropped(f *flight, r *wx.Request, now time.Time) {
	o.logins.abandonOld(o, now)
	if l := o.loginByCode(o.cfg.Target.CodeOf(r)); l != nil && l.state == running && l.open == 0 {
		o.loginEnds(l, failed, now)
	}
}
