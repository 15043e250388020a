package client_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// late401 is a client whose two calls left with t1; the first was rejected, and
// has been sent again with t2. It returns the second and its send.
func late401(s *stream) (call, sent int) {
	loggedIn(s)
	a, b := s.page(), s.page()
	sa, sb := s.send(a, "t1"), s.send(b, "t1")
	s.answer(sa, 401, "")
	s.logIn("c2", "t2")
	s.retried(a, "t2")
	s.stores("t2")
	return b, sb
}

func (s *stream) stores(token string) {
	s.emit(wx.Event{Kind: wx.StorageSet, Key: "token", Value: token})
}

func (s *stream) removes() { s.emit(wx.Event{Kind: wx.StorageRemove, Key: "token", Had: true}) }

func TestJudgesRemovalsOfAFreshToken(t *testing.T) {
	judge(t, []observed{
		{"the wrapper deletes it, and the call waits", nil, func(s *stream) {
			b, sb := late401(s)
			s.answer(sb, 401, "")
			s.removes()
			s.retried(b, "t2")
		}, one(client.FreshTokenDeleted, "")},
		{"the call is settled, and then the wrapper deletes it", nil, func(s *stream) {
			b, sb := late401(s)
			s.answer(sb, 401, "")
			s.resolve(b, 401)
			s.removes()
		}, found{{Class: client.FreshTokenDeleted}: 1, {Class: client.AuthFailureDelivered}: 1}},
		{"the call is sent again, and then the wrapper deletes it", nil, func(s *stream) {
			b, sb := late401(s)
			s.answer(sb, 401, "")
			again := s.send(b, "t2")
			s.removes()
			s.answer(again, 200, "")
			s.resolve(b, 200)
		}, one(client.FreshTokenDeleted, "")},
		{"the call is settled, and the wrapper deletes it a second later", nil, func(s *stream) {
			b, sb := late401(s)
			s.answer(sb, 401, "")
			s.resolve(b, 401)
			s.pass(time.Second)
			s.removes()
		}, found{{Class: client.FreshTokenDeleted}: 1, {Class: client.AuthFailureDelivered}: 1}},
		{"a call of the current token was given up, and then one of an older; a timer deletes it", nil, func(s *stream) {
			b, sb := late401(s)
			a := s.page()
			s.refused(a, "t2")
			s.reject(a)
			s.logIn("c3", "t3")
			s.stores("t3")
			s.answer(sb, 401, "")
			s.reject(b)
			s.pass(time.Second)
			s.removes()
		}, found{{Class: client.FreshTokenDeleted}: 1, {Class: client.AuthFailureIgnored}: 1}},
		{"a refused login deletes it", nil, func(s *stream) {
			loggedIn(s)
			s.code(s.wxLogin(), "c2")
			post := s.post("c2")
			s.stores("t1")
			s.answer(post, 401, "")
			s.removes()
		}, found{{Class: client.FreshTokenDeleted}: 1, {Class: client.DuplicateLogin, Kind: "needless"}: 1}},
	})
}

func TestJudgesRemovalsForOtherReasons(t *testing.T) {
	given := func(s *stream) {
		b, sb := late401(s)
		s.answer(sb, 401, "")
		s.resolve(b, 401)
		s.pass(time.Second)
	}
	delivered := one(client.AuthFailureDelivered, "")
	judge(t, []observed{
		{"undefined, where a fresh token lay before", nil, func(s *stream) {
			b, sb := late401(s)
			s.emit(wx.Event{Kind: wx.StorageSet, Key: "token", Undefined: true})
			s.answer(sb, 401, "")
			s.removes()
			s.retried(b, "t2")
		}, nil},
		{"a rejected token", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			s.refused(a, "t1")
			s.removes()
			s.logIn("c2", "t2")
			s.retried(a, "t2")
		}, nil},
		{"after a failure that was given up, the launch drops it", nil, func(s *stream) {
			given(s)
			s.tell(wx.AppLaunch)
			s.removes()
			s.pass(time.Second)
			s.removes()
		}, delivered},
		{"after a failure that was given up, a session check does", nil, func(s *stream) {
			given(s)
			id := s.check()
			s.checked(id, true)
			s.removes()
		}, delivered},
		{"after a failure that was given up, the user logs out", nil, func(s *stream) {
			given(s)
			s.tell(wx.Logout)
			s.removes()
		}, delivered},
		{"nothing was ever rejected", nil, func(s *stream) {
			loggedIn(s)
			s.stores("t1")
			s.removes()
		}, nil},
	})
}
