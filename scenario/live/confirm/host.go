package confirm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// host is the world of the client: the replay's clock, real sockets.
type host struct {
	d           *director
	rand        *rand.Rand
	ownRequests int // with placeholders
}

var _ wx.Host = (*host)(nil)

func (h *host) Now() time.Time { return h.d.time() }

// Rand is the stream that the search gave the client.
func (h *host) Rand() *rand.Rand { return h.rand }

// timer is a pending timer of the client.
type timer struct {
	at   time.Duration
	task loop.Task
	d    *director
}

// After keeps the timers in order: by time, and as they were set.
func (h *host) After(d time.Duration, task loop.Task) loop.Stopper {
	t := &timer{h.d.now + d, task, h.d}
	i := len(h.d.timers)
	for i > 0 && h.d.timers[i-1].at > t.at {
		i--
	}
	h.d.timers = slices.Insert(h.d.timers, i, t)
	return t
}

// Stop takes the timer back.
func (t *timer) Stop() {
	if i := slices.Index(t.d.timers, t); i >= 0 {
		t.d.timers = slices.Delete(t.d.timers, i, i+1)
	}
}

func (h *host) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	id := callID{call: "own request"}
	switch {
	case r.Caller > 0:
		id = callID{call: "request", request: h.d.names[r.Caller-1]}
	case h.d.settings.Target.IsLogin(r):
		id = callID{call: loginPost}
	case h.d.settings.Target.IsTicket(r):
		id = callID{call: ticketPost}
	case h.d.settings.Target.IsRefresh(r):
		id = callID{call: refreshPost}
	}
	if own := h.d.backend.Unfilled(r); own != nil {
		h.ownRequests++
		if h.d.backend.FillIn(own, h.d.pages.values(fmt.Sprintf("replay-own-%d", h.ownRequests))) == nil {
			r = own // else the target will say what it lacks
		}
	}
	c := h.d.start(id, h.d.device, r, func(resp *wx.Response, err error) { to.Receive(resp, platformError(err)) })
	return abort{h.d, c}
}

// abort aborts a call.
type abort struct {
	d *director
	c *call
}

// Stop aborts the call, if it is pending.
func (a abort) Stop() {
	if slices.Contains(a.d.calls, a.c) {
		a.d.drop(a.c)
	}
}

// platformError is the part of a transport's error that a fail callback receives.
func platformError(err error) error {
	if failed, is := errors.AsType[*transport.Error](err); is {
		return failed.Platform
	}
	return err
}

func (h *host) Login(done func(string, error)) {
	h.d.deviceCall("wx.login", "/_wx/login", func(resp *wx.Response, errMsg string) {
		if code := resp.JSON("code").String(); code != "" {
			done(code, nil)
			return
		}
		done("", &wx.Error{ErrMsg: errMsg})
	})
}

func (h *host) CheckSession(done func(error)) {
	h.d.deviceCall("checkSession", "/_wx/checksession", func(_ *wx.Response, errMsg string) {
		if errMsg == "checkSession:ok" {
			done(nil)
			return
		}
		done(&wx.Error{ErrMsg: errMsg})
	})
}

func (h *host) UserInfo(done func(*wx.UserInfo, error)) {
	h.d.deviceCall("getUserInfo", "/_wx/userinfo", func(resp *wx.Response, errMsg string) {
		info := &wx.UserInfo{}
		if json.Unmarshal(resp.Body, info) != nil || info.EncryptedData == "" {
			done(nil, &wx.Error{ErrMsg: errMsg})
			return
		}
		done(info, nil)
	})
}
