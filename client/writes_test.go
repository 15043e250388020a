package client_test

import (
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// reported is a server that can be asked what it accepted.
func reported(c *client.ObserverConfig) { c.ServerReports = true }

// accepted is a send that the server accepts, and whose answer is lost.
func (s *stream) accepted(caller, id int) {
	s.o.Accepted(caller)
	s.breaks(id)
}

func TestJudgesRepeatedWrites(t *testing.T) {
	judge(t, []observed{
		{"a write accepted twice", nil, func(s *stream) {
			loggedIn(s)
			a := s.pageWith("POST", true)
			sa, sb := s.send(a, "t1"), s.send(a, "t1")
			s.answer(sa, 200, "")
			s.resolve(a, 200)
			s.answer(sb, 201, "")
		}, one(client.ReplayedWrite, "")},
		{"a write accepted twice, with many reads between", nil, func(s *stream) {
			loggedIn(s)
			a := s.pageWith("POST", true)
			s.retried(a, "t1")
			for range 30 {
				s.serve("t1")
			}
			s.answer(s.send(a, "t1"), 200, "")
		}, one(client.ReplayedWrite, "")},
		{"a write sent again, and accepted, after an answer that was lost", reported, func(s *stream) {
			loggedIn(s)
			a := s.pageWith("POST", true)
			s.accepted(a, s.send(a, "t1"))
			s.accepted(a, s.send(a, "t1"))
			s.reject(a)
		}, one(client.ReplayedWrite, "")},
		{"a write accepted once more after the app's end", reported, func(s *stream) {
			loggedIn(s)
			a := s.pageWith("POST", true)
			s.accepted(a, s.send(a, "t1"))
			s.breaks(s.send(a, "t1"))
			s.tell(wx.AppDestroy)
			s.o.Accepted(a)
		}, one(client.ReplayedWrite, "")},
		{"a write sent again that had never arrived", reported, func(s *stream) {
			loggedIn(s)
			a := s.pageWith("POST", true)
			s.breaks(s.send(a, "t1"))
			sent := s.send(a, "t1")
			s.o.Accepted(a)
			s.answer(sent, 200, "")
			s.resolve(a, 200)
		}, nil},
		{"a GET accepted twice", nil, func(s *stream) {
			loggedIn(s)
			a := s.page()
			sa, sb := s.send(a, "t1"), s.send(a, "t1")
			s.answer(sa, 200, "")
			s.resolve(a, 200)
			s.answer(sb, 200, "")
		}, nil},
		{"a write repeated after an authentication failure", nil, func(s *stream) {
			loggedIn(s)
			a := s.pageWith("POST", true)
			s.refused(a, "t1")
			s.logIn("c2", "t2")
			s.retried(a, "t2")
		}, nil},
	})
}
