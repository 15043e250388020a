package world

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// profile is what a page wants to send once WeChat has sealed it.
type profile struct {
	thread, deed int // that asked
	asked        time.Time
	info         *wx.UserInfo // nil before WeChat has answered
}

// askProfile lets a page ask WeChat for the user's profile. Where WeChat gives none, the
// page has nothing to send.
func (w *World) askProfile(thread int) {
	p := &profile{thread: thread, deed: w.next[thread] - 1, asked: w.time()}
	w.client.GetUserInfo(func(info *wx.UserInfo, err error) {
		if err == nil {
			p.info, w.given = info, p
		}
	})
}

// sendProfile lets the page send what it has just been given, in a turn of its own.
func (w *World) sendProfile(from source) {
	p := w.given
	if p == nil {
		return
	}
	w.given = nil
	w.turn(from, nil, func() {
		calls := w.load(w.situation.Threads[p.thread][p.deed], p.thread, p.deed)
		call := *calls[0]
		call.Body = p.info.Body()
		call.Sealed = &wrapper.Sealed{At: p.asked, Again: (*wx.UserInfo).Body}
		w.client.Load([]*wrapper.Call{&call})
	})
}
