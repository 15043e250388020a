package sim

import (
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// exchange is one request on its way through the world.
type exchange struct {
	kind    string // login, ticket, refresh, req or aux
	name    string
	ordinal int
	attempt int
	code    string
	ticket  string // that it carries, or its answer gives
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
	x := &exchange{request: r, name: w.nameOf(r.Caller, r.Name), token: w.target.TokenOf(r)}
	l := &w.script.Latencies
	switch {
	case w.target.IsLogin(r):
		x.kind, x.ordinal, x.ticket = "login", w.count(&w.ordinals.login), w.target.TicketOf(r)
		if x.ticket == "" {
			x.code = w.target.CodeOf(r)
		}
		x.latency = l.Login.of(loginLatency, x.ordinal, "", 0)
		if f := w.faults.hit(faultLoginHTTP, "", w.now); f != nil {
			x.mode = f.mode()
		}
		x.dud = w.faults.hit(faultTokenInvalid, "", w.now) != nil
	case w.target.IsTicket(r):
		x.kind, x.ordinal, x.code = "ticket", w.count(&w.ordinals.ticket), w.target.CodeOf(r)
		x.latency = l.Ticket.of(ticketLatency, x.ordinal, "", 0)
		if f := w.faults.hit(faultTicketHTTP, "", w.now); f != nil {
			x.mode = f.mode()
		}
	case w.target.IsRefresh(r):
		x.kind, x.ordinal = "refresh", w.count(&w.ordinals.refresh)
		x.latency = l.Refresh.of(refreshLatency, x.ordinal, "", 0)
		if f := w.faults.hit(faultRefreshHTTP, "", w.now); f != nil {
			x.mode = f.mode()
		}
	case r.Caller == 0:
		x.kind, x.ordinal = "aux", w.count(&w.ordinals.aux)
		x.latency = l.Aux.of(auxLatency, x.ordinal, "", 0)
	default:
		x.kind, x.ordinal, x.attempt = "req", w.count(&w.ordinals.request), w.trace.sent(x.name)
		x.latency = l.Request.of(requestLatency, x.ordinal, x.name, x.attempt)
		if f := w.faults.request(x.name, x.attempt); f != nil {
			x.mode = f.mode()
		}
	}
	x.silent = w.faults.hit(faultNeverCallsBack, "request", w.now) != nil
	return x
}

// serve lets a request act on the servers.
func (w *world) serve(x *exchange) *wx.Response {
	reply, why := w.reply(x)
	resp := &wx.Response{}
	servers.Fill(resp, reply)
	if w.target.AuthFailed(resp) {
		x.auth = "fail"
	}
	if token, ok := w.target.Brought(x.request, resp); ok && why == "" && reply.Status == 200 {
		x.issued = token
		if x.dud {
			w.servers.Developer.ExpireToken(w.time(), token)
		}
	}
	if x.kind == "ticket" && w.target.Succeeded(resp) {
		x.ticket = w.target.NewTicket(resp)
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
		return w.servers.Developer.Failure(500), "fault"
	case modeHTTP401:
		return w.servers.Developer.Failure(401), "fault"
	}
	request := servers.Request(x.request)
	if x.kind == "req" && !w.answers.Lists(request.Method, request.Path) {
		if path, declared := w.served[x.name]; declared {
			request.Path = path
		}
	}
	r, exchanged := w.servers.Handle(w.time(), request)
	if exchanged == servers.CodeRefused {
		why = "code"
	}
	return r, why
}

// mintCode is what wx.login does at WeChat.
func (w *world) mintCode() string {
	code := w.servers.Login(w.time())
	if w.sticky {
		w.servers.SetSession(w.time(), false)
	}
	return code
}
