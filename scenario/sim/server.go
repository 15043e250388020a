package sim

import (
	"net/url"
	"strings"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// exchange is one request on its way through the world.
type exchange struct {
	kind    string // login, req or aux
	name    string
	ordinal int
	attempt int
	code    string
	token   string

	latency int64
	mode    string // of the fault that hits it; empty for none
	dud     bool   // the token that a login gets is invalid from the start
	silent  bool   // nobody is called back

	request *wx.Request
	issued  string
	auth    string // "fail" where the answer is the authentication failure
}

// newExchange numbers a request that leaves now, and finds out what happens to
// it.
func (w *world) newExchange(r *wx.Request) *exchange {
	x := &exchange{request: r, name: r.Name, token: w.target.TokenOf(r)}
	l := &w.script.Latencies
	switch {
	case w.target.IsLogin(r):
		x.kind, x.ordinal, x.code = "login", w.count(&w.ordinals.login), w.target.CodeOf(r)
		x.latency = l.Login.of(loginLatency, x.ordinal, "", 0)
		if f := w.faults.hit(faultLoginHTTP, "", w.now); f != nil {
			x.mode = f.mode()
		}
		x.dud = w.faults.hit(faultTokenInvalid, "", w.now) != nil
	case r.Caller == 0:
		x.kind, x.ordinal = "aux", w.count(&w.ordinals.aux)
		x.latency = l.Aux.of(auxLatency, x.ordinal, "", 0)
	default:
		x.kind, x.ordinal, x.attempt = "req", w.count(&w.ordinals.request), w.trace.sent(r.Name)
		x.latency = l.Request.of(requestLatency, x.ordinal, r.Name, x.attempt)
		if f := w.faults.request(r.Name, x.attempt); f != nil {
			x.mode = f.mode()
		}
	}
	x.silent = w.faults.hit(faultNeverCallsBack, "request", w.now) != nil
	return x
}

// serve lets a request act on the servers.
func (w *world) serve(x *exchange) *wx.Response {
	reply, why := w.reply(x)
	resp := &wx.Response{Status: reply.Status, Body: reply.Body}
	if w.target.AuthFailed(resp) {
		x.auth = "fail"
	}
	if token, ok := w.target.NewToken(resp); ok && x.kind == "login" && why == "" && reply.Status == 200 {
		x.issued = token
		if x.dud {
			w.dev.ExpireToken(w.time(), token)
		}
	}
	w.trace.add(w.now, x.event("server", Event{Status: reply.Status, Auth: x.auth, Issued: x.issued, Why: why}))
	if x.auth == "" && w.target.Succeeded(resp) {
		w.client.Observer().Accepted(x.request.Caller)
	}
	return resp
}

func (w *world) reply(x *exchange) (r devserver.Reply, why string) {
	switch x.mode {
	case modeHTTP500:
		return w.dev.Failure(500), "fault"
	case modeHTTP401:
		return w.dev.Failure(401), "fault"
	}
	request := deviceRequest(x.request)
	if x.kind == "req" {
		request.Path = w.served[x.name]
	}
	reply := w.dev.Handle(w.time(), request)
	if ex := reply.Exchange; ex != nil {
		session, err := w.mock.Exchange(w.time(), mockwx.DefaultAppID, mockwx.DefaultSecret, ex.Code)
		if err != nil {
			return w.dev.Exchanged(w.time(), ex, devserver.Session{}, &devserver.WeChatError{Code: err.Errcode, Message: err.Errmsg}), "code"
		}
		return w.dev.Exchanged(w.time(), ex, devserver.Session(session), nil), ""
	}
	return reply, ""
}

// deviceRequest is a request as the developer server's machine takes it.
func deviceRequest(r *wx.Request) devserver.Request {
	origin, _ := wx.Origin(r.URL)
	path, query, _ := strings.Cut(r.URL[len(origin):], "?")
	if decoded, err := url.PathUnescape(path); err == nil {
		path = decoded
	}
	return devserver.Request{Method: r.Method, Path: path, RawQuery: query, Header: r, Body: r.Body}
}

// mintCode is what wx.login does at WeChat.
func (w *world) mintCode() string {
	code, err := w.mock.Login(w.time(), mockwx.DefaultAppID, user)
	must(err)
	if w.sticky {
		must(w.mock.SetSession(w.time(), mockwx.DefaultAppID, user, false))
	}
	return code
}

func (w *world) sessionHolds() bool {
	return w.mock.CheckSession(w.time(), mockwx.DefaultAppID, user) == nil
}
