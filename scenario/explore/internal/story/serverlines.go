package story

import (
	"cmp"
	"fmt"

	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// server is the effect of a choice at a server as a line of a timeline, and whether it is
// worth one.
func (s *story) server(c world.Choice, pending *world.Call) (timeline.Event, bool) {
	switch {
	case c.Action == world.Happen && s.w.Fault(c) == situation.SessionExpires:
		return timeline.Event{Lane: timeline.WeChat, Text: "the session expires"}, true
	case c.Action == world.Happen && s.w.Fault(c) == situation.RefreshExpires:
		return timeline.Event{Lane: timeline.Server, Text: "all refresh tokens expire"}, true
	case c.Action == world.Happen:
		return timeline.Event{Lane: timeline.Server, Text: "all tokens expire"}, true
	case pending == nil:
		return timeline.Event{}, false
	case c.Action == world.Fail && s.w.Fault(c).Silent():
		return s.silence(pending), true
	case pending.Request == nil:
		return wechatLine(pending), c.Action != world.Fail
	case pending.Answer == nil: // it failed on the way
		return timeline.Event{}, false
	}
	line := timeline.Event{Lane: timeline.Server, Token: s.generation(cmp.Or(pending.Token, s.brought(pending.Request, pending.Answer))), Text: s.handling(pending)}
	if pending.Kind == world.PageRequest {
		line.Request = pending.Request.Name
	}
	switch {
	case c.Action == world.Fail && pending.Failure == "":
		line.Text = "fails to handle " + s.who(pending.Request)
	case c.Action == world.Fail:
		line.Text += "; the answer is lost"
	}
	return line, true
}

// wechatLine is the arrival of a call of the platform at WeChat.
func wechatLine(c *world.Call) timeline.Event {
	line := timeline.Event{Lane: timeline.WX, To: timeline.WeChat, Text: "asks whether the session holds"}
	switch c.Kind {
	case world.WXLogin:
		line.Text = fmt.Sprintf("asks for a code for login #%d", c.Ordinal)
	case world.UserInfo:
		line.Text = "seals the user's profile with the newest session_key"
	default: // a session check
	}
	return line
}

// handling is what the developer server does with a request.
func (s *story) handling(c *world.Call) string {
	switch {
	case !c.Refused:
		return "handles " + s.who(c.Request)
	case c.Token == "":
		return "refuses " + s.who(c.Request)
	default:
		return "refuses " + s.who(c.Request) + ": token " + c.Token + " is not valid"
	}
}

// fault takes in a fault that happens, to a call or, where that is nil, by itself.
func (s *story) fault(f situation.Fault, hit *world.Call) {
	if hit == nil {
		s.hits = s.hits.with(f, sender{})
		return
	}
	s.hits = s.hits.with(f, s.caller(hit))
	if f.Silent() {
		s.silent = s.caller(hit)
	}
}

// caller is who makes a call.
func (s *story) caller(c *world.Call) sender {
	switch c.Kind {
	case world.WXLogin:
		return sender{whose: ofLoginCall, n: int(c.Ordinal)}
	case world.CheckSession:
		return sender{whose: ofCheck, n: int(c.Ordinal)}
	case world.UserInfo:
		return sender{whose: ofUserInfo, n: int(c.Ordinal)}
	default:
		return s.sender(c.Request)
	}
}

// silence is the line of a call that never calls back.
func (s *story) silence(c *world.Call) timeline.Event {
	line := timeline.Event{Lane: timeline.WX, Text: s.caller(c).String() + " never calls back"}
	if c.Kind == world.PageRequest {
		line.Request = c.Request.Name
	}
	return line
}
