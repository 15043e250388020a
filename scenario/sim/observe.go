package sim

import (
	"strconv"

	"github.com/wxload/wxload/client/wx"
)

// observe writes the client's events into the trace, in the words of the cases,
// and counts for the summary.
func (w *world) observe(e *wx.Event) {
	switch e.Kind {
	case wx.RequestSend:
		x := w.newExchange(e.Request)
		w.exchanges[e.Request] = x
		w.trace.add(w.now, x.event("send", Event{}))
		w.countSend(x)
	case wx.RequestDone, wx.RequestFail:
		w.observeEnd(w.exchanges[e.Request], e)
		delete(w.exchanges, e.Request)
	case wx.RequestDrop:
		w.observeDrop(e)
	case wx.LoginCall, wx.LoginOK, wx.LoginFail:
		w.observeLogin(e)
	case wx.CheckCall:
		w.summary.CheckSessionCalls++
		w.callIDs[e.ID] = w.ordinals.check + 1 // the host counts it next
		w.trace.add(w.now, Event{Kind: "wx.checkSession.call", Ordinal: w.callIDs[e.ID]})
	case wx.CheckOK, wx.CheckFail:
		w.trace.add(w.now, Event{Kind: e.Kind.String(), Ordinal: w.callIDs[e.ID]})
	case wx.UserInfoCall:
		w.callIDs[e.ID] = w.ordinals.userInfo + 1 // the host counts it next
		w.trace.add(w.now, Event{Kind: "wx.getUserInfo.call", Ordinal: w.callIDs[e.ID]})
	case wx.UserInfoOK:
		w.trace.add(w.now, Event{Kind: e.Kind.String(), Ordinal: w.callIDs[e.ID]})
	case wx.UserInfoFail:
		w.trace.add(w.now, Event{Kind: e.Kind.String(), Ordinal: w.callIDs[e.ID], ErrMsg: e.Err.Error()})
	case wx.PageIssue, wx.PageSettle:
		w.observePage(e)
	case wx.StorageSet:
		value := e.Value
		if e.Undefined {
			value = undefined
		}
		w.trace.add(w.now, Event{Kind: "storage.set", Key: e.Key, Value: value})
	case wx.StorageRemove:
		had := e.Had // e is not ours to keep
		w.trace.add(w.now, Event{Kind: "storage.remove", Key: e.Key, Had: &had})
	case wx.Unhandled:
		w.trace.add(w.now, Event{Kind: "unhandledRejection", Reason: e.Err.Error()})
	case wx.ScriptError, wx.PageError:
		w.trace.add(w.now, Event{Kind: e.Kind.String(), Reason: e.Err.Error()})
	case wx.AppDestroy:
		clear(w.inFlight)
		w.trace.add(w.now, Event{Kind: e.Kind.String()})
	case wx.AppLaunch, wx.AppLaunchDone, wx.AppLaunchRejected, wx.AppHide, wx.AppShow, wx.Logout:
		w.trace.add(w.now, Event{Kind: e.Kind.String()})
	case wx.Navigate, wx.PageOpen, wx.PageHandler:
		w.trace.add(w.now, Event{Kind: e.Kind.String(), Name: e.Name})
	case wx.PageCall:
		w.declareOwn(e)
	case wx.RequestCall: // the cases know no more than the send, and the issue
	case wx.StubCall, wx.RequestServed: // nothing happens
	default:
		panic("sim: an event of a kind that no trace has: " + e.Kind.String())
	}
}

// undefined is how a trace writes JavaScript's undefined.
const undefined = "(undefined)"

func (w *world) countSend(x *exchange) {
	s := &w.summary
	switch x.kind {
	case "login":
		s.LoginPosts++
	case "ticket":
		s.TicketPosts++
	case "refresh":
		s.RefreshPosts++
	case "aux":
		s.AuxRequestsSent++
	default:
		s.RequestsSent++
		if x.token == "" && w.trace.byName[x.name].Identity {
			s.RequestsWithoutToken++
		}
	}
}

// observeEnd takes in the end of a request. The first answer to a code ends the
// login that it belongs to, as far as the cases count.
func (w *world) observeEnd(x *exchange, e *wx.Event) {
	if e.Kind == wx.RequestFail {
		w.trace.add(w.now, x.event("fail", Event{ErrMsg: e.Err.Error()}))
	} else {
		w.trace.add(w.now, x.event("done", Event{Status: e.Response.Status, Auth: x.auth, Issued: x.issued}))
		w.newest = newerOf(w.newest, x.issued)
	}
	switch {
	case x.kind == "ticket" && e.Kind == wx.RequestDone && x.ticket != "":
		w.loginOf[x.ticket] = w.loginOf[x.code] // which goes on
	case x.kind == "ticket":
		delete(w.inFlight, w.loginOf[x.code])
	case x.kind == "login":
		delete(w.inFlight, w.loginOf[x.code+x.ticket]) // it has one of them
		if x.issued != "" && e.Kind == wx.RequestDone {
			w.summary.LoginsSucceeded++
		}
	case x.kind == "refresh":
		if x.issued != "" && e.Kind == wx.RequestDone {
			w.summary.RefreshesSucceeded++
		}
	case x.auth != "" && e.Kind == wx.RequestDone:
		w.summary.AuthFailuresSeen++
	}
}

