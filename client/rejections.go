package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// rejections remembers the rejections of older tokens that no waiting call shows:
// that of the answer whose turn runs, and that of a call which was given up.
type rejections struct {
	turnAt time.Time // of the event that began the last turn; timers begin turns without one
	older  bool      // that event rejected a token older than the current one
	own    bool      // which a request of the wrapper's own carried

	// abandoned is set once a call was settled although its last send was rejected,
	// since the user last acted; abandonedAt is the oldest generation of such a send.
	abandoned   bool
	abandonedAt int
}

// observe begins a new turn where an event does.
func (r *rejections) observe(e *wx.Event) {
	switch e.Kind {
	case wx.RequestDone, wx.RequestFail, wx.RequestDrop, wx.LoginOK, wx.LoginFail, wx.CheckOK, wx.CheckFail,
		wx.PageCall, wx.AppLaunch, wx.AppShow, wx.Logout:
		r.turnAt, r.older, r.own = e.At, false, false
	default: // the others happen in a turn that has begun, or begin none that matters
	}
}

// answered notes that the answer of this turn rejected a token: an older one than
// the current one, in a request of the wrapper's own.
func (r *rejections) answered(older, own bool) { r.older, r.own = older, older && own }

// gaveUp notes that a call was settled with a rejected send of this generation.
func (r *rejections) gaveUp(generation int) {
	if !r.abandoned || generation < r.abandonedAt {
		r.abandoned, r.abandonedAt = true, generation
	}
}

// userActs ends what only counts as long as the user does nothing.
func (r *rejections) userActs() { r.abandoned, r.abandonedAt = false, 0 }

// mayCause reports whether what the wrapper does now may be meant for an older
// token than that of this generation: the answer of this turn was the rejection of
// one, or a timer runs, maybe one set by a call that was given up at once.
func (r *rejections) mayCause(now time.Time, generation int) bool {
	if timer := now.After(r.turnAt); timer {
		return r.abandoned && r.abandonedAt < generation
	}
	return r.older
}
