package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// rejections remembers the rejections of older tokens that no waiting call shows any
// more: an answer whose turn still runs, and a call that was given up.
type rejections struct {
	turnAt time.Time // when an event last began a turn; a timer's turn begins without one
	older  bool      // that event was an answer that rejected an older token than the current one
	own    bool      // to a request of the wrapper's own

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
	default: // the others happen inside a turn, or outside of all
	}
}

// answered notes that the answer of this turn rejected a token: whether it is older
// than the current one, and whether a request of the wrapper's own carried it.
func (r *rejections) answered(older, own bool) { r.older, r.own = older, older && own }

// gaveUp notes that a call was settled with a rejected send of this generation.
func (r *rejections) gaveUp(generation int) {
	if !r.abandoned || generation < r.abandonedAt {
		r.abandoned, r.abandonedAt = true, generation
	}
}

// userActs forgets the calls that were given up: what follows is made for the user.
func (r *rejections) userActs() { r.abandoned, r.abandonedAt = false, 0 }

// mayCause reports whether the wrapper may act now because a token older than this
// generation was rejected: by the answer of this turn or, in a timer's turn, maybe
// by one for a call that was given up at once and left the timer behind.
func (r *rejections) mayCause(now time.Time, generation int) bool {
	if timer := now.After(r.turnAt); timer {
		return r.abandoned && r.abandonedAt < generation
	}
	return r.older
}
