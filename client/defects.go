package client

import "time"

// The classes of defects that an observer can see.
const (
	DuplicateLogin       = "duplicate-login"
	LoginRate            = "login-rate"
	CodeReused           = "code-reused"
	CodeExpired          = "code-expired"
	LoginLoop            = "login-loop"
	AuthLoop             = "auth-loop"
	HungRequest          = "hung-request"
	TokenlessSend        = "tokenless-send"
	AuthFailureDelivered = "auth-failure-delivered"
	AuthFailureIgnored   = "auth-failure-ignored"
	ErrorSwallowed       = "error-swallowed"
	SessionTrusted       = "session-trusted"
	FreshTokenDeleted    = "fresh-token-deleted"
	ReplayedWrite        = "replayed-write"
	LoginStarved         = "login-starved"
	SlowAfterLogin       = "wait-after-login"
	WrongDomain          = "wrong-domain"
	KeyDisplaced         = "session-key-displaced"
	KeyLeaked            = "session-key-leaked"
	FalseLogin           = "error-taken-for-login" // which takes WeChat's books to see
	IdentityMixed        = "identity-mixed"
)

// defect counts one, with the history that led to it if it is the first of its
// kind.
func (o *Observer) defect(class, kind string) {
	key := DefectKey{class, kind}
	d := o.tally.Defects[key]
	if d == nil {
		d = &DefectTally{Example: Example{o.cfg.Client, o.history.steps()}}
		o.tally.Defects[key] = d
	}
	d.Count++
	if o.shown == nil {
		o.shown = map[DefectKey]bool{}
	}
	if !o.shown[key] {
		o.shown[key] = true
		d.Clients++
		if o.cfg.Shown != nil {
			o.cfg.Shown(key)
		}
	}
}

// rates remembers the last calls of the two functions that WeChat limits.
type rates struct{ logins, checks recent }

// recent are the times of the last maxRate calls, oldest first.
type recent struct{ at [maxRate]time.Time }

// WeChat: at most 4 calls of wx.login, and of wx.checkSession, a second and user.
const maxRate = 4

// rate judges a call that WeChat limits. kind names the function.
func (o *Observer) rate(r *recent, now time.Time, kind string) {
	if oldest := r.at[0]; !oldest.IsZero() && now.Sub(oldest) < time.Second {
		o.defect(LoginRate, kind)
	}
	copy(r.at[:], r.at[1:])
	r.at[maxRate-1] = now
}
