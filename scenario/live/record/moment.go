package record

import (
	"math"

	"github.com/wxload/wxload/client/wx"
)

// moments puts the events on the simulator's clock of whole milliseconds. What
// comes from outside, an answer or the user, begins a millisecond of its own: on
// a fast network many come in the same one, and their order decides what happens.
func moments(events []Event) []int64 {
	at := make([]int64, len(events))
	now, begun := int64(0), 0 // begun: the event with which this millisecond began
	for i := 1; i < len(events); i++ {
		rounded := int64(math.Round(events[i].AtMS))
		switch {
		case begins(events, begun, i):
			now, begun = max(rounded, now+1), i
		case events[i].AtMS > events[i-1].AtMS:
			now = max(rounded, now) // a timer
		}
		at[i] = now
	}
	return at
}

// begins reports whether event i comes from outside, and not along with what
// began the millisecond: the simulator's user does several things in one, too.
func begins(events []Event, begun, i int) bool {
	e := &events[i]
	if !e.act() {
		return e.end() && !e.Interrupted
	}
	return !events[begun].act() || e.AtMS > events[begun].AtMS
}

// act reports whether the user does it. A profile is sent as soon as it is there.
func (e *Event) act() bool {
	switch e.Kind {
	case wx.AppLaunch, wx.AppHide, wx.AppShow, wx.Logout, wx.UserInfoCall:
		return true
	default:
		return e.loads() && !e.Sealed
	}
}

// loads reports whether a page makes a request.
func (e *Event) loads() bool { return e.Kind == wx.PageCall }

// end reports whether it is the end of a call that had left.
func (e *Event) end() bool {
	switch e.Kind {
	case wx.LoginOK, wx.LoginFail, wx.CheckOK, wx.CheckFail, wx.UserInfoOK, wx.UserInfoFail, wx.RequestDone, wx.RequestFail:
		return true
	default:
		return false
	}
}
