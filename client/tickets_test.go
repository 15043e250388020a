package client_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// twoSteps is a target whose logins have two steps.
func twoSteps(c *client.ObserverConfig) {
	with := target
	with.Login.Ticket = wrapper.TicketEndpoint{Path: "/code", Code: with.Login.Code, Ticket: "ticket"}
	with.Login.Code = wrapper.Place{In: wrapper.InBody, Name: "ticket"}
	c.Target = &with
}

// asks sends the POST of a code, for a ticket.
func (s *stream) asks(code string) int {
	id := s.called(&wx.Request{Method: "POST", URL: origin + "/code", Body: []byte(`{"code":"` + code + `"}`)})
	s.leaves(id)
	return id
}

// given answers it with a ticket.
func (s *stream) given(id int, ticket string) { s.answer(id, 200, `{"ticket":"`+ticket+`"}`) }

// trades sends the POST of a ticket.
func (s *stream) trades(ticket string) int {
	id := s.called(&wx.Request{Method: "POST", URL: origin + "/login", Body: []byte(`{"ticket":"` + ticket + `"}`)})
	s.leaves(id)
	return id
}

// ticket is the first step of a login.
func (s *stream) ticket(code, ticket string) {
	s.code(s.wxLogin(), code)
	s.given(s.asks(code), ticket)
}

func TestALoginInTwoStepsIsJudgedAsOne(t *testing.T) {
	reused := one(client.CodeReused, "ticket")
	judge(t, []observed{
		{"one login", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.token(s.trades("k1"), "t1")
		}, nil},
		{"two whose tickets are asked for at once", twoSteps, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.code(s.wxLogin(), "c2")
			first, second := s.asks("c1"), s.asks("c2")
			s.given(first, "k1")
			s.given(second, "k2")
			s.token(s.trades("k1"), "t1")
			s.token(s.trades("k2"), "t2")
		}, one(client.DuplicateLogin, "concurrent")},
		{"another between the steps of the first", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.ticket("c2", "k2")
			s.token(s.trades("k1"), "t1")
			s.token(s.trades("k2"), "t2")
		}, one(client.DuplicateLogin, "concurrent")},
		{"another after the first", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.token(s.trades("k1"), "t1")
			s.ticket("c2", "k2")
			s.token(s.trades("k2"), "t2")
		}, one(client.DuplicateLogin, "needless")},
		{"another after a failed first step", twoSteps, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			s.answer(s.asks("c1"), 500, "")
			s.ticket("c2", "k2")
			s.token(s.trades("k2"), "t2")
		}, nil},
		{"another after a failed second step", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.breaks(s.trades("k1"))
			s.ticket("c2", "k2")
			s.token(s.trades("k2"), "t2")
		}, nil},
		{"a ticket sent again that gave a token", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.token(s.trades("k1"), "t1")
			s.answer(s.trades("k1"), 400, "")
		}, reused},
		{"a ticket sent twice at once", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			first, second := s.trades("k1"), s.trades("k1")
			s.token(first, "t1")
			s.answer(second, 400, "")
		}, reused},
		{"a ticket sent again whose first answer was lost", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.breaks(s.trades("k1"))
			s.token(s.trades("k1"), "t1")
		}, nil},
		{"a code sent twice for tickets", twoSteps, func(s *stream) {
			s.code(s.wxLogin(), "c1")
			first, second := s.asks("c1"), s.asks("c1")
			s.given(first, "k1")
			s.answer(second, 400, "")
			s.token(s.trades("k1"), "t1")
		}, one(client.CodeReused, "")},
		{"a ticket that nobody trades, and a login long after it", twoSteps, func(s *stream) {
			s.ticket("c1", "k1")
			s.pass(6 * time.Minute)
			s.ticket("c2", "k2")
			s.token(s.trades("k2"), "t2")
		}, nil},
		{"a call that waits for a ticket that nobody trades", twoSteps, func(s *stream) {
			s.page()
			s.ticket("c1", "k1")
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "login-never-sent")},
		{"the second step, starved by business requests", func(c *client.ObserverConfig) {
			twoSteps(c)
		}, func(s *stream) {
			s.ticket("c1", "k1")
			s.leaves(s.called(&wx.Request{Method: "GET", URL: origin + "/a", Caller: s.page()}))
			id := s.called(&wx.Request{Method: "POST", URL: origin + "/login", Body: []byte(`{"ticket":"k1"}`)})
			s.pass(time.Second)
			s.emit(wx.Event{Kind: wx.CheckCall, ID: s.id()})
			s.leaves(id)
			s.token(id, "t1")
		}, found{{Class: client.LoginStarved}: 1, {Class: client.TokenlessSend}: 1}},
	})
}

func TestABookOfLoginsInTwoStepsBalances(t *testing.T) {
	s := newStream(twoSteps)
	s.ticket("c1", "k1")
	s.token(s.trades("k1"), "t1") // succeeded
	s.tell(wx.Logout)
	s.code(s.wxLogin(), "c2")
	s.answer(s.asks("c2"), 200, `{}`) // failed: no ticket
	s.ticket("c3", "k3")
	s.answer(s.trades("k3"), 500, "") // failed
	s.ticket("c4", "k4")              // runs
	s.o.Finish(s.now, false)
	n := s.o.Tally()
	if n.LoginsStarted != 4 || n.LoginsSucceeded != 1 || n.LoginsFailed != 2 || n.LoginsRunning != 1 {
		t.Errorf("started %d: succeeded %d, failed %d, running %d", n.LoginsStarted, n.LoginsSucceeded, n.LoginsFailed, n.LoginsRunning)
	}
	if posts := s.o.LoginPosts(); posts != (client.LoginPosts{Succeeded: 3, Tokenless: 1}) {
		t.Errorf("of the codes WeChat has accepted and refused: %+v", posts)
	}
	var why []string
	for key := range n.Reasons {
		if key.Of == client.FailedLogin {
			why = append(why, key.Reason.String())
		}
	}
	if len(why) != 3 {
		t.Errorf("the reasons are %q", why)
	}
}
