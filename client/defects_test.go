package client_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

type found = map[client.DefectKey]int64

func one(class, kind string) found { return found{{Class: class, Kind: kind}: 1} }

// observed is what a client did, and the defects that it must be found to have.
type observed struct {
	what   string
	change func(*client.ObserverConfig)
	script func(*stream)
	want   found
}

func judge(t *testing.T, all []observed) {
	for _, x := range all {
		t.Run(x.what, func(t *testing.T) {
			s := newStream(x.change)
			x.script(s)
			s.finish(t, x.want)
		})
	}
}

// loggedIn is a client whose token t1 has been used.
func loggedIn(s *stream) {
	s.logIn("c1", "t1")
	s.serve("t1")
	s.pass(10 * time.Second)
}

func TestJudgesDuplicateLogins(t *testing.T) {
	judge(t, []observed{
		{"one login with many waiters", nil, func(s *stream) {
			a, b, c := s.page(), s.page(), s.page()
			s.logIn("c1", "t1")
			s.retried(a, "t1")
			s.now = s.now.Add(-50 * ms)
			s.retried(b, "t1")
			s.now = s.now.Add(-50 * ms)
			s.retried(c, "t1")
		}, nil},
		{"a login while another runs", nil, func(s *stream) {
			s.wxLogin()
			s.pass(100 * ms)
			s.wxLogin()
		}, one(client.DuplicateLogin, "concurrent")},
		{"a login after another failed", nil, func(s *stream) {
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
			s.pass(time.Second)
			s.code(s.wxLogin(), "c2")
			s.answer(s.post("c2"), 500, "")
			s.pass(time.Second)
			s.logIn("c3", "t1")
		}, nil},
		{"several 401s of one token, healed by one login", nil, func(s *stream) {
			loggedIn(s)
			a, b := s.page(), s.page()
			sa, sb := s.send(a, "t1"), s.send(b, "t1")
			s.answer(sa, 401, "")
			s.answer(sb, 401, "")
			s.logIn("c2", "t2")
			s.retried(a, "t2")
			s.now = s.now.Add(-50 * ms)
			s.retried(b, "t2")
		}, nil},
		{"a late 401 logs in again", nil, func(s *stream) {
			loggedIn(s)
			a, b := s.page(), s.page()
			sa, sb := s.send(a, "t1"), s.send(b, "t1")
			s.answer(sa, 401, "")
			s.logIn("c2", "t2")
			s.retried(a, "t2")
			s.answer(sb, 401, "")
			s.logIn("c3", "t3")
			s.retried(b, "t3")
		}, one(client.DuplicateLogin, "stale-401")},
		{"a late 401 is sent again", nil, func(s *stream) {
			loggedIn(s)
			a, b := s.page(), s.page()
			sa, sb := s.send(a, "t1"), s.send(b, "t1")
			s.answer(sa, 401, "")
			s.logIn("c2", "t2")
			s.retried(a, "t2")
			s.answer(sb, 401, "")
			s.retried(b, "t2")
		}, nil},
		{"a late 401 of a request of the wrapper's own logs in again", nil, func(s *stream) {
			loggedIn(s)
			own := s.requestOf(0, "t1")
			id := s.called(own)
			s.leaves(id)
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.answer(id, 401, "")
			s.wxLogin()
		}, one(client.DuplicateLogin, "stale-401")},
		{"a late 401 is given up, and then its turn logs in", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			id := s.send(a, "t1")
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.answer(id, 401, "")
			s.resolve(a, 401)
			s.wxLogin()
		}, found{{Class: client.DuplicateLogin, Kind: "needless"}: 1, {Class: client.AuthFailureDelivered}: 1}},
		{"a late 401 while a second send of it is in flight", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			first, second := s.send(a, "t1"), s.send(a, "t1")
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.answer(first, 401, "")
			s.wxLogin()
			s.answer(second, 401, "")
		}, one(client.DuplicateLogin, "needless")},
		{"a login while another has run for exactly five minutes", nil, func(s *stream) {
			s.wxLogin()
			s.pass(5 * time.Minute)
			s.wxLogin()
		}, one(client.DuplicateLogin, "concurrent")},
		{"a login while another has been given up", nil, func(s *stream) {
			s.wxLogin()
			s.pass(5*time.Minute + ms)
			s.wxLogin()
		}, nil},
		{"a login without a cause", nil, func(s *stream) {
			loggedIn(s)
			s.logIn("c2", "t2")
		}, one(client.DuplicateLogin, "needless")},
		{"a login after a logout", nil, func(s *stream) {
			loggedIn(s)
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
		}, nil},
		{"the wrapper's removal is no cause", nil, func(s *stream) {
			loggedIn(s)
			s.emit(wx.Event{Kind: wx.StorageRemove, Key: "token", Had: true})
			s.logIn("c2", "t2")
		}, one(client.DuplicateLogin, "needless")},
		{"an expiry that hits twice in a row", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.logIn("c2", "t2")
			s.refused(a, "t2")
			s.logIn("c3", "t3")
			s.retried(a, "t3")
		}, nil},
	})
}