// observeDrop takes in a request that the platform refused: it never left, and a
// login ends with it.
func (w *world) observeDrop(e *wx.Event) {
	dropped := Event{Kind: "req.drop", Name: e.Request.Name, ErrMsg: e.Err.Error()}
	switch {
	case w.target.TakesCode(e.Request):
		dropped.Kind, dropped.Code = "login.drop", w.target.CodeOf(e.Request)
		if w.target.TwoSteps() {
			dropped.Kind = "ticket.drop"
		}
		delete(w.inFlight, w.loginOf[dropped.Code])
	case w.target.IsLogin(e.Request):
		dropped.Kind, dropped.Ticket = "login.drop", w.target.TicketOf(e.Request)
		delete(w.inFlight, w.loginOf[dropped.Ticket])
	case w.target.IsRefresh(e.Request):
		dropped.Kind = "refresh.drop"
	case e.Request.Caller == 0:
		dropped.Kind = "aux.drop"
	}
	w.trace.add(w.now, dropped)
}

func (w *world) observeLogin(e *wx.Event) {
	switch e.Kind {
	case wx.LoginCall:
		ordinal := w.ordinals.wxLogin + 1 // the host counts it next
		w.callIDs[e.ID] = ordinal
		w.summary.WXLoginCalls++
		duplicate := w.duplicate()
		w.inFlight[ordinal] = true
		w.summary.MaxConcurrentLogins = max(w.summary.MaxConcurrentLogins, len(w.inFlight))
		w.trace.add(w.now, Event{Kind: "wx.login.call", Ordinal: ordinal, Duplicate: duplicate})
	case wx.LoginOK:
		w.loginOf[e.Code] = w.callIDs[e.ID]
		w.trace.add(w.now, Event{Kind: "wx.login.ok", Ordinal: w.callIDs[e.ID], Code: e.Code})
	case wx.LoginFail:
		w.trace.add(w.now, Event{Kind: "wx.login.fail", Ordinal: w.callIDs[e.ID]})
		delete(w.inFlight, w.callIDs[e.ID])
	default:
		panic("sim: no login is about " + e.Kind.String())
	}
}

// duplicate judges a login by the cases' own, older rule: another was in flight,
// or the newest token delivered was still valid at the server.
func (w *world) duplicate() []string {
	var why []string
	b := &w.summary.DuplicateBreakdown
	overlaps := len(w.inFlight) > 0
	if overlaps {
		why = append(why, "inFlight")
		b.InFlight++
	}
	if w.newest != "" && w.servers.Developer.TokenValid(w.time(), w.newest) {
		why = append(why, "tokenValid")
		b.TokenStillValid++
		if !overlaps && !w.servers.SessionHolds(w.time()) {
			b.TokenStillValidButSessionInvalid++
		}
	}
	if why != nil {
		w.summary.DuplicateLogins++
	}
	return why
}

// declareOwn declares a request that a page of a mini program has made itself. Of
// several of one name the later ones have a number behind it.
func (w *world) declareOwn(e *wx.Event) {
	if _, scripted := w.served[e.Name]; scripted {
		return
	}
	name := e.Name
	for n := 2; w.trace.byName[name] != nil; n++ {
		name = e.Name + " #" + strconv.Itoa(n)
	}
	w.own[e.ID] = name
	w.trace.declare(name, false, w.now)
}

// nameOf is what the trace calls a page's request, by its number and its name.
func (w *world) nameOf(caller int, name string) string {
	if own, is := w.own[caller]; is {
		return own
	}
	return name
}

func (w *world) observePage(e *wx.Event) {
	name := w.nameOf(e.ID, e.Name)
	r := w.trace.byName[name]
	now := w.now
	if e.Kind == wx.PageIssue {
		r.IssuedAt = &now
		w.trace.add(now, Event{Kind: "page.issue", Name: name})
		return
	}
	r.SettledAt = &now
	how, value := "resolved", undefined
	switch {
	case e.Err != nil:
		how, value, r.Outcome = "rejected", e.Err.Error(), "rejected"
	case e.Response == nil:
		r.Outcome = "empty"
	default:
		r.Outcome, value = w.outcome(e.Response), w.value(e.Response)
	}
	w.trace.add(now, Event{Kind: "page.settle", Name: name, How: how, Outcome: r.Outcome, Value: value})
}

func (w *world) outcome(resp *wx.Response) string {
	switch {
	case w.target.AuthFailed(resp):
		return "authFailure"
	case !resp.Success():
		return "httpError"
	default:
		return "ok"
	}
}

// value is what the page receives, or the answer's status where it receives the
// answer itself.
func (w *world) value(resp *wx.Response) string {
	if w.wrapper.Shape == "egg" {
		return "http " + strconv.Itoa(resp.Status)
	}
	if w.wrapper.Shape == "template" {
		return resp.JSON(w.target.Result).Raw
	}
	return string(resp.Body)
}
