package explore

import (
	"cmp"
	"fmt"

	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// server is what a choice does at a server, or a fault by itself, as a line of a
// timeline, and whether it is worth one.
func (s *story) server(c choice, pending *call) (timeline.Event, bool) {
	switch {
	case c.what == happens && s.w.Fault(c) == situation.SessionExpires:
		return timeline.Event{Lane: timeline.WeChat, Text: "the session expires"}, true
	case c.what == happens:
		return timeline.Event{Lane: timeline.Server, Text: "all tokens expire"}, true
	case pending == nil:
		return timeline.Event{}, false
	case c.what == fails && s.w.Fault(c).Silent():
		return s.silence(pending), true
	case pending.r == nil:
		return wechatLine(pending), c.what != fails
	case pending.answer == nil: // it failed on the way
		return timeline.Event{}, false
	}
	line := timeline.Event{Lane: timeline.Server, Token: s.generation(cmp.Or(pending.token, s.brought(pending.r, pending.answer))), Text: s.handling(pending)}
	if pending.kind == pageRequest {
		line.Request = pending.r.Name
	}
	switch {
	case c.what == fails && pending.failure == "":
		line.Text = "fails to handle " + s.who(pending.r)
	case c.what == fails:
		line.Text += "; the answer is lost"
	}
	return line, true
}

// wechatLine is the arrival of a call of the platform at WeChat.
func wechatLine(c *call) timeline.Event {
	line := timeline.Event{Lane: timeline.WX, To: timeline.WeChat, Text: "asks whether the session holds"}
	if c.kind == wxLogin {
		line.Text = fmt.Sprintf("asks for a code for login #%d", c.ordinal)
	}
	return line
}

// handling is what the developer server does with a request.
func (s *story) handling(c *call) string {
	switch {
	case !c.refused:
		return "handles " + s.who(c.r)
	case c.token == "":
		return "refuses " + s.who(c.r)
	default:
		return "refuses " + s.who(c.r) + ": token " + c.token + " is not valid"
	}
}

// fault takes in a fault that happens, to a call or, where that is nil, by itself.
func (s *story) fault(f situation.Fault, hit *call) {
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
func (s *story) caller(c *call) sender {
	switch c.kind {
	case wxLogin:
		return sender{whose: ofLoginCall, n: int(c.ordinal)}
	case checkSession:
		return sender{whose: ofCheck, n: int(c.ordinal)}
	default:
		return s.sender(c.r)
	}
}

// silence is the line of a call that never calls back.
func (s *story) silence(c *call) timeline.Event {
	line := timeline.Event{Lane: timeline.WX, Text: s.caller(c).String() + " never calls back"}
	if c.kind == pageRequest {
		line.Request = c.r.Name
	}
	return line
}
