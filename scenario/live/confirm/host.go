package confirm

import (
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// host is the world of the client: the replay's clock, real sockets.
type host struct {
	d    *director
	rand *rand.Rand
}

var _ wx.Host = (*host)(nil)

func (h *host) Now() time.Time { return h.d.time() }

// Rand is the stream that the search gave the client.
func (h *host) Rand() *rand.Rand { return h.rand }

// timer is a pending timer of the client.
type timer struct {
	at time.Duration
	f  func()
}

// After keeps the timers in order: by time, and as they were set.
func (h *host) After(d time.Duration, f func()) (stop func()) {
	t := &timer{h.d.now + d, f}
	i := len(h.d.timers)
	for i > 0 && h.d.timers[i-1].at > t.at {
		i--
	}
	h.d.timers = slices.Insert(h.d.timers, i, t)
	return func() {
		if i := slices.Index(h.d.timers, t); i >= 0 {
			h.d.timers = slices.Delete(h.d.timers, i, i+1)
		}
	}
}

func (h *host) Request(r *wx.Request, done func(*wx.Response, error)) (abort func()) {
	id := callID{call: "own request"}
	switch {
	case r.Caller > 0:
		id = callID{call: "request", request: h.d.names[r.Caller-1]}
	case h.d.settings.Target.IsLogin(r):
		id = callID{call: "login POST"}
	}
	c := h.d.start(id, h.d.phone, r, func(resp *wx.Response, err error) { done(resp, platformError(err)) })
	return func() {
		if slices.Contains(h.d.calls, c) {
			h.d.drop(c)
		}
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

// UserInfo fails: no situation asks for a profile.
func (h *host) UserInfo(done func(*wx.UserInfo, error)) {
	h.After(0, func() { done(nil, &wx.Error{ErrMsg: "getUserInfo:fail not in a situation"}) })
}
