package client_test

import (
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// binding is a target at which a guest is bound by POST /bind.
func binding(c *client.ObserverConfig) {
	with := target
	with.Bind = wrapper.BindEndpoint{Path: "/bind", Token: "user.token"}
	c.Target = &with
}

// bind is a page's request that binds a guest, on its way.
func (s *stream) bind(token string) (caller, id int) {
	caller = s.pageWith("POST", true)
	r := s.requestOf(caller, token)
	r.Method, r.URL = "POST", origin+"/bind"
	id = s.called(r)
	s.leaves(id)
	return caller, id
}

// binds answers it with a token.
func (s *stream) binds(caller, id int, token string) {
	s.answer(id, 200, `{"user":{"token":"`+token+`"}}`)
	s.resolve(caller, 200)
}

func TestTheTokenOfABindingTakesTheGuestsPlace(t *testing.T) {
	judge(t, []observed{
		{"a late refusal of the guest's token, and the request is sent again", binding, func(s *stream) {
			s.logIn("c1", "guest")
			late := s.page()
			id := s.send(late, "guest")
			caller, bind := s.bind("guest")
			s.binds(caller, bind, "t1")
			s.answer(id, 401, "")
			s.retried(late, "t1")
			s.serve("t1")
		}, nil},
		{"a late refusal, and a login because of it", binding, func(s *stream) {
			s.logIn("c1", "guest")
			late := s.page()
			id := s.send(late, "guest")
			caller, bind := s.bind("guest")
			s.binds(caller, bind, "t1")
			s.answer(id, 401, "")
			s.logIn("c2", "t2")
			s.retried(late, "t2")
		}, one(client.DuplicateLogin, "stale-401")},
		{"a binding without a token leaves the guest's", binding, func(s *stream) {
			s.logIn("c1", "guest")
			caller, bind := s.bind("guest")
			s.answer(bind, 200, `{"user":{}}`)
			s.resolve(caller, 200)
			s.serve("guest")
		}, nil},
		{"the guest's token is dead, and nothing took its place", binding, func(s *stream) {
			s.logIn("c1", "guest")
			caller, bind := s.bind("guest")
			s.answer(bind, 200, `{}`)
			s.resolve(caller, 200)
			refused := s.page()
			s.refused(refused, "guest")
			s.logIn("c2", "t2")
			s.retried(refused, "t2")
		}, nil},
		{"a guest whom no login made", binding, func(s *stream) {
			late := s.page()
			id := s.send(late, "guest")
			caller, bind := s.bind("guest")
			s.binds(caller, bind, "t1")
			s.answer(id, 401, "")
			s.retried(late, "t1")
		}, nil},
		{"a guest whom no login made, and a needless login after the binding", binding, func(s *stream) {
			caller, bind := s.bind("guest")
			s.binds(caller, bind, "t1")
			s.logIn("c1", "t2")
		}, one(client.DuplicateLogin, "needless")},
		{"a binding that fails brings nothing", binding, func(s *stream) {
			s.logIn("c1", "guest")
			caller, bind := s.bind("guest")
			s.answer(bind, 500, `{"user":{"token":"t1"}}`)
			s.reject(caller)
			refused := s.page()
			s.refused(refused, "guest")
			s.logIn("c2", "t2")
			s.retried(refused, "t2")
		}, nil},
		{"another request's answer is no binding", binding, func(s *stream) {
			s.logIn("c1", "guest")
			caller := s.page()
			id := s.send(caller, "guest")
			s.answer(id, 200, `{"user":{"token":"t1"}}`)
			s.resolve(caller, 200)
			refused := s.page()
			s.refused(refused, "guest")
			s.logIn("c2", "t2")
			s.retried(refused, "t2")
		}, nil},
	})
}

func TestABindingIsRecognisedWhoeverSendsIt(t *testing.T) {
	with := wrapper.Target{Bind: wrapper.BindEndpoint{Path: "/bind", Token: "token"}}
	for r, want := range map[*wx.Request]bool{
		{Method: "POST", URL: origin + "/bind", Caller: 3}: true, {Method: "POST", URL: origin + "/bind?x=1"}: true,
		{Method: "GET", URL: origin + "/bind"}: false, {Method: "POST", URL: origin + "/binding"}: false,
	} {
		if with.IsBind(r) != want {
			t.Errorf("%s %s: %v", r.Method, r.URL, !want)
		}
	}
}
