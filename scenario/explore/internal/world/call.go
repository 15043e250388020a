package world

import (
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// CallKind is the kind of a pending call of the platform.
type CallKind uint8

// The kinds of calls. Five are calls of wx.request: the POST of a login, that of its ticket
// where it has two steps, that of a refresh, the request of a page, and what else a wrapper
// sends.
const (
	WXLogin CallKind = iota
	CheckSession
	LoginPost
	PageRequest
	OwnRequest
	UserInfo
	RefreshPost
	TicketPost
	kinds
)

// isRequest reports whether it is a call of wx.request, which goes to the developer
// server; the others ask WeChat.
func (k CallKind) isRequest() bool {
	return k == LoginPost || k == TicketPost || k == RefreshPost || k == PageRequest || k == OwnRequest
}

// String names the call as reports do.
func (k CallKind) String() string {
	return [...]string{WXLogin: "wx.login", CheckSession: "checkSession", LoginPost: "login POST",
		PageRequest: "request", OwnRequest: "own request", UserInfo: "getUserInfo", RefreshPost: "refresh POST", TicketPost: "ticket POST"}[k]
}

// Call is a pending call of the platform.
type Call struct {
	Kind           CallKind
	Ordinal        uint8 // numbers the calls of its kind from 1, or the sends of one page's request
	page           uint8 // the index of a page's request
	sent           time.Duration
	source         source
	number         int   // the observer's, of a wx.login or checkSession; the POSTs of a login have that of its wx.login
	dead           bool  // the app that made it was destroyed
	arrived        bool  // the server has acted
	arrivedInBatch uint8 // World.batch when it did

	Request *wx.Request
	Token   string
	spends  string       // the refresh token of a refresh POST, or the ticket of a login POST
	Answer  *wx.Response // to a request that arrived
	Refused bool         // Answer is the authentication failure
	Failure string       // the errMsg of a call that fails; empty otherwise
	code    string       // for a wx.login that arrived
	holds   bool         // a checkSession that arrived found the session in force
	info    *wx.UserInfo // for a getUserInfo that arrived
	under   uint64       // a hash of the session_key with which info was sealed

	w       *World
	to      wx.Receiver
	gotCode func(string, error)
	checked func(error)
	sealed  func(*wx.UserInfo, error)
}

func (h *host) Login(done func(string, error)) {
	h.w.start(WXLogin, nil).gotCode = done
}

func (h *host) CheckSession(done func(error)) {
	h.w.start(CheckSession, nil).checked = done
}

func (h *host) UserInfo(done func(*wx.UserInfo, error)) {
	h.w.start(UserInfo, nil).sealed = done
}

func (h *host) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	c := h.w.start(h.w.kindOf(r), r)
	c.to = to
	return c
}

// Stop aborts the call.
func (c *Call) Stop() { c.w.drop(c) }

// start begins a call, of a request or, where that is nil, of WeChat.
func (w *World) start(k CallKind, r *wx.Request) *Call {
	c := w.arena.callSlab.take()
	c.w, c.Kind, c.sent, c.Request = w, k, w.now, r
	if r != nil {
		target, _ := w.at(r)
		c.Token = target.TokenOf(r)
		switch k {
		case RefreshPost:
			c.spends = target.RefreshTokenOf(r)
		case LoginPost:
			c.spends = target.TicketOf(r)
		default: // it spends nothing
		}
	}
	if k == PageRequest {
		c.page = w.callers[r.Caller-1]
		q := &w.requests[c.page]
		q.sends++
		c.Ordinal = q.sends
		q.local = mix(q.local, textHash(c.Token))
	} else {
		w.counts[k]++
		c.Ordinal = w.counts[k]
	}
	w.calls = append(w.calls, c)
	w.locate(c)
	return c
}

func (w *World) drop(c *Call) {
	for i := range w.calls {
		if w.calls[i] == c {
			w.calls = append(w.calls[:i], w.calls[i+1:]...)
			return
		}
	}
}

// arrive lets a call act on its server.
func (w *World) arrive(c *Call) {
	c.arrived = true
	switch c.Kind {
	case WXLogin:
		c.code = w.servers.Login(w.time())
		w.provenance.codes = append(w.provenance.codes, given{c.code, c.number})
	case CheckSession:
		c.holds = w.sessionHolds()
	case UserInfo:
		w.seal(c)
	default:
		c.Answer = w.serve(c)
		target, _ := w.at(c.Request)
		c.Refused = target.AuthFailed(c.Answer)
		if c.Kind == TicketPost {
			w.giveTicket(c)
		}
		if c.Kind == PageRequest && !c.Refused && target.Succeeded(c.Answer) {
			w.accept(c)
		}
	}
}