func TestJudgesLoginsAfterSessionChecksAndLifetimes(t *testing.T) {
	judge(t, []observed{
		{"a login after a failed session check", nil, func(s *stream) {
			loggedIn(s)
			s.checked(s.check(), false)
			s.logIn("c2", "t2")
		}, nil},
		{"a login after a check that held", nil, func(s *stream) {
			loggedIn(s)
			s.checked(s.check(), true)
			s.logIn("c2", "t2")
		}, one(client.DuplicateLogin, "needless")},
		{"a check older than the current token", nil, func(s *stream) {
			loggedIn(s)
			first, second := s.check(), s.check()
			s.checked(first, false)
			s.logIn("c2", "t2")
			s.checked(second, false)
			s.logIn("c3", "t3")
		}, one(client.DuplicateLogin, "needless")},
		{"a check after the login began fails before it ends", nil, func(s *stream) {
			loggedIn(s)
			s.checked(s.check(), false)
			id := s.wxLogin()
			s.code(id, "c2")
			s.checked(s.check(), false)
			s.token(s.post("c2"), "t2")
			s.logIn("c3", "t3")
		}, nil},
		{"a renewal before the announced end", func(c *client.ObserverConfig) { c.RenewMargin = 30 * time.Second }, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.answer(s.post("c1"), 200, `{"token":"t1","expires_in":60}`)
			s.pass(30 * time.Second)
			s.logIn("c2", "t2")
		}, nil},
		{"a renewal long before the announced end", func(c *client.ObserverConfig) { c.RenewMargin = 30 * time.Second }, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.answer(s.post("c1"), 200, `{"token":"t1","expires_in":60}`)
			s.pass(29 * time.Second)
			s.logIn("c2", "t2")
		}, one(client.DuplicateLogin, "needless")},
	})
}

// TestLoginsAreRememberedForAWhile has many logins between a login and what comes of
// it: those that run are never forgotten, those that ended are after 64 others.
func TestLoginsAreRememberedForAWhile(t *testing.T) {
	others := func(s *stream, n int) {
		for range n {
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
			s.pass(time.Second)
		}
	}
	concurrent := func(n int64) found { return found{{Class: client.DuplicateLogin, Kind: "concurrent"}: n} }
	judge(t, []observed{
		{"one that runs", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			others(s, 200)
			s.token(s.post("c1"), "t1")
			if n := s.o.LoginPosts().Succeeded; n != 1 {
				t.Errorf("%d logins succeeded", n)
			}
		}, concurrent(200)},
		{"one that ended before 64 others", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.answer(s.post("c1"), 500, "")
			others(s, 64)
			s.post("c1")
		}, one(client.CodeReused, "")},
		{"one that ended among many, but lately", nil, func(s *stream) {
			others(s, 100)
			s.code(s.wxLogin(), "c1")
			s.answer(s.post("c1"), 500, "")
			others(s, 3)
			s.post("c1")
		}, one(client.CodeReused, "")},
		{"one that ended before 66 others", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.answer(s.post("c1"), 500, "")
			others(s, 66)
			s.post("c1")
		}, nil},
	})
}

