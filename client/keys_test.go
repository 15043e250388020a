package client_test

import (
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// closed is the answer of a server that cannot open what it was sent.
const closed = `{"code":42201}`

// getUserInfo is a page's wx.getUserInfo.
func (s *stream) getUserInfo() {
	id := s.id()
	s.emit(wx.Event{Kind: wx.UserInfoCall, ID: id})
	s.pass(20 * ms)
	s.emit(wx.Event{Kind: wx.UserInfoOK, ID: id})
}

// sealedPage is a page that wants to send what wx.getUserInfo gave.
func (s *stream) sealedPage() int {
	s.callers++
	s.names[s.callers] = "profile"
	s.emit(wx.Event{Kind: wx.PageCall, ID: s.callers, Name: "profile", Method: "POST", Identity: true, Sealed: true})
	return s.callers
}

// unopened is a sealed call that the server cannot open.
func (s *stream) unopened(caller int, token string) {
	s.answer(s.send(caller, token), 422, closed)
	s.reject(caller)
}

// twice is a client whose second login is justified.
func twice(s *stream) {
	s.logIn("c1", "t1")
	s.tell(wx.Logout)
	s.logIn("c2", "t2")
}

func knowsKeys(c *client.ObserverConfig) {
	t := target
	t.KeyDisplaced = wrapper.Match{Path: "code", Values: []string{"42201"}}
	c.Target = &t
}

func TestJudgesDisplacedKeys(t *testing.T) {
	judge(t, []observed{
		{"data that cannot be opened after two logins", knowsKeys, func(s *stream) {
			twice(s)
			s.getUserInfo()
			s.unopened(s.sealedPage(), "t2")
		}, one(client.KeyDisplaced, "")},
		{"data that can be opened after two logins", knowsKeys, func(s *stream) {
			twice(s)
			s.getUserInfo()
			s.retried(s.sealedPage(), "t2")
		}, nil},
		{"data that cannot be opened after one login", knowsKeys, func(s *stream) {
			s.logIn("c1", "t1")
			s.getUserInfo()
			s.unopened(s.sealedPage(), "t1")
		}, nil},
		{"data sealed before the last login", knowsKeys, func(s *stream) {
			twice(s)
			s.getUserInfo()
			caller := s.sealedPage()
			s.refused(caller, "t2")
			s.logIn("c3", "t3")
			s.unopened(caller, "t3")
		}, nil},
		{"data sealed while wx.login was asking", knowsKeys, func(s *stream) {
			twice(s)
			s.tell(wx.Logout)
			id := s.wxLogin()
			s.getUserInfo()
			s.code(id, "c3")
			s.token(s.post("c3"), "t3")
			s.unopened(s.sealedPage(), "t3")
		}, nil},
		{"data sealed under the key of a code that was never exchanged", knowsKeys, func(s *stream) {
			s.logIn("c1", "t1")
			s.tell(wx.Logout)
			s.code(s.wxLogin(), "c2")
			s.getUserInfo()
			s.unopened(s.sealedPage(), "t1")
		}, one(client.KeyDisplaced, "")},
		{"another request with the same answer", knowsKeys, func(s *stream) {
			twice(s)
			s.getUserInfo()
			s.unopened(s.page(), "t2")
		}, nil},
		{"another answer to sealed data", knowsKeys, func(s *stream) {
			twice(s)
			s.getUserInfo()
			caller := s.sealedPage()
			s.answer(s.send(caller, "t2"), 400, `{"code":40000}`)
			s.reject(caller)
		}, nil},
	})
}

func TestJudgesLeakedKeys(t *testing.T) {
	leaky := func(s *stream, form string) {
		s.logIn("c1", "t1")
		caller := s.page()
		id := s.send(caller, "t1")
		s.emit(wx.Event{Kind: wx.RequestDone, ID: id, Request: s.requests[id],
			Response: &wx.Response{Status: 200, Caller: caller, Leak: form}})
		s.resolve(caller, 200)
	}
	judge(t, []observed{
		{"a key in an answer", nil, func(s *stream) { leaky(s, "hex") }, one(client.KeyLeaked, "")},
		{"no key in an answer", nil, func(s *stream) { leaky(s, "") }, nil},
	})
}

func TestJudgesIdentities(t *testing.T) {
	named := func(openid string) func(*client.ObserverConfig) {
		return func(c *client.ObserverConfig) {
			t := target
			t.Identity = "data.openid"
			c.Target, c.OpenID = &t, openid
		}
	}
	answers := func(bodies ...string) func(*stream) {
		return func(s *stream) {
			s.logIn("c1", "t1")
			for _, body := range bodies {
				caller := s.page()
				s.answer(s.send(caller, "t1"), 200, body)
				s.resolve(caller, 200)
			}
		}
	}
	const me, you, nobody = `{"data":{"openid":"me"}}`, `{"data":{"openid":"you"}}`, `{"data":{}}`
	judge(t, []observed{
		{"another user's answer", named("me"), answers(me, you, me), one(client.IdentityMixed, "")},
		{"the client's own answers", named("me"), answers(me, nobody, me), nil},
		{"another user's answer after the first", named(""), answers(nobody, me, you), one(client.IdentityMixed, "")},
		{"the same user's answers", named(""), answers(you, nobody, you), nil},
		{"answers that nobody compares", nil, answers(me, you), nil},
	})
}

func TestCountsTheLoginsThatGaveAToken(t *testing.T) {
	s := newStream(nil)
	twice(s)
	s.pass(ms)
	s.code(s.wxLogin(), "c3") // the same login POSTed twice, with success both times
	s.token(s.post("c3"), "t3")
	s.token(s.post("c3"), "t4")
	s.code(s.wxLogin(), "c4")
	s.answer(s.post("c4"), 500, "")
	if n := s.o.LoginsSucceeded(); n != 3 {
		t.Errorf("%d logins gave a token, want 3", n)
	}
}
