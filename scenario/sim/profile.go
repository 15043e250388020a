package sim

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// profilePath is where the developer server takes profiles.
const profilePath = "/profile"

// askProfile asks WeChat for the user's profile and, in a turn of its own, sends
// what it gives to the developer server. Where it gives nothing, nothing is sent.
func (w *world) askProfile(a *Action) {
	asked := w.time()
	w.client.GetUserInfo(func(info *wx.UserInfo, err error) {
		if err != nil {
			return
		}
		w.at(w.now, func() { w.client.Load([]*wrapper.Call{w.profileCall(a, info, asked)}) })
	})
}

func (w *world) profileCall(a *Action, info *wx.UserInfo, asked time.Time) *wrapper.Call {
	c := w.newCall(&PageEntry{Name: a.Name, Identity: a.Identity, Method: "POST", Path: a.Path}, w.now)
	if a.Path == "" {
		c.URL = profilePath
	}
	c.Body, c.Sealed = info.Body(), &wrapper.Sealed{At: asked, Again: (*wx.UserInfo).Body}
	w.served[a.Name] = profilePath
	return c
}

// UserInfo is wx.getUserInfo: the profile is sealed with the key of the moment at
// which WeChat is reached.
func (h *host) UserInfo(done func(*wx.UserInfo, error)) {
	w := h.w
	ordinal := w.count(&w.ordinals.userInfo)
	latency := w.script.Latencies.UserInfo.of(userInfoLatency, ordinal, "", 0)
	fails := w.faults.hit(faultUserInfo, "", w.now) != nil
	var info wx.UserInfo
	var err error
	w.after(w.serverAt(latency), func() {
		if fails {
			err = &wx.Error{ErrMsg: "getUserInfo:fail"}
			return
		}
		sealed, refused := w.servers.WeChat.UserInfo(w.time(), servers.AppID, servers.User)
		if info = wx.UserInfo(sealed); refused != nil {
			err = &wx.Error{ErrMsg: "getUserInfo:fail " + refused.Error()}
		}
	})
	w.after(latency, func() { done(&info, err) })
}
