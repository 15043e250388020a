package client_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// aStray is a wx.login whose code nobody sends.
func aStray(s *stream) { s.code(s.wxLogin(), "stray") }

func TestALoginWhoseCodeNobodySendsIsNoLogin(t *testing.T) {
	duplicate := func(kind string) found { return one(client.DuplicateLogin, kind) }
	judge(t, []observed{
		{"in App.onLaunch, before the real one", nil, func(s *stream) {
			aStray(s)
			s.refused(s.page(), "")
			s.logIn("c1", "t1")
			s.tell(wx.AppDestroy)
		}, one(client.TokenlessSend, "")},
		{"in App.onLaunch, at the same time as the real one", nil, func(s *stream) {
			dropped, id := s.wxLogin(), s.wxLogin()
			s.code(id, "c1")
			s.token(s.post("c1"), "t1")
			s.code(dropped, "stray")
		}, nil},
		{"in App.onLaunch, answered after the real one was judged concurrent but for it", nil, func(s *stream) {
			dropped := s.wxLogin()
			s.begin("c1")
			s.begin("c2")
			s.code(dropped, "stray")
		}, duplicate("concurrent")},
		{"beside a valid token", nil, func(s *stream) {
			s.logIn("c1", "t1")
			aStray(s)
			s.serve("t1")
		}, nil},
		{"beside a valid token, its code sent after all", nil, func(s *stream) {
			s.logIn("c1", "t1")
			s.code(s.wxLogin(), "c2")
			s.pass(time.Minute)
			s.token(s.post("c2"), "t2")
		}, duplicate("needless")},
		{"its code sent when it had been given up", nil, func(s *stream) {
			s.logIn("c1", "t1")
			s.code(s.wxLogin(), "c2")
			s.pass(6 * time.Minute)
			s.serve("t1")
			s.token(s.post("c2"), "t2")
		}, found{{Class: client.DuplicateLogin, Kind: "needless"}: 1, {Class: client.CodeExpired}: 1}},
		{"a login that was never answered runs all the same", nil, func(s *stream) {
			s.wxLogin()
			s.logIn("c1", "t1")
		}, duplicate("concurrent")},
		{"a login that failed beside a stray", nil, func(s *stream) {
			aStray(s)
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
		}, nil},
		{"it keeps nobody waiting, so that a failure may not be ignored for it", nil, func(s *stream) {
			s.logIn("c1", "t1")
			aStray(s)
			caller := s.page()
			s.refused(caller, "t1")
			s.reject(caller)
		}, one(client.AuthFailureIgnored, "")},
		{"a call that waits for its POST hangs for it", func(c *client.ObserverConfig) { c.Deadline = time.Second }, func(s *stream) {
			aStray(s)
			s.page()
			s.pass(time.Minute)
		}, one(client.HungRequest, "login-never-sent")},
		{"more of them than WeChat lets through", nil, func(s *stream) {
			for range 5 {
				aStray(s)
			}
		}, one(client.LoginRate, "login")},
	})
}

func TestStraysAreCountedApart(t *testing.T) {
	s := newStream(nil)
	aStray(s)
	s.logIn("c1", "t1")
	s.tell(wx.AppDestroy)
	aStray(s)
	s.finish(t, nil)
	if y := s.o.Tally(); y.LoginsStarted != 3 || y.LoginsStray != 2 || y.LoginsAbandoned != 2 || y.Justified != 1 {
		t.Errorf("%+v", y)
	}
}

func TestAVerdictWaitsForTheLoginsThatRanAtItsStart(t *testing.T) {
	s := newStream(nil)
	dropped := s.wxLogin()
	s.logIn("c1", "t1")
	if y := s.o.Tally(); y.Justified+y.Duplicates() != 0 {
		t.Errorf("judged while another's fate was unknown: %+v", y)
	}
	s.code(dropped, "late")
	s.answer(s.post("late"), 500, "")
	s.finish(t, one(client.DuplicateLogin, "concurrent"))
	if y := s.o.Tally(); y.Justified != 1 || y.Concurrent != 1 {
		t.Errorf("%+v", y)
	}
}

func TestTheExampleOfADuplicateEndsWithItsLogin(t *testing.T) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	s.logIn("c2", "t2")
	if steps := s.example(client.DuplicateLogin, "needless"); steps[len(steps)-1] != "500 wx.login" {
		t.Errorf("it ends with %q", steps[len(steps)-1])
	}
}

