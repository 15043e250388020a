package client_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

// example is the history that led to the first defect of a class.
func (s *stream) example(class, kind string) []string {
	d := s.o.Tally().Defects[client.DefectKey{Class: class, Kind: kind}]
	if d == nil {
		return nil
	}
	var lines []string
	for _, step := range d.Example.Steps {
		lines = append(lines, strings.TrimSpace(fmt.Sprintf("%d %s %s", step.At.Milliseconds(), step.Kind, step.Text)))
	}
	return lines
}

func TestAnExampleTellsTheStepsThatLedToIt(t *testing.T) {
	s := newStream(nil)
	a, b := s.page(), s.pageWith("GET", false)
	s.pass(10 * ms)
	tokenless, own := s.send(a, ""), s.called(&wx.Request{Method: "GET", URL: origin + "/own"})
	s.leaves(own)
	s.breaks(own)
	s.answer(tokenless, 401, "")
	s.logIn("c1", "t1")
	s.emit(wx.Event{Kind: wx.StorageSet, Key: "token", Value: "t1"})
	s.emit(wx.Event{Kind: wx.PageIssue, ID: a, Name: "r1"})
	s.answer(s.send(a, "t1"), 500, "")
	s.resolve(a, 500)
	s.answer(s.send(b, "t0"), 200, "")
	s.empty(b)
	dropped := s.called(s.requestOf(b, "t1"))
	s.dropped(dropped, errno.Interrupted)
	c := s.page()
	s.reject(c)
	s.emit(wx.Event{Kind: wx.Unhandled, Err: fmt.Errorf("a reason")})
	s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
	want := []string{
		"0 page.call r1 (request 1)",
		"0 page.call r2 (request 2)",
		"10 send r1 (request 1) without a token",
		"10 send own request without a token",
		"10 fail own request without a token: request:fail timeout",
		"10 answer r1 (request 1) without a token: HTTP 401, authentication failure",
		"10 wx.login",
		"260 wx.login.ok",
		"260 send login POST",
		"510 answer login POST: HTTP 200",
		"510 storage.set token",
		"510 send r1 (request 1) with token #1",
		"510 answer r1 (request 1) with token #1: HTTP 500",
		"510 page.settle r1 (request 1): resolved with the answer of HTTP 500",
		"510 send r2 (request 2) with an unknown token",
		"510 answer r2 (request 2) with an unknown token: HTTP 200",
		"510 page.settle r2 (request 2): resolved with undefined",
		"510 drop r2 (request 2) with an unknown token: request:fail",
		"510 page.call r3 (request 3)",
		"510 page.settle r3 (request 3): rejected: no",
		"510 unhandledRejection a reason",
		"510 wx.login",
	}
	if got := s.example(client.DuplicateLogin, "needless"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestAnExampleHoldsTheLastStepsOnly(t *testing.T) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	for i := range 100 {
		s.emit(wx.Event{Kind: wx.StorageSet, Key: fmt.Sprint("key", i)})
		s.pass(ms)
	}
	s.begin("c2")
	got := s.example(client.DuplicateLogin, "needless")
	if len(got) != 39 || got[0] != "562 storage.set key62" || got[37] != "599 storage.set key99" || got[38] != "600 wx.login" {
		t.Errorf("%d steps: %q", len(got), got)
	}
}

func TestAnExampleShortensLongReasons(t *testing.T) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	s.emit(wx.Event{Kind: wx.Unhandled, Err: fmt.Errorf("%s", strings.Repeat("x", 10_000))})
	s.begin("c2")
	if got := s.example(client.DuplicateLogin, "needless"); len(got[len(got)-2]) > 300 {
		t.Errorf("a step of %d characters", len(got[len(got)-2]))
	}
}

func TestAnObserverWithoutExamplesCountsAllTheSame(t *testing.T) {
	s := newStream(func(c *client.ObserverConfig) { c.NoExamples = true })
	s.refused(s.page(), "")
	s.begin("c1")
	s.pass(time.Second)
	s.begin("c2")
	d := s.o.Tally().Defects[client.DefectKey{Class: client.DuplicateLogin, Kind: "concurrent"}]
	if d == nil || d.Count != 1 || len(d.Example.Steps) != 0 {
		t.Errorf("got %+v", d)
	}
}

func TestAnExampleNamesTheTracesOfWhatWasSent(t *testing.T) {
	const id = "0af7651916cd43dd8448eb211c80319c"
	s := newStream(nil)
	caller := s.page()
	r := s.requestOf(caller, "")
	r.Trace = id
	send := s.called(r)
	s.leaves(send)
	s.answer(send, 500, "")
	s.resolve(caller, 500)
	if lines := s.example(client.TokenlessSend, ""); !slices.ContainsFunc(lines, func(line string) bool { return strings.HasSuffix(line, "without a token, trace "+id) }) {
		t.Errorf("the example is %q", lines)
	}
	for key, f := range s.o.Tally().Reasons {
		if f.Example.Trace() != id || !strings.HasSuffix(f.Example.String(), ", trace "+id) {
			t.Errorf("%v has the example %q", key, f.Example)
		}
	}
	if len(s.o.Tally().Reasons) != 1 {
		t.Errorf("the failures are %v", s.failures())
	}
}
