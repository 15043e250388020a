package client_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

func TestJudgesSends(t *testing.T) {
	judge(t, []observed{
		{"sent four times for authentication failures", nil, func(s *stream) {
			s.logIn("c0", "t0")
			a := s.page()
			for i := range 4 {
				s.refused(a, "t"+string(rune('0'+i)))
				if i < 3 {
					s.logIn("c"+string(rune('1'+i)), "t"+string(rune('1'+i)))
				}
			}
			s.reject(a)
		}, one(client.AuthLoop, "")},
		{"sent four times, since its page loaded four times", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			for i := range 4 {
				s.emit(wx.Event{Kind: wx.PageIssue, ID: a})
				s.refused(a, "t1")
				if i == 0 {
					s.wxLogin()
					s.reject(a)
				}
			}
		}, nil},
		{"rejected after its second authentication failure", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.logIn("c2", "t2")
			s.refused(a, "t2")
			s.reject(a)
		}, nil},
		{"a GET sent again after failures of the network", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			for range 5 {
				s.breaks(s.send(a, "t1"))
			}
			s.retried(a, "t1")
		}, nil},
		{"no token where one is needed", nil, func(s *stream) {
			a := s.page()
			s.refused(a, "")
			s.wxLogin()
			s.reject(a)
		}, one(client.TokenlessSend, "")},
		{"no token where none is needed", nil, func(s *stream) {
			a := s.pageWith("GET", false)
			s.retried(a, "")
		}, nil},
		{"to another environment's domain", nil, func(s *stream) {
			r := &wx.Request{Method: "GET", URL: "https://trial.example.com/api"}
			s.called(r)
		}, one(client.WrongDomain, "")},
		{"to no domain", nil, func(s *stream) {
			s.dropped(s.called(&wx.Request{Method: "GET", URL: "/api"}), errno.InvalidURL)
		}, one(client.WrongDomain, "")},
		{"to a domain that the platform refuses", nil, func(s *stream) {
			s.dropped(s.called(&wx.Request{Method: "GET", URL: "https://other.example.com/"}), errno.Domain)
		}, one(client.WrongDomain, "")},
		{"to a foreign domain that the platform refuses, too", nil, func(s *stream) {
			s.dropped(s.called(&wx.Request{Method: "GET", URL: "https://trial.example.com/"}), errno.Domain)
		}, one(client.WrongDomain, "")},
		{"to an absolute URL elsewhere", nil, func(s *stream) {
			s.called(&wx.Request{Method: "GET", URL: "https://cdn.example.com/logo.png"})
		}, nil},
	})
}

func TestJudgesTheUseOfSessionsAndTokens(t *testing.T) {
	judge(t, []observed{
		{"a rejected token, trusted since the session holds", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.checked(s.check(), true)
			s.refused(a, "t1")
			s.reject(a)
		}, one(client.SessionTrusted, "")},
		{"a good token after a session check", nil, func(s *stream) {
			loggedIn(s)
			s.checked(s.check(), true)
			s.serve("t1")
		}, nil},
		{"a login after the session check", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.checked(s.check(), true)
			s.logIn("c2", "t2")
			s.refused(a, "t1")
			s.reject(a)
		}, nil},
		{"51 ms after the login", nil, func(s *stream) {
			a := s.page()
			s.logIn("c1", "t1")
			s.pass(51 * ms)
			s.retried(a, "t1")
		}, one(client.SlowAfterLogin, "")},
		{"50 ms after the login", nil, func(s *stream) {
			a := s.page()
			s.logIn("c1", "t1")
			s.pass(50 * ms)
			s.retried(a, "t1")
		}, nil},
		{"long after the login, behind others of its kind", func(c *client.ObserverConfig) { c.BusinessSlots = 1 }, func(s *stream) {
			a, b := s.page(), s.page()
			s.logIn("c1", "t1")
			id := s.send(a, "t1")
			s.pass(time.Second)
			s.answer(id, 200, "")
			s.resolve(a, 200)
			s.retried(b, "t1")
		}, nil},
	})
}

