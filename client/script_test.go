package client_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// placedError is an error of an app's own code.
type placedError struct{}

func (placedError) Error() string    { return "no" }
func (placedError) Location() string { return "request.js:1:2" }

// failLogin is a login whose wx.login fails.
func (s *stream) failLogin() {
	s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
}

func (s *stream) served(id, before, caller int, resp *wx.Response) {
	s.requests[id].Caller = caller
	s.emit(wx.Event{Kind: wx.RequestServed, ID: id, Before: before, Request: s.requests[id], Response: resp})
}

func TestJudgesErrorsOfScripts(t *testing.T) {
	judge(t, []observed{
		{"an error", nil, func(s *stream) { s.emit(wx.Event{Kind: wx.ScriptError, Err: placedError{}}) }, one(client.ScriptError, "")},
		{"a rejection that nobody handles", nil, func(s *stream) {
			s.emit(wx.Event{Kind: wx.Unhandled, Err: fmt.Errorf("wrapped: %w", placedError{})})
		}, one(client.ScriptError, "")},
		{"such a rejection of a wrapper in Go", nil, func(s *stream) { s.emit(wx.Event{Kind: wx.Unhandled, Err: errors.New("no")}) }, nil},
		{"functions that do nothing", nil, func(s *stream) { s.emit(wx.Event{Kind: wx.StubCall, Name: "wx.x"}) }, nil},
	})
}

func TestJudgesStormsOfLogins(t *testing.T) {
	storm := func(n int, pause time.Duration) func(*stream) {
		return func(s *stream) {
			for range n {
				s.failLogin()
				s.pass(pause)
			}
		}
	}
	five := func(c *client.ObserverConfig) { c.MaxLogins = 5 }
	judge(t, []observed{
		{"as many as are allowed", nil, storm(20, 300*ms), nil},
		{"one more", nil, storm(21, 300*ms), one(client.LoginLoop, "storm")},
		{"one more, but slowly", nil, storm(21, 501*ms), nil},
		{"a limit of one's own", five, storm(6, 300*ms), one(client.LoginLoop, "storm")},
		{"two storms", five, storm(12, 300*ms), found{{Class: client.LoginLoop, Kind: "storm"}: 2}},
		{"a success among them", five, func(s *stream) {
			storm(4, 300*ms)(s)
			s.logIn("c1", "t1")
			s.pass(time.Minute)
			s.tell(wx.Logout)
			storm(4, 300*ms)(s)
		}, nil},
	})
}

func TestAStormEndsAClientThatIsToEndThen(t *testing.T) {
	for _, ends := range []bool{true, false} {
		d := &device{serve: func(*wx.Request) *wx.Response { return &wx.Response{Status: 500} }}
		info, _ := wrapper.Find("reference")
		settings := info.Defaults
		settings.Domains = map[string]string{"release": origin}
		c := client.New(d, client.Config{Wrapper: info, Settings: &settings, EndStorms: ends,
			Observer: client.ObserverConfig{MaxLogins: 3}, Platform: wx.Config{EnvVersion: "release"}})
		for range 6 {
			c.Launch()
			d.pass(time.Second)
			c.End()
		}
		want := int64(6)
		if ends {
			want = 4
		}
		if y := c.Observer().Tally(); y.LoginsStarted != want {
			t.Errorf("ends %v: %d logins started, want %d", ends, y.LoginsStarted, want)
		}
	}
}

func TestJudgesCallsThatOpenAnotherPage(t *testing.T) {
	hang := func(s *stream) {
		s.pass(10 * time.Minute)
		s.o.FindHung(s.now, true)
	}
	judge(t, []observed{
		{"after a failure", nil, func(s *stream) {
			loggedIn(s)
			caller := s.page()
			s.refused(caller, "t1")
			s.emit(wx.Event{Kind: wx.Navigate, ID: caller, Name: "pages/login/login"})
			hang(s)
		}, one(client.HungRequest, "navigated")},
		{"another call hangs for itself", nil, func(s *stream) {
			loggedIn(s)
			caller := s.page()
			s.refused(caller, "t1")
			s.page()
			s.emit(wx.Event{Kind: wx.Navigate, ID: caller, Name: "pages/login/login"})
			hang(s)
		}, found{{Class: client.HungRequest, Kind: "navigated"}: 1, {Class: client.HungRequest, Kind: "no-login"}: 1}},
		{"before any answer", nil, func(s *stream) {
			caller := s.page()
			s.emit(wx.Event{Kind: wx.Navigate, ID: caller, Name: "pages/x/x"})
			hang(s)
		}, one(client.HungRequest, "no-login")},
		{"and is settled", nil, func(s *stream) {
			loggedIn(s)
			caller := s.page()
			id := s.send(caller, "t1")
			s.answer(id, 500, "")
			s.emit(wx.Event{Kind: wx.Navigate, ID: caller, Name: "pages/error/error"})
			s.reject(caller)
		}, nil},
	})
}

func TestASendCountsForTheCallThatItServed(t *testing.T) {
	unauthorised := &wx.Response{Status: 401}
	judge(t, []observed{
		{"two that were taken for each other", nil, func(s *stream) {
			loggedIn(s)
			a, b := s.pageWith("POST", true), s.pageWith("POST", true)
			x, y := s.send(a, "t1"), s.send(b, "t1")
			s.answer(x, 200, "")
			s.served(x, a, b, &wx.Response{Status: 200})
			s.served(y, b, a, nil)
			s.resolve(b, 200)
			s.answer(y, 200, "")
			s.resolve(a, 200)
		}, nil},
		{"a failure that was another's", nil, func(s *stream) {
			loggedIn(s)
			a, b := s.page(), s.page()
			x := s.send(a, "t1")
			s.answer(x, 401, "")
			s.served(x, a, b, unauthorised)
			s.reject(b)
			s.retried(a, "t1")
		}, one(client.AuthFailureIgnored, "")},
		{"one of the wrapper's own, without a token", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			x := s.called(&wx.Request{Method: "POST", URL: origin + "/batch"})
			s.leaves(x)
			s.answer(x, 200, "")
			s.served(x, 0, a, &wx.Response{Status: 200})
			s.resolve(a, 200)
		}, one(client.TokenlessSend, "")},
		{"a write that was accepted twice", nil, func(s *stream) {
			loggedIn(s)
			a, b := s.pageWith("POST", true), s.pageWith("POST", true)
			x, y := s.send(a, "t1"), s.send(b, "t1")
			s.answer(x, 200, "")
			s.answer(y, 200, "")
			s.served(y, b, a, &wx.Response{Status: 200})
			s.resolve(a, 200)
			s.reject(b)
		}, one(client.ReplayedWrite, "")},
	})
}
