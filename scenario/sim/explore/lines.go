package explore

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// line is an event of the client as a line of a timeline, and whether it is
// worth one.
func (s *story) line(e *wx.Event) (Event, bool) {
	switch e.Kind {
	case wx.LoginCall:
		return Event{Lane: WrapperLane, To: WeChatLane, Text: fmt.Sprintf("wx.login (login #%d)", s.byID[e.ID])}, true
	case wx.LoginOK:
		return Event{Lane: WeChatLane, To: WrapperLane, Text: fmt.Sprintf("code %s for login #%d", e.Code, s.byID[e.ID])}, true
	case wx.LoginFail:
		return Event{Lane: WeChatLane, To: WrapperLane, Text: fmt.Sprintf("wx.login of login #%d fails: %s", s.byID[e.ID], e.Err)}, true
	case wx.CheckCall:
		return Event{Lane: WrapperLane, To: WeChatLane, Text: "checkSession"}, true
	case wx.CheckOK:
		return Event{Lane: WeChatLane, To: WrapperLane, Text: "checkSession: the session holds"}, true
	case wx.CheckFail:
		return Event{Lane: WeChatLane, To: WrapperLane, Text: "checkSession: the session is over"}, true
	case wx.RequestCall, wx.RequestSend, wx.RequestDone, wx.RequestFail, wx.RequestDrop:
		return s.requestLine(e)
	case wx.StorageSet, wx.StorageRemove:
		return s.storageLine(e)
	default:
		return s.pageLine(e)
	}
}

func (s *story) requestLine(e *wx.Event) (Event, bool) {
	token := s.w.subject.settings.Target.TokenOf(e.Request)
	who := s.who(e.Request)
	line := Event{Lane: ServerLane, To: WrapperLane, Token: s.generation(token)}
	if e.Request.Caller > 0 {
		line.Request = e.Request.Name
	}
	with := " without a token"
	switch {
	case s.loginOf(e.Request) > 0:
		with = ""
	case token != "":
		with = " with token " + token
	}
	switch e.Kind {
	case wx.RequestSend:
		line.Lane, line.To = WrapperLane, ServerLane
		line.Text = who + " leaves" + with
	case wx.RequestDone:
		line.Text = fmt.Sprintf("%s%s is answered: %s", who, with, s.answer(e.Response))
	case wx.RequestFail, wx.RequestDrop:
		line.Lane, line.To = WXLane, WrapperLane
		line.Text = fmt.Sprintf("%s%s fails: %s", who, with, e.Err)
	default:
		return line, false
	}
	return line, true
}

// answer is a response in a few words.
func (s *story) answer(r *wx.Response) string {
	target := &s.w.subject.settings.Target
	if token, ok := target.NewToken(r); ok && target.Succeeded(r) {
		return "token " + token
	}
	text := "HTTP " + strconv.Itoa(r.Status)
	if target.AuthFailed(r) && r.Status != 401 {
		text += ", the authentication failure"
	}
	return text
}

// generation numbers a token: 1 for the first that the client held.
func (s *story) generation(token string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(token, "t"))
	if err != nil {
		return 0
	}
	if s.w.situation.Token != Absent {
		n++
	}
	return n
}

func (s *story) storageLine(e *wx.Event) (Event, bool) {
	if e.Key != s.w.subject.settings.TokenKey {
		return Event{}, false
	}
	line := Event{Lane: WrapperLane, To: WXLane}
	switch {
	case e.Kind == wx.StorageSet && e.Value == "":
		line.Text = "stores undefined as its token"
	case e.Kind == wx.StorageSet:
		line.Text, line.Token = "stores token "+e.Value, s.generation(e.Value)
	case e.Had:
		line.Text, line.Token = "deletes token "+s.deleted, s.generation(s.deleted)
	default:
		return Event{}, false
	}
	return line, true
}

func (s *story) pageLine(e *wx.Event) (Event, bool) {
	line := Event{Lane: PageLane, Request: e.Name}
	switch e.Kind {
	case wx.AppLaunch:
		line.Text = "the app is launched"
	case wx.AppHide:
		line.Text = "the app goes to the background"
	case wx.AppShow:
		line.Text = "the app returns"
	case wx.AppDestroy:
		line.Text = "the app is destroyed"
	case wx.Unhandled:
		line.Lane, line.Text = WrapperLane, fmt.Sprintf("a rejection that nobody handles: %v", e.Err)
	case wx.PageCall:
		line.To, line.Text = WrapperLane, "request "+e.Name+" is wanted"
	case wx.PageSettle:
		line.Lane, line.To = WrapperLane, PageLane
		line.Text = "request " + e.Name + " is settled: " + s.outcome(e)
	default:
		return Event{}, false
	}
	return line, true
}

func (s *story) outcome(e *wx.Event) string {
	switch {
	case e.Err != nil:
		return "rejected, " + e.Err.Error()
	case e.Response == nil:
		return "resolved with undefined"
	default:
		return "resolved with " + s.answer(e.Response)
	}
}

// server is what a choice does at a server, as a line.
func (s *story) server(c choice, pending *call) (Event, bool) {
	switch {
	case c.what == happens && s.w.situation.Faults[c.index].Fault == SessionExpires:
		return Event{Lane: WeChatLane, Text: "the session expires"}, true
	case c.what == happens:
		return Event{Lane: ServerLane, Text: "all tokens expire"}, true
	case pending == nil || pending.r == nil || !pending.arrived || c.what == finish && pending.hurried > 0:
		return Event{}, false
	}
	line := Event{Lane: ServerLane, Token: s.generation(pending.token)}
	if pending.kind == pageRequest {
		line.Request = pending.r.Name
	}
	switch {
	case c.what == fails && pending.answer == nil:
		return Event{}, false
	case c.what == fails:
		line.Text = "fails to handle " + s.who(pending.r)
	case pending.refused:
		line.Text = "refuses " + s.who(pending.r)
		if pending.token != "" {
			line.Text += ": token " + pending.token + " is not valid"
		}
	default:
		line.Text = "handles " + s.who(pending.r)
	}
	return line, true
}