func TestJudgesHowCallsAreSettled(t *testing.T) {
	judge(t, []observed{
		{"with the authentication failure as its value", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.resolve(a, 401)
		}, one(client.AuthFailureDelivered, "")},
		{"with another call's answer", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.send(a, "t1")
			s.emit(wx.Event{Kind: wx.PageSettle, ID: a, Name: "r2", Response: &wx.Response{Status: 200, Caller: 99}})
		}, one(client.AuthFailureDelivered, "")},
		{"rejected for a first authentication failure", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.reject(a)
		}, one(client.AuthFailureIgnored, "")},
		{"rejected for a first authentication failure, while an old login came back", nil, func(s *stream) {
			s.logIn("c1", "t1")
			id := s.wxLogin()
			s.pass(6 * time.Minute)
			a := s.page()
			sent := s.send(a, "t1")
			s.code(id, "c2")
			s.answer(sent, 401, "")
			s.post("c2")
			s.reject(a)
		}, found{{Class: client.DuplicateLogin, Kind: "needless"}: 1, {Class: client.CodeExpired}: 1}},
		{"rejected since the login failed, too", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.code(s.wxLogin(), "c2")
			s.answer(s.post("c2"), 500, "")
			s.reject(a)
		}, nil},
		{"rejected for an error of the server", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.answer(s.send(a, "t1"), 500, "")
			s.reject(a)
		}, nil},
		{"resolved with an error of the server", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.answer(s.send(a, "t1"), 500, "")
			s.resolve(a, 500)
		}, one(client.ErrorSwallowed, "")},
		{"resolved with nothing for an error of the network", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.breaks(s.send(a, "t1"))
			s.empty(a)
		}, one(client.ErrorSwallowed, "")},
		{"resolved with nothing, as answered", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.answer(s.send(a, "t1"), 204, "")
			s.empty(a)
		}, nil},
	})
}

func TestJudgesHungCalls(t *testing.T) {
	judge(t, []observed{
		{"no login ever ran", nil, func(s *stream) {
			s.page()
			s.pass(time.Minute + ms)
		}, one(client.HungRequest, "no-login")},
		{"its deadline is not over", nil, func(s *stream) {
			s.page()
			s.pass(time.Minute)
		}, nil},
		{"the login succeeded", nil, func(s *stream) {
			s.page()
			s.logIn("c1", "t1")
			s.pass(time.Minute)
		}, one(client.HungRequest, "login-succeeded")},
		{"the login failed", nil, func(s *stream) {
			s.page()
			s.code(s.wxLogin(), "c1")
			s.answer(s.post("c1"), 500, "")
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "login-failed")},
		{"the login was never sent", nil, func(s *stream) {
			s.page()
			s.code(s.wxLogin(), "c1")
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "login-never-sent")},
		{"the login waited for a slot until its code was dead", nil, func(s *stream) {
			s.page()
			s.code(s.wxLogin(), "c1")
			post := s.called(postOf("c1"))
			s.pass(6 * time.Minute)
			s.dropped(post, errno.Interrupted)
		}, one(client.HungRequest, "login-never-sent")},
		{"the login waited for a slot, and got none", nil, func(s *stream) {
			s.page()
			s.code(s.wxLogin(), "c1")
			s.dropped(s.called(postOf("c1")), errno.Interrupted)
			s.pass(6 * time.Minute)
		}, one(client.HungRequest, "login-failed")},
		{"the login before it was never sent", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.pass(6 * time.Minute)
			s.page()
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "no-login")},
		{"a deadline of none", func(c *client.ObserverConfig) { c.Deadline = 0 }, func(s *stream) {
			a := s.page()
			s.pass(time.Hour)
			s.o.FindHung(s.now, false)
			s.reject(a)
		}, nil},
		{"settled after it was found hung", nil, func(s *stream) {
			a := s.page()
			s.pass(2 * time.Minute)
			s.o.FindHung(s.now, false)
			s.reject(a)
			s.pass(2 * time.Minute)
			s.o.FindHung(s.now, false)
		}, one(client.HungRequest, "no-login")},
		{"hung, and then the app was destroyed", nil, func(s *stream) {
			s.page()
			s.pass(2 * time.Minute)
			s.o.FindHung(s.now, false)
			s.page()
			s.tell(wx.AppDestroy)
		}, one(client.HungRequest, "no-login")},
		{"the app was away", nil, func(s *stream) {
			a := s.page()
			s.tell(wx.AppHide)
			s.pass(20 * time.Minute)
			s.o.FindHung(s.now, false)
			s.tell(wx.AppShow)
			s.pass(time.Second)
			s.o.FindHung(s.now, false)
			s.reject(a)
		}, nil},
		{"the app has come back for long", nil, func(s *stream) {
			s.page()
			s.tell(wx.AppHide)
			s.tell(wx.AppShow)
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "no-login")},
	})
}

func TestAStuckClientHangsBeforeTheDeadline(t *testing.T) {
	s := newStream(nil)
	s.page()
	if n := s.o.FindHung(s.now, false); n != 0 {
		t.Errorf("%d calls hung before their deadline", n)
	}
	if n := s.o.FindHung(s.now, true); n != 1 || s.o.Open() != 0 {
		t.Errorf("%d calls hung, %d are open", n, s.o.Open())
	}
}

// A backend that asks WeChat again after -1 makes its login slow, and no more.
func TestASlowLoginIsNoDefect(t *testing.T) {
	s := newStream(nil)
	a := s.page()
	s.code(s.wxLogin(), "c1")
	post := s.post("c1")
	s.pass(8 * time.Second)
	s.token(post, "t1")
	s.retried(a, "t1")
	s.finish(t, nil)
}
