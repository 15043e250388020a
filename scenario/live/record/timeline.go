package record

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/timeline"
)

// Timeline puts the record into words, with its gravest defect as the one that it is about
// and all others marked, too.
func (r *Record) Timeline() *timeline.Timeline {
	defects := slices.Clone(r.Defects)
	slices.SortStableFunc(defects, func(a, b Defect) int {
		return reports.CompareGravity(reports.Defect{Class: a.Class, Kind: a.Kind}, reports.Defect{Class: b.Class, Kind: b.Kind})
	})
	first := defects[0]
	t := &timeline.Timeline{Situation: r.Scenario, Wrapper: r.Wrapper, Class: first.Class, Kind: first.Kind,
		Advice: reports.Advice(first.Class, first.Kind), Sentence: fmt.Sprintf("client %d of a live run showed %s", r.Client, first.name())}
	further := map[int][]timeline.Defect{} // by event
	for _, d := range defects[1:] {
		t.Sentence += fmt.Sprintf(", and %s at %.1f ms", d.name(), r.Events[d.Event].AtMS)
		further[d.Event] = append(further[d.Event], timeline.Defect{Class: d.Class, Kind: d.Kind, Advice: reports.Advice(d.Class, d.Kind)})
	}
	for i := range r.Events {
		line, shown := r.Events[i].line()
		line.Defect, line.Further = i == first.Event, further[i]
		if shown || line.Defect || len(line.Further) > 0 {
			line.At = time.Duration(r.Events[i].AtMS * float64(time.Millisecond)).Round(10 * time.Microsecond)
			t.Events = append(t.Events, line)
		}
	}
	return t
}

func (d Defect) name() string {
	if d.Kind == "" {
		return d.Class
	}
	return d.Class + " (" + d.Kind + ")"
}

// line is the event as a line of a timeline, and whether it is worth one.
func (e *Event) line() (timeline.Event, bool) {
	kind := e.Kind
	wrapper := timeline.Event{Lane: timeline.Wrapper, Text: kind.String(), Token: e.Token}
	if e.Error != "" {
		wrapper.Text += ": " + e.Error
	}
	switch kind {
	case wx.LoginCall, wx.CheckCall, wx.UserInfoCall:
		wrapper.To = timeline.WX
	case wx.LoginOK, wx.LoginFail, wx.CheckOK, wx.CheckFail, wx.UserInfoOK, wx.UserInfoFail:
		wrapper.Lane, wrapper.To = timeline.WX, timeline.Wrapper
		if e.Code > 0 {
			wrapper.Text += ": code c" + strconv.Itoa(e.Code)
		}
	case wx.StorageSet, wx.StorageRemove:
		wrapper.To = timeline.WX
		wrapper.Text += " " + e.Name
	case wx.Unhandled:
	case wx.RequestCall, wx.RequestSend, wx.RequestDone, wx.RequestFail, wx.RequestDrop:
		return e.requestLine(), kind != wx.RequestCall
	default:
		return e.pageLine(wrapper.Text), true
	}
	return wrapper, true
}

func (e *Event) requestLine() timeline.Event {
	line := timeline.Event{Lane: timeline.WX, To: timeline.Wrapper, Token: e.Token, Text: e.who()}
	if e.Call > 0 {
		line.Request = e.Name
	}
	switch e.Kind {
	case wx.RequestCall:
		line.Lane, line.To = timeline.Wrapper, timeline.WX
		line.Text += " is called"
	case wx.RequestSend:
		line.Lane, line.To = timeline.Wrapper, timeline.Server
		line.Text += " leaves"
	case wx.RequestDone:
		line.Lane = timeline.Server
		line.Text += ": HTTP " + strconv.Itoa(e.Status)
		if e.Outcome == Refused {
			line.Text += ", authentication failure"
		}
		if e.Outcome == Closed {
			line.Text += ", the server's session_key does not open it"
		}
		if (e.Login || e.Refresh) && e.Token > 0 {
			line.Text += ", token t" + strconv.Itoa(e.Token)
		}
		if e.AsksTicket && e.Ticket > 0 {
			line.Text += ", ticket k" + strconv.Itoa(e.Ticket)
		}
		if e.Renewed > 0 {
			line.Text += ", new token t" + strconv.Itoa(e.Renewed)
		}
	default:
		line.Text += " fails: " + e.Error
	}
	return line
}

// who names a request and what it carries.
func (e *Event) who() string {
	switch {
	case e.AsksTicket:
		return "ticket POST of code c" + strconv.Itoa(e.Code)
	case e.Login && e.Ticket > 0:
		return "login POST of ticket k" + strconv.Itoa(e.Ticket)
	case e.Login:
		return "login POST of code c" + strconv.Itoa(e.Code)
	case e.Refresh:
		return "refresh POST"
	case e.Token > 0:
		return e.subject() + " with token t" + strconv.Itoa(e.Token)
	default:
		return e.subject() + " without a token"
	}
}

func (e *Event) subject() string {
	if e.Call == 0 {
		return "the wrapper's own request"
	}
	return fmt.Sprintf("%s (request %d)", e.Name, e.Call)
}

func (e *Event) pageLine(what string) timeline.Event {
	line := timeline.Event{Lane: timeline.Page, Request: e.Name, Text: what}
	switch e.Kind {
	case wx.PageCall:
		line.Text = "a page wants " + e.subject()
	case wx.PageIssue:
		line.To, line.Text = timeline.Wrapper, e.subject()
	case wx.PageSettle:
		line.Lane, line.To = timeline.Wrapper, timeline.Page
		line.Text = e.subject() + " is settled with " + e.settlement()
	default: // the kind's name says it all
	}
	return line
}

func (e *Event) settlement() string {
	switch {
	case e.Error != "":
		return "the failure " + e.Error
	case e.Status == 0:
		return "nothing"
	default:
		return "the answer of HTTP " + strconv.Itoa(e.Status)
	}
}
