package client_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

const pay = "https://pay.example.com"

// withPay has a second target, with tokens of its own under another key.
func withPay(c *client.ObserverConfig) {
	second := target
	second.Origin = pay
	c.Further = []client.FurtherTarget{{Target: &second, TokenKey: "pay-token"}}
}

// at lets f happen at another target.
func (s *stream) at(host string, f func()) {
	was := s.host
	s.host = host
	f()
	s.host = was
}

// both logs in at both targets.
func both(s *stream) {
	s.logIn("c1", "t1")
	s.at(pay, func() { s.logIn("c2", "p1") })
	s.serve("t1")
	s.at(pay, func() { s.serve("p1") })
	s.pass(10 * time.Second)
}

// Two wrappers in one app, each with a backend of its own, are judged each for itself.
func TestLoginsOfSeveralTargetsAreJudgedByTarget(t *testing.T) {
	duplicate := func(kind string) found { return one(client.DuplicateLogin, kind) }
	var a, b int
	judge(t, []observed{
		{"one at each, side by side", withPay, func(s *stream) {
			first, second := s.wxLogin(), s.wxLogin()
			s.code(first, "c1")
			s.code(second, "c2")
			s.at(pay, func() { a = s.post("c2") })
			b = s.post("c1")
			s.token(a, "p1")
			s.token(b, "t1")
			s.serve("t1")
			s.at(pay, func() { s.serve("p1") })
		}, nil},
		{"two at one, while one at the other runs", withPay, func(s *stream) {
			s.begin("c1")
			s.at(pay, func() {
				s.begin("c2")
				s.begin("c3")
			})
		}, duplicate("concurrent")},
		{"two at one, told by their POSTs when a third is answered", withPay, func(s *stream) {
			ids := []int{s.wxLogin(), s.wxLogin(), s.wxLogin()}
			for i, code := range []string{"c1", "c2", "c3"} {
				s.code(ids[i], code)
			}
			s.token(s.post("c2"), "t1")
			s.at(pay, func() {
				s.token(s.post("c1"), "p1")
				s.token(s.post("c3"), "p2")
			})
		}, duplicate("concurrent")},
		{"a 401 at one is no reason for a login at the other", withPay, func(s *stream) {
			both(s)
			a = s.page()
			s.at(pay, func() { s.refused(a, "p1") })
			s.logIn("c3", "t2")
			s.at(pay, func() { s.logIn("c4", "p2"); s.retried(a, "p2") })
		}, duplicate("needless")},
		{"several 401 at one, healed by one login there", withPay, func(s *stream) {
			both(s)
			a, b = s.page(), s.page()
			s.at(pay, func() {
				s.refused(a, "p1")
				s.refused(b, "p1")
				s.logIn("c3", "p2")
				s.retried(a, "p2")
				s.retried(b, "p2")
			})
			s.serve("t1")
		}, nil},
		{"a late 401 at one", withPay, func(s *stream) {
			both(s)
			a, b = s.page(), s.page()
			s.at(pay, func() {
				late := s.send(b, "p1")
				s.refused(a, "p1")
				s.logIn("c3", "p2")
				s.retried(a, "p2")
				s.answer(late, 401, "")
				s.logIn("c4", "p3")
				s.retried(b, "p3")
			})
		}, duplicate("stale-401")},
		{"a late 401 at the other is none", withPay, func(s *stream) {
			both(s)
			a, b = s.page(), s.page()
			late := s.send(b, "t0")
			s.at(pay, func() { s.refused(a, "p1") })
			s.answer(late, 401, "")
			s.at(pay, func() { s.logIn("c3", "p2"); s.retried(a, "p2") })
			s.retried(b, "t1")
		}, nil},
		{"a failed session check counts for each", withPay, func(s *stream) {
			both(s)
			s.checked(s.check(), false)
			s.logIn("c3", "t2")
			s.at(pay, func() { s.logIn("c4", "p2") })
		}, nil},
		{"a wx.login that fails is taken for one that has a reason", withPay, func(s *stream) {
			both(s)
			a = s.page()
			s.at(pay, func() { s.refused(a, "p1") })
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
			s.reject(a)
		}, nil},
		{"a wx.login that fails without any reason", withPay, func(s *stream) {
			both(s)
			s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
		}, duplicate("needless")},
		{"one code at both", withPay, func(s *stream) {
			s.token(s.begin("c1"), "t1")
			s.at(pay, func() { s.answer(s.post("c1"), 500, "") })
		}, one(client.CodeReused, "")},
		{"a logout is one from both", withPay, func(s *stream) {
			both(s)
			s.tell(wx.Logout)
			s.logIn("c3", "t2")
			s.at(pay, func() { s.logIn("c4", "p2") })
		}, nil},
		{"a token is removed for the failure of an older one at the other", withPay, func(s *stream) {
			both(s)
			s.stores("t1")
			a, b = s.page(), s.page()
			s.at(pay, func() {
				late := s.send(b, "p1")
				s.refused(a, "p1")
				s.logIn("c3", "p2")
				s.retried(a, "p2")
				s.answer(late, 401, "")
			})
			s.removes() // that of the first target: nothing older of it was rejected
			s.at(pay, func() { s.retried(b, "p2") })
		}, nil},
		{"a failure at one is ignored although a login ran at the other", withPay, func(s *stream) {
			both(s)
			a = s.page()
			s.at(pay, func() { b = s.begin("c3") })
			s.refused(a, "t1")
			s.reject(a)
			s.token(b, "p2")
		}, found{{Class: client.AuthFailureIgnored}: 1, {Class: client.DuplicateLogin, Kind: "needless"}: 1}},
	})
}

func TestTheCountsOfTargetsAreToldApart(t *testing.T) {
	s := newStream(withPay)
	both(s)
	s.at(pay, func() {
		s.begin("c3")
		s.token(s.begin("c4"), "p3")
	})
	s.o.Finish(s.now, false)
	sum := client.NewTally()
	sum.Add(s.o.Tally())
	sum.Add(s.o.Tally())
	one, two := sum.Targets[0], sum.Targets[1]
	if one.LoginsSucceeded != 2 || one.Concurrent+one.Needless+one.DuplicateClients != 0 || one.Sends != 4 || one.Answers != 4 {
		t.Errorf("the first: %+v", one)
	}
	if two.LoginsSucceeded != 4 || two.LoginsRunning != 2 || two.Justified != 2 || two.Concurrent != 2 || two.Needless != 2 || two.DuplicateClients != 2 || two.Sends != 8 || two.InFlight != 2 {
		t.Errorf("the second: %+v", two)
	}
	for key, d := range sum.Defects {
		if !slices.Equal(d.Targets, []int64{0, d.Count}) {
			t.Errorf("%v: %d of %d", key, d.Targets, d.Count)
		}
	}
}

func TestAnExampleNamesTheTarget(t *testing.T) {
	s := newStream(withPay)
	s.at(pay, func() {
		s.begin("c1")
		s.begin("c2")
	})
	if lines := s.example(client.DuplicateLogin, "concurrent"); !strings.Contains(strings.Join(lines, "\n"), "login POST at "+pay) {
		t.Errorf("%q", lines)
	}
}
