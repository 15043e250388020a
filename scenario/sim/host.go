package sim

import (
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

// The default latencies, in milliseconds.
const (
	requestLatency  = 50
	auxLatency      = 50
	loginLatency    = 100
	ticketLatency   = 100
	refreshLatency  = 100
	wxLoginLatency  = 30
	checkLatency    = 20
	userInfoLatency = 30
)

// host is the world of the client as wx sees it.
type host struct {
	w    *world
	rand *rand.Rand
}

var _ wx.Host = (*host)(nil)

func (h *host) Now() time.Time { return h.w.time() }

func (h *host) Rand() *rand.Rand { return h.rand }

// After rounds up to whole milliseconds.
func (h *host) After(d time.Duration, t loop.Task) loop.Stopper {
	return h.w.after(int64((d+time.Millisecond-1)/time.Millisecond), t.Run)
}

func (h *host) Login(done func(string, error)) {
	w := h.w
	ordinal := w.count(&w.ordinals.wxLogin)
	latency := w.script.Latencies.WXLogin.of(wxLoginLatency, ordinal, "", 0)
	fails := w.faults.hit(faultWXLogin, "", w.now) != nil
	if w.limited(&w.rates.logins) {
		fails = true
	}
	silent := w.faults.hit(faultNeverCallsBack, "wxLogin", w.now) != nil
	code := ""
	w.after(w.serverAt(latency), func() {
		if !fails {
			code = w.mintCode()
		}
	})
	if silent {
		return
	}
	w.after(latency, func() {
		if fails {
			done("", &wx.Error{ErrMsg: "login:fail"})
		} else {
			done(code, nil)
		}
	})
}

func (h *host) CheckSession(done func(error)) {
	w := h.w
	ordinal := w.count(&w.ordinals.check)
	latency := w.script.Latencies.CheckSession.of(checkLatency, ordinal, "", 0)
	limited := w.limited(&w.rates.checks)
	silent := w.faults.hit(faultNeverCallsBack, "checkSession", w.now) != nil
	var answer error
	w.after(w.serverAt(latency), func() {
		if limited || !w.servers.SessionHolds(w.time()) {
			answer = &wx.Error{ErrMsg: "checkSession:fail"}
		}
	})
	if !silent {
		w.after(latency, func() { done(answer) })
	}
}

// Request sends r, which the trace has numbered just before.
func (h *host) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	w := h.w
	x := w.exchanges[r]
	var answer *wx.Response
	if x.mode != modeNetwork {
		w.after(w.serverAt(x.latency), func() { answer = w.serve(x) })
	}
	wait, reason := x.latency, ""
	if timeout := r.Timeout.Milliseconds(); wait > timeout {
		wait, reason = timeout, "request:fail timeout"
	} else if x.mode == modeNetwork || x.mode == modeLostResponse {
		reason = "request:fail network error"
	}
	if x.silent {
		return w.after(wait, func() {})
	}
	return w.after(wait, func() {
		if reason != "" {
			to.Receive(nil, &wx.Error{ErrMsg: reason, Errno: errno.Network})
		} else {
			to.Receive(answer, nil)
		}
	})
}
