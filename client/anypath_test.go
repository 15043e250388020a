package client_test

import (
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// codeEverywhere is a target without a login endpoint.
func codeEverywhere(c *client.ObserverConfig) {
	with := target
	with.Login.Path, with.Login.Code = wrapper.AnyPath, wrapper.Place{In: wrapper.InHeader, Name: "X-WX-Code"}
	c.Target = &with
}

// sendCode sends a page's call with a code in the place of a token.
func (s *stream) sendCode(caller int, code string) int {
	r := s.requestOf(caller, "")
	r.Header = []wx.Header{{Name: "X-WX-Code", Value: code}}
	id := s.called(r)
	s.leaves(id)
	return id
}

func TestARequestWithACodeIsALogin(t *testing.T) {
	judge(t, []observed{
		{"one that brings a token, and the next with that", codeEverywhere, func(s *stream) {
			caller := s.page()
			s.code(s.wxLogin(), "c1")
			id := s.sendCode(caller, "c1")
			s.token(id, "t1")
			s.resolve(caller, 200)
			s.serve("t1")
		}, nil},
		{"two at a time", codeEverywhere, func(s *stream) {
			a, b := s.page(), s.page()
			s.code(s.wxLogin(), "c1")
			s.code(s.wxLogin(), "c2")
			first, second := s.sendCode(a, "c1"), s.sendCode(b, "c2")
			s.token(first, "t1")
			s.token(second, "t2")
			s.resolve(a, 200)
			s.resolve(b, 200)
		}, one(client.DuplicateLogin, "concurrent")},
		{"a code that is sent twice", codeEverywhere, func(s *stream) {
			a, b := s.page(), s.page()
			s.code(s.wxLogin(), "c1")
			first, second := s.sendCode(a, "c1"), s.sendCode(b, "c1")
			s.token(first, "t1")
			s.answer(second, 400, "")
			s.resolve(a, 200)
			s.reject(b)
		}, one(client.CodeReused, "")},
		{"a request with neither", codeEverywhere, func(s *stream) {
			caller := s.page()
			s.answer(s.send(caller, ""), 401, "")
			s.reject(caller)
		}, found{{Class: client.TokenlessSend}: 1, {Class: client.AuthFailureIgnored}: 1}},
		{"a token that is refused, and a code instead", codeEverywhere, func(s *stream) {
			caller := s.page()
			s.code(s.wxLogin(), "c1")
			s.token(s.sendCode(caller, "c1"), "t1")
			s.resolve(caller, 200)
			other := s.page()
			s.refused(other, "t1")
			s.code(s.wxLogin(), "c2")
			s.token(s.sendCode(other, "c2"), "t2")
			s.resolve(other, 200)
		}, nil},
	})
}
