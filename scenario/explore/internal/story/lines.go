package story

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// line is an event of the client as a line of a timeline, and whether it is
// worth one.
func (s *story) line(e *wx.Event) (timeline.Event, bool) {
	switch e.Kind {
	case wx.LoginCall:
		return timeline.Event{Lane: timeline.Wrapper, To: timeline.WX, Text: fmt.Sprintf("wx.login (login #%d)", s.byID[e.ID])}, true
	case wx.LoginOK:
		return timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Text: fmt.Sprintf("code %s for login #%d", e.Code, s.byID[e.ID])}, true
	case wx.LoginFail:
		return timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Text: fmt.Sprintf("wx.login of login #%d fails: %s", s.byID[e.ID], e.Err)}, true
	case wx.UserInfoCall:
		return timeline.Event{Lane: timeline.Wrapper, To: timeline.WX, Text: "getUserInfo"}, true
	case wx.UserInfoOK:
		return timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Text: "getUserInfo: data that WeChat has sealed"}, true
	case wx.UserInfoFail:
		return timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Text: fmt.Sprintf("getUserInfo fails: %s", e.Err)}, true
	case wx.CheckCall:
		return timeline.Event{Lane: timeline.Wrapper, To: timeline.WX, Text: "checkSession"}, true
	case wx.CheckOK:
		return timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Text: "checkSession: the session holds"}, true
	case wx.CheckFail:
		return timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Text: "checkSession: the session is over"}, true
	case wx.RequestCall, wx.RequestSend, wx.RequestDone, wx.RequestFail, wx.RequestDrop:
		return s.requestLine(e)
	case wx.StorageSet, wx.StorageRemove:
		return s.storageLine(e)
	default:
		return s.pageLine(e)
	}
}

func (s *story) requestLine(e *wx.Event) (timeline.Event, bool) {
	token := s.w.TargetOf(e.Request).TokenOf(e.Request)
	who := s.who(e.Request)
	if host := s.w.HostOf(e.Request); host != "" {
		who += " at " + host
	}
	brought := s.brought(e.Request, e.Response)
	line := timeline.Event{Lane: timeline.Server, To: timeline.Wrapper, Token: s.generation(cmp.Or(token, brought))}
	if e.Request.Caller > 0 {
		line.Request = e.Request.Name
	}
	with := " without a token"
	switch {
	case s.renewalOf(e.Request).n > 0:
		with = ""
	case token != "":
		with = " with token " + token
	}
	switch e.Kind {
	case wx.RequestSend:
		line.Lane, line.To = timeline.Wrapper, timeline.Server
		line.Text = who + " leaves" + with
	case wx.RequestDone:
		line.Text = fmt.Sprintf("%s%s is answered: %s", who, with, s.answer(e.Request, e.Response))
		if brought != "" {
			line.Text = fmt.Sprintf("%s%s is answered: token %s", who, with, brought)
		}
		if ticket := s.ticket(e.Request, e.Response); ticket != "" {
			line.Text = fmt.Sprintf("%s is answered: ticket %s", who, ticket)
		}
	case wx.RequestFail, wx.RequestDrop:
		line.Lane, line.To = timeline.WX, timeline.Wrapper
		line.Text = fmt.Sprintf("%s%s fails: %s", who, with, e.Err)
	default:
		return line, false
	}
	return line, true
}

// answer is a response in a few words.
func (s *story) answer(to *wx.Request, r *wx.Response) string {
	text := "HTTP " + strconv.Itoa(r.Status)
	if s.w.TargetOf(to).AuthFailed(r) && r.Status != 401 {
		text += ", the authentication failure"
	}
	return text
}

// brought is the token that an answer gives the client; empty where it has none.
func (s *story) brought(r *wx.Request, answer *wx.Response) string {
	if answer == nil {
		return ""
	}
	target := s.w.TargetOf(r)
	if token, ok := target.Brought(r, answer); ok && target.Succeeded(answer) {
		return token
	}
	return ""
}

// generation numbers a token: 1 for the first that the client held.
func (s *story) generation(token string) int {
	n, err := strconv.Atoi(strings.TrimPrefix(token, "t"))
	if err != nil {
		return 0
	}
	if s.w.Situation().Token != situation.Absent {
		n++
	}
	return n
}

func (s *story) storageLine(e *wx.Event) (timeline.Event, bool) {
	if !s.w.KeepsToken(e.Key) {
		return timeline.Event{}, false
	}
	line := timeline.Event{Lane: timeline.Wrapper, To: timeline.WX}
	switch {
	case e.Kind == wx.StorageSet && e.Value == "":
		line.Text = "stores undefined as its token"
	case e.Kind == wx.StorageSet:
		line.Text, line.Token = "stores token "+e.Value, s.generation(e.Value)
	case e.Had:
		line.Text, line.Token = "deletes token "+s.deleted, s.generation(s.deleted)
	default:
		return timeline.Event{}, false
	}
	return line, true
}

func (s *story) pageLine(e *wx.Event) (timeline.Event, bool) {
	line := timeline.Event{Lane: timeline.Page, Request: e.Name}
	switch e.Kind {
	case wx.AppLaunch:
		line.Text = "the app is launched"
	case wx.AppHide:
		line.Text = "the app goes to the background"
	case wx.AppShow:
		line.Text = "the app returns"
	case wx.AppDestroy:
		line.Text = "the app is destroyed"
	case wx.Logout:
		line.Text = "the user logs out"
	case wx.PageOpen:
		line.Text = "the user opens the page " + e.Name
	case wx.PageHandler:
		line.Text = "the user taps what runs " + e.Name
	case wx.PageError:
		line.Text = e.Err.Error()
	case wx.ScriptError:
		line.Lane, line.Text = timeline.Wrapper, e.Err.Error()
	case wx.Navigate:
		line.Lane, line.Text = timeline.Wrapper, "opens the page "+e.Name
	case wx.Unhandled:
		line.Lane, line.Text = timeline.Wrapper, fmt.Sprintf("a rejection that nobody handles: %v", e.Err)
	case wx.PageCall:
		line.To, line.Text = timeline.Wrapper, "request "+e.Name+" is wanted"
	case wx.PageSettle:
		line.Lane, line.To = timeline.Wrapper, timeline.Page
		line.Text = "request " + e.Name + " is settled: " + s.outcome(e)
	default:
		return timeline.Event{}, false
	}
	return line, true
}

func (s *story) outcome(e *wx.Event) string {
	switch {
	case e.Err != nil:
		return "rejected, " + e.Err.Error()
	case e.Response == nil && s.w.Own():
		return "resolved with nothing that the server gave"
	case e.Response == nil:
		return "resolved with undefined"
	case e.Response.Kept:
		return "resolved with what was kept of an earlier answer"
	default:
		return "resolved with " + s.answer(e.Request, e.Response)
	}
}
