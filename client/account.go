package client

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// account is what a client has at one target: its tokens, and what became of those. Most
// clients have one. What the device has, an account shares with the others: WeChat's
// session, the slots of wx.request, the limits of calls a second.
type account struct {
	number     int // of the target, from 0
	target     *wrapper.Target
	tokens     tokens
	spent      refreshTokens
	rejections rejections
	refusals   refusals
	access     access
	identity   identity
	lastEnd    time.Time // when a login last ended
	usualCode  string    // in the answer to the last login that succeeded, see [Clues]
	duplicated [2]bool   // one of several accounts: it has had a duplicate login, a duplicate refresh
}

// FurtherTarget is a target beside the first.
type FurtherTarget struct {
	Target   *wrapper.Target
	TokenKey string
}

// openAccounts are the accounts of a client that has done nothing yet.
func (o *Observer) openAccounts() {
	o.first = newAccount(&o.cfg, 0, o.cfg.Target, o.cfg.TokenKey)
	if len(o.cfg.Further) == 0 {
		return
	}
	o.further = make([]account, len(o.cfg.Further))
	o.tally.tellApart(1 + len(o.further))
	o.history.hosts = append(o.history.hosts, o.first.target.Host())
	for i, t := range o.cfg.Further {
		o.further[i] = newAccount(&o.cfg, i+1, t.Target, t.TokenKey)
		o.history.hosts = append(o.history.hosts, t.Target.Host())
	}
}

func newAccount(cfg *ObserverConfig, number int, t *wrapper.Target, tokenKey string) account {
	return account{number: number, target: t, tokens: tokens{key: tokenKey, margin: cfg.RenewMargin}, identity: identity(cfg.OpenID)}
}

// at is the account that a request concerns: that at the target to which it goes. What goes
// to none of them is the first one's.
func (o *Observer) at(r *wx.Request) *account {
	if len(o.further) == 0 {
		return &o.first
	}
	origin, _ := r.Origin()
	for i := range o.further {
		if a := &o.further[i]; a.target.Origin == origin {
			return a
		}
	}
	return &o.first
}

// account is the one at a target, by its number.
func (o *Observer) account(number int) *account {
	if number == 0 {
		return &o.first
	}
	return &o.further[number-1]
}

// only is the account that everything concerns; nil where there are several.
func (o *Observer) only() *account {
	if len(o.further) > 0 {
		return nil
	}
	return &o.first
}

// each does f for every account.
func (o *Observer) each(f func(*account)) {
	f(&o.first)
	for i := range o.further {
		f(&o.further[i])
	}
}

// sessionFailed reports whether a session check failed that was called after the
// login of the account's current token.
func (o *Observer) sessionFailed(a *account) bool { return o.checks.failedSince(a.tokens.login) }

// olderRejected reports whether what the wrapper does now may be meant for an
// older token of the account than the current one.
func (o *Observer) olderRejected(a *account, now time.Time) bool {
	return a.rejections.mayCause(now, a.tokens.generation) || o.calls.waitsRejected(a)
}