// giveTicket notes whose ticket an answer gives.
func (w *World) giveTicket(c *Call) {
	target, _ := w.at(c.Request)
	if ticket := target.NewTicket(c.Answer); ticket != "" {
		w.tickets++
		w.provenance.codes = append(w.provenance.codes, given{ticket, c.number})
	}
}

// accept notes that the server accepted a send. The client may never hear of it.
func (w *World) accept(c *Call) {
	w.client.Observer().Accepted(c.Request.Caller)
	if c.Request.Method != "GET" {
		w.written += mix(1, uint64(c.page))
		w.requests[c.page].local = mix(w.requests[c.page].local, 1)
	}
}

// seal lets WeChat answer a getUserInfo.
func (w *World) seal(c *Call) {
	info, refused := w.servers.WeChat.UserInfo(w.time(), servers.AppID, servers.User)
	if refused != nil {
		c.Failure = "getUserInfo:fail " + refused.Error()
		return
	}
	sealed := wx.UserInfo(info)
	c.info, c.under = &sealed, textHash(w.servers.SessionKey())
}

// serve lets a request act on the developer server.
func (w *World) serve(c *Call) *wx.Response {
	target, pair := w.at(c.Request)
	reply, exchanged := pair.Handle(w.time(), servers.Request(c.Request))
	traded := exchanged == servers.NoCode && c.Kind == LoginPost
	if exchanged == servers.CodeTaken {
		w.kept = mix(textHash(target.CodeOf(c.Request)), textHash(w.servers.SessionKey()))
	}
	answer := w.arena.answerSlab.take()
	servers.Fill(answer, reply)
	admitted := exchanged == servers.CodeTaken && c.Kind != TicketPost
	renewed := (c.Kind == RefreshPost || traded) && target.Succeeded(answer)
	if renewed || admitted || len(reply.Lines) > 0 {
		w.issued++
	}
	if w.situation.Token == situation.Dead && (renewed || admitted) {
		pair.ExpireTokens(w.time())
	}
	return answer
}

// renewal is the token that the answer to a call brings besides what was asked for; empty
// where there is none.
func (c *Call) renewal() string {
	target, _ := c.w.at(c.Request)
	token, _ := target.RenewedBy(c.Request, c.Answer)
	return token
}

// deliver lets a call that arrived, or failed, call the client back.
func (w *World) deliver(c *Call) {
	w.drop(c)
	w.tick()
	if c.Kind != PageRequest {
		w.turn(c.source, nil, c.callBack)
		w.sendProfile(c.source)
		return
	}
	q := &w.requests[c.page]
	q.local = mix(q.local, c.content())
	w.turn(c.source, c.Request, c.callBack)
	q.local = mix(q.local, w.effects)
}

// callBack hands the client the call's answer or failure.
func (c *Call) callBack() {
	switch {
	case c.Kind == WXLogin && c.Failure != "":
		c.gotCode("", &wx.Error{ErrMsg: c.Failure})
	case c.Kind == WXLogin:
		c.gotCode(c.code, nil)
	case c.Kind == UserInfo && c.Failure != "":
		c.sealed(nil, &wx.Error{ErrMsg: c.Failure})
	case c.Kind == UserInfo:
		c.sealed(c.info, nil)
	case c.Kind == CheckSession && !c.holds:
		c.checked(&wx.Error{ErrMsg: "checkSession:fail"})
	case c.Kind == CheckSession:
		c.checked(nil)
	case c.Failure != "":
		c.to.Receive(nil, &wx.Error{ErrMsg: c.Failure, Errno: errno.Network})
	default:
		c.to.Receive(c.Answer, nil)
	}
}

// tick lets the time pass that a delivery or a deed takes, but half of what is
// left until the next timer at most: a timer comes when it is chosen. It always
// lets some pass, so that what comes later has the later time.
func (w *World) tick() {
	pass := step
	for _, t := range w.timers {
		if t.at > w.now {
			pass = min(pass, (t.at-w.now)/2)
			break
		}
	}
	w.now += max(pass, 1)
}

// content is a hash of the answer or failure that a call brings back.
func (c *Call) content() uint64 {
	h := uint64(c.Kind)<<8 | 1
	switch {
	case c.Failure != "":
		return mix(h, textHash(c.Failure))
	case c.Kind == PageRequest && c.Answer != nil: // its body differs by name only
		return mix(mix(mix(h, uint64(c.Answer.Status)), boolean(c.Refused)), textHash(c.renewal()))
	case c.Answer != nil:
		return mix(mix(h, uint64(c.Answer.Status)), bytesHash(c.Answer.Body))
	case c.Kind == UserInfo:
		return mix(h, c.under)
	case c.Kind == WXLogin && c.w.situation.Seals(): // which session_key it belongs to
		return mix(h, textHash(c.code))
	case c.holds:
		return mix(h, 2)
	default:
		return h
	}
}
