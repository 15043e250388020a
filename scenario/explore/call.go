package explore

import (
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// kind says what a pending call of the platform is.
type kind uint8

const (
	wxLogin kind = iota
	checkSession
	loginPost
	pageRequest
	ownRequest
	kinds
)

// isRequest reports whether it is a call of wx.request, which goes to the developer
// server; the others ask WeChat.
func (k kind) isRequest() bool { return k == loginPost || k == pageRequest || k == ownRequest }

func (k kind) String() string {
	return [...]string{wxLogin: "wx.login", checkSession: "checkSession", loginPost: "login POST",
		pageRequest: "request", ownRequest: "own request"}[k]
}

// call is a pending call of the platform.
type call struct {
	kind       kind
	ordinal    uint8 // among the calls of its kind, from 1; of a page request: of its sends
	request    uint8 // of a page request: its index
	sent       time.Duration
	from, root uint64 // see origin
	number     int    // of logins and checks: the client's, as they start; of a login POST: its login's
	dead       bool   // of an app that was destroyed
	arrived    bool   // the server has acted
	hurried    uint8  // the batch of arrivals ahead of a write in which it did

	r       *wx.Request
	token   string
	answer  *wx.Response // of a request that arrived
	refused bool         // that is the authentication failure
	failure string       // the errMsg of a call that fails; empty otherwise
	code    string       // of a wx.login
	holds   bool         // of a checkSession

	w       *world
	to      wx.Receiver
	gotCode func(string, error)
	checked func(error)
}

func (h *host) Login(done func(string, error)) {
	c := h.w.start(wxLogin)
	c.gotCode = done
	h.w.trace(c)
}

func (h *host) CheckSession(done func(error)) {
	c := h.w.start(checkSession)
	c.checked = done
	h.w.trace(c)
}

// UserInfo fails: no situation asks for a profile.
func (h *host) UserInfo(done func(*wx.UserInfo, error)) {
	h.After(0, loop.Func(func() { done(nil, &wx.Error{ErrMsg: "getUserInfo:fail not in a situation"}) }))
}

func (h *host) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	w, target := h.w, &h.w.subject.settings.Target
	token := target.TokenOf(r)
	var c *call
	switch {
	case r.Caller > 0:
		c = w.start(pageRequest)
		c.request = w.callers[r.Caller-1]
		q := &w.requests[c.request]
		q.sends++
		c.ordinal = q.sends
		q.local = mix(q.local, textHash(token))
	case target.IsLogin(r):
		c = w.start(loginPost)
	default:
		c = w.start(ownRequest)
	}
	c.r, c.to, c.token = r, to, token
	w.trace(c)
	return c
}

// Stop aborts the call.
func (c *call) Stop() { c.w.drop(c) }

func (w *world) start(k kind) *call {
	c := w.room.callSlab.take()
	c.w, c.kind, c.sent = w, k, w.now
	if k != pageRequest {
		w.counts[k]++
		c.ordinal = w.counts[k]
	}
	w.calls = append(w.calls, c)
	return c
}

func (w *world) drop(c *call) {
	for i := range w.calls {
		if w.calls[i] == c {
			w.calls = append(w.calls[:i], w.calls[i+1:]...)
			return
		}
	}
}

// arrive lets a call act on its server.
func (w *world) arrive(c *call) {
	c.arrived = true
	switch c.kind {
	case wxLogin:
		c.code = w.servers.Login(w.time())
		w.origin.codes = append(w.origin.codes, given{c.code, c.number})
	case checkSession:
		c.holds = w.sessionHolds()
	default:
		c.answer = w.serve(c)
		c.refused = w.subject.settings.Target.AuthFailed(c.answer)
		if c.kind == pageRequest && !c.refused && w.subject.settings.Target.Succeeded(c.answer) {
			w.accept(c)
		}
	}
}

// accept is for what the client may never hear of: the server accepted a send.
func (w *world) accept(c *call) {
	w.client.Observer().Accepted(c.r.Caller)
	if c.r.Method != "GET" {
		w.written += mix(1, uint64(c.request))
		w.requests[c.request].local = mix(w.requests[c.request].local, 1)
	}
}

// serve lets a request act on the developer server.
func (w *world) serve(c *call) *wx.Response {
	reply, exchanged := w.servers.Handle(w.time(), servers.Request(c.r))
	if exchanged == servers.CodeTaken {
		w.issued++
		if w.situation.Token == situation.Dead {
			w.servers.ExpireTokens(w.time())
		}
	}
	answer := w.room.answerSlab.take()
	answer.Status, answer.Body = reply.Status, reply.Body
	return answer
}

// deliver calls back.
func (w *world) deliver(c *call) {
	w.drop(c)
	w.tick()
	if c.kind == pageRequest {
		w.requests[c.request].local = mix(w.requests[c.request].local, c.content())
	}
	w.effects = 0
	w.begin(c.from, c.root)
	switch {
	case c.kind == wxLogin && c.failure != "":
		c.gotCode("", &wx.Error{ErrMsg: c.failure})
	case c.kind == wxLogin:
		c.gotCode(c.code, nil)
	case c.kind == checkSession && !c.holds:
		c.checked(&wx.Error{ErrMsg: "checkSession:fail"})
	case c.kind == checkSession:
		c.checked(nil)
	case c.failure != "":
		c.to.Receive(nil, &wx.Error{ErrMsg: c.failure, Errno: errno.Network})
	default:
		c.to.Receive(c.answer, nil)
	}
	w.end(c)
	if c.kind == pageRequest {
		w.requests[c.request].local = mix(w.requests[c.request].local, w.effects)
	}
}

// tick lets the time pass that a delivery or a deed takes, but half of what is
// left until the next timer at most: a timer comes when it is chosen. It always
// lets some pass, so that what comes later has the later time.
func (w *world) tick() {
	pass := step
	for _, t := range w.timers {
		if t.at > w.now {
			pass = min(pass, (t.at-w.now)/2)
			break
		}
	}
	w.now += max(pass, 1)
}

// content is a hash of what a call brings back.
func (c *call) content() uint64 {
	h := uint64(c.kind)<<8 | 1
	switch {
	case c.failure != "":
		return mix(h, textHash(c.failure))
	case c.kind == pageRequest && c.answer != nil: // its body differs by name only
		return mix(mix(h, uint64(c.answer.Status)), boolean(c.refused))
	case c.answer != nil:
		return mix(mix(h, uint64(c.answer.Status)), bytesHash(c.answer.Body))
	case c.holds:
		return mix(h, 2)
	default:
		return h
	}
}