// postsOf sends login POSTs with these codes, all refused.
func postsOf(codes ...string) func(*stream) {
	return func(s *stream) {
		for _, code := range codes {
			s.answer(s.post(code), 400, "")
		}
	}
}

func TestAPOSTWithoutItsLoginsCodeIsThatLoginsAllTheSame(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(*stream)
		want client.Tally
	}{
		"an empty code": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			postsOf("")(s)
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsFailed: 1, Justified: 1}}},
		"a code of the wrapper's own": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			postsOf("[object Object]")(s)
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsFailed: 1, Justified: 1}}},
		"sent before wx.login has answered": {func(s *stream) {
			id := s.wxLogin()
			postsOf("undefined")(s)
			s.code(id, "c1")
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsFailed: 1, Justified: 1}}},
		"sent before wx.login has answered, and its own code after that": {func(s *stream) {
			id := s.wxLogin()
			postsOf("undefined")(s)
			s.code(id, "c1")
			s.token(s.post("c1"), "t1")
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsSucceeded: 1, Justified: 1}}},
		"the same again": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			postsOf("", "", "")(s)
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsFailed: 1, Justified: 1}}},
		"one for each of two logins": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			postsOf("")(s)
			s.code(s.wxLogin(), "c2")
			postsOf("")(s)
		}, client.Tally{LoginsStarted: 2, TargetTally: client.TargetTally{LoginsFailed: 2, Justified: 2}}},
		"a token for it": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.token(s.post(""), "t1")
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsSucceeded: 1, Justified: 1}}},
		"a second one beside a valid token": {func(s *stream) {
			s.logIn("c1", "t1")
			s.code(s.wxLogin(), "c2")
			s.token(s.post(""), "t2")
		}, client.Tally{LoginsStarted: 2, TargetTally: client.TargetTally{LoginsSucceeded: 2, Justified: 1, Needless: 1}}},
		"its own code after an empty one": {func(s *stream) {
			s.code(s.wxLogin(), "c1")
			postsOf("")(s)
			s.token(s.post("c1"), "t1")
		}, client.Tally{LoginsStarted: 1, TargetTally: client.TargetTally{LoginsSucceeded: 1, Justified: 1}}},
		"no wx.login at all": {postsOf(""), client.Tally{}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStream(nil)
			test.do(s)
			s.o.Finish(s.now, false)
			y := s.o.Tally()
			checkBooks(t, y)
			got := client.Tally{LoginsStarted: y.LoginsStarted, LoginsStray: y.LoginsStray, TargetTally: client.TargetTally{
				LoginsSucceeded: y.LoginsSucceeded, LoginsFailed: y.LoginsFailed, Justified: y.Justified, Needless: y.Needless}}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got %+v\nwant %+v", got, test.want)
			}
			if y.Defects[client.DefectKey{Class: client.CodeReused}] != nil {
				t.Error("an unknown code is taken for a reused one")
			}
		})
	}
}

func TestALoginFromBeforeALogoutNeverBecomesCurrent(t *testing.T) {
	judge(t, []observed{
		{"a login after the logout is justified although the other brought a token", nil, func(s *stream) {
			post := s.begin("c1")
			s.tell(wx.Logout)
			s.token(post, "t1")
			s.logIn("c2", "t2")
		}, nil},
		{"a login after the logout is not concurrent with it", nil, func(s *stream) {
			post := s.begin("c1")
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.token(post, "t1")
			s.serve("t2")
		}, nil},
		{"two logins after the logout are concurrent", nil, func(s *stream) {
			s.begin("c1")
			s.tell(wx.Logout)
			s.begin("c2")
			s.logIn("c3", "t3")
		}, one(client.DuplicateLogin, "concurrent")},
		{"logout, then login", nil, func(s *stream) {
			s.logIn("c1", "t1")
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.serve("t2")
		}, nil},
		{"a late token of it does not take the place of the new one", nil, func(s *stream) {
			post := s.begin("c1")
			s.tell(wx.Logout)
			s.logIn("c2", "t2")
			s.token(post, "t1")
			s.logIn("c3", "t3")
		}, one(client.DuplicateLogin, "needless")},
	})
}