func TestJudgesHowLoginsAreMade(t *testing.T) {
	judge(t, []observed{
		{"five wx.login in a second", nil, func(s *stream) {
			for range 5 {
				s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
				s.pass(249 * ms)
			}
		}, one(client.LoginRate, "login")},
		{"five wx.login in a little more", nil, func(s *stream) {
			for range 20 {
				s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
				s.pass(250 * ms)
			}
		}, nil},
		{"five wx.checkSession in a second", nil, func(s *stream) {
			for range 5 {
				s.checked(s.check(), true)
			}
		}, one(client.LoginRate, "checkSession")},
		{"four of each in a moment", nil, func(s *stream) {
			for range 4 {
				s.checked(s.check(), true)
				s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
			}
		}, nil},
		{"a code POSTed twice", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.breaks(s.post("c1"))
			s.answer(s.post("c1"), 400, "")
		}, one(client.CodeReused, "")},
		{"a code POSTed 5 minutes and a moment later", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.pass(5*time.Minute + ms)
			s.token(s.post("c1"), "t1")
		}, one(client.CodeExpired, "")},
		{"a code POSTed 5 minutes later", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.pass(5 * time.Minute)
			s.token(s.post("c1"), "t1")
		}, nil},
		{"the login endpoint refuses, and the wrapper insists", nil, func(s *stream) {
			for range 5 {
				s.code(s.wxLogin(), "c")
				s.answer(s.post("c"), 401, "")
				s.pass(time.Second)
			}
		}, one(client.LoginLoop, "")},
		{"the login endpoint refuses four times in a row", nil, func(s *stream) {
			for range 4 {
				s.code(s.wxLogin(), "c")
				s.answer(s.post("c"), 401, "")
				s.pass(time.Second)
			}
		}, nil},
		{"pages ask again and again", nil, func(s *stream) {
			for range 10 {
				a := s.page()
				s.code(s.wxLogin(), "c")
				s.answer(s.post("c"), 401, "")
				s.reject(a)
				s.pass(time.Second)
			}
		}, nil},
		{"a login POST behind business requests", nil, func(s *stream) {
			a := s.pageWith("GET", false)
			sent := s.send(a, "")
			s.code(s.wxLogin(), "c1")
			post := s.called(postOf("c1"))
			s.pass(ms)
			s.answer(sent, 200, "")
			s.leaves(post)
			s.resolve(a, 200)
			s.token(post, "t1")
		}, one(client.LoginStarved, "")},
		{"a login POST that had no room", nil, func(s *stream) {
			a := s.pageWith("GET", false)
			sent := s.send(a, "")
			s.code(s.wxLogin(), "c1")
			s.dropped(s.called(postOf("c1")), errno.TooMany)
			s.answer(sent, 200, "")
			s.resolve(a, 200)
		}, one(client.LoginStarved, "")},
		{"a login POST that gets no slot before the end", nil, func(s *stream) {
			s.send(s.pageWith("GET", false), "")
			s.code(s.wxLogin(), "c1")
			s.called(postOf("c1"))
			s.pass(ms)
		}, one(client.LoginStarved, "")},
		{"a login POST in the background", nil, func(s *stream) {
			a := s.pageWith("GET", false)
			sent := s.send(a, "")
			s.code(s.wxLogin(), "c1")
			s.tell(wx.AppHide)
			post := s.called(postOf("c1"))
			s.pass(ms)
			s.dropped(post, errno.Interrupted)
			s.answer(sent, 200, "")
			s.resolve(a, 200)
		}, nil},
		{"a login POST that waited for a slot when the app was hidden", nil, func(s *stream) {
			a := s.pageWith("GET", false)
			sent := s.send(a, "")
			s.code(s.wxLogin(), "c1")
			post := s.called(postOf("c1"))
			s.tell(wx.AppHide)
			s.pass(ms)
			s.dropped(post, errno.Interrupted)
			s.answer(sent, 200, "")
			s.resolve(a, 200)
		}, one(client.LoginStarved, "")},
		{"a login POST behind nothing but another", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			first := s.post("c1")
			post := s.called(postOf("c1b"))
			s.pass(ms)
			s.token(first, "t1")
			s.leaves(post)
			s.answer(post, 400, "")
		}, nil},
		{"a login POST that leaves at once, by a clock that does not stand still", nil, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			post := s.called(postOf("c1"))
			s.pass(30 * time.Microsecond)
			s.leaves(post)
			s.token(post, "t1")
		}, nil},
	})
}

func TestTellsOfADefectWhenTheClientFirstShowsIt(t *testing.T) {
	var told []client.DefectKey
	s := newStream(func(c *client.ObserverConfig) {
		c.Shown = func(d client.DefectKey) { told = append(told, d) }
	})
	for i := range 3 {
		s.begin(fmt.Sprint("c", i))
		s.pass(time.Second)
	}
	if len(told) != 1 || told[0] != (client.DefectKey{Class: client.DuplicateLogin, Kind: "concurrent"}) {
		t.Errorf("told of %v, want one duplicate of two", told)
	}
}
