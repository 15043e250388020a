package client_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

func TestCountsEverySendAndItsEnd(t *testing.T) {
	s := newStream(nil)
	a, b := s.page(), s.pageWith("GET", false)
	s.refused(a, "") // one answer
	s.logIn("c1", "t1")
	s.refused(a, "t1")
	s.breaks(s.send(b, "t1"))
	s.dropped(s.called(s.requestOf(b, "t1")), errno.Interrupted)
	s.code(s.wxLogin(), "c2")
	s.answer(s.post("c2"), 500, "")
	s.post("c2") // stays in flight
	s.send(b, "t1")
	s.emit(wx.Event{Kind: wx.LoginFail, ID: s.wxLogin(), Err: &wx.Error{ErrMsg: "login:fail"}})
	s.wxLogin()
	s.o.Finish(s.now, false)
	y := s.o.Tally()
	checkBooks(t, y)
	for _, x := range []struct {
		name      string
		got, want int64
	}{
		{"sends", y.Sends, 7}, {"answers", y.Answers, 4}, {"failures", y.Failures, 1}, {"in flight", y.InFlight, 2},
		{"dropped", y.Dropped, 1}, {"login sends", y.LoginSends, 3}, {"login answers", y.LoginAnswers, 2},
		{"codes", y.Codes, 2}, {"without a token", y.TokenlessSends, 1}, {"authentication failures", y.AuthFailuresSeen, 2},
		{"logins", y.LoginsStarted, 4}, {"succeeded", y.LoginsSucceeded, 1}, {"failed", y.LoginsFailed, 1},
		{"running", y.LoginsRunning, 2}, {"duplicates", y.Duplicates(), 2}, {"clients with a duplicate", y.DuplicateClients, 1},
		{"open", y.Open, 2},
	} {
		if x.got != x.want {
			t.Errorf("%s: %d, want %d", x.name, x.got, x.want)
		}
	}
}

func TestAClientWithoutADuplicateIsNotCounted(t *testing.T) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	if y := s.o.Tally(); y.DuplicateClients != 0 || y.Justified != 1 {
		t.Errorf("%d clients with a duplicate, %d justified logins", y.DuplicateClients, y.Justified)
	}
}

func TestEachOutcomeOfACallIsCountedOnce(t *testing.T) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	for _, end := range []func(caller int){
		func(c int) { s.answer(s.send(c, "t1"), 200, ""); s.resolve(c, 200) },
		func(c int) { s.answer(s.send(c, "t1"), 500, ""); s.reject(c) },
		func(c int) { s.answer(s.send(c, "t1"), 401, ""); s.resolve(c, 401) },
		func(c int) { s.answer(s.send(c, "t1"), 500, ""); s.resolve(c, 500) },
		func(c int) { s.answer(s.send(c, "t1"), 200, `{"data": 1}`); s.empty(c) },
		func(c int) { s.answer(s.send(c, "t1"), 204, ""); s.empty(c) }, // nothing is what it got
		func(c int) { s.send(c, "t1") },
	} {
		end(s.page())
	}
	s.page()
	s.pass(2 * time.Minute)
	s.o.FindHung(s.now, false) // the last two
	s.page()
	s.o.Finish(s.now, false)
	want := client.Outcomes{Issued: 9, OK: 2, Rejected: 1, AuthFailure: 1, HTTPError: 1, Empty: 1, Hung: 2, Open: 1}
	if y := s.o.Tally(); y.Outcomes != want {
		t.Errorf("got %+v, want %+v", y.Outcomes, want)
	}
	for name, n := range s.o.Tally().ByName {
		if n.Issued != 1 {
			t.Errorf("%s: %+v", name, n)
		}
	}
}

func TestAResetTallyCountsFromZeroUnderTheSameNames(t *testing.T) {
	s := newStream(nil)
	s.wxLogin()
	s.wxLogin()
	a := s.page()
	y := s.o.Tally()
	y.Reset()
	if y.LoginsStarted != 0 || y.Issued != 0 || len(y.Defects) != 0 || y.ByName["r1"].Issued != 0 {
		t.Errorf("after a reset: %+v", y)
	}
	s.reject(a)
	if y.Rejected != 1 || y.ByName["r1"].Rejected != 1 {
		t.Errorf("a call that began before the reset: %+v", y.ByName["r1"])
	}
}

// TestTheServersViewOfALogin asks a server that knows whether the token which the
// client had was still valid.
func TestTheServersViewOfALogin(t *testing.T) {
	for _, x := range []struct {
		name                  string
		valid, unknown        bool
		first                 bool // the client has no token yet
		overlap, afterCheck   bool
		known                 bool
		duplicates, afterFail int64
	}{
		{name: "the first login", first: true, valid: true, known: true},
		{name: "of a dead token", known: true},
		{name: "of a valid token", valid: true, known: true, duplicates: 1},
		{name: "of a valid token, after a failed session check", valid: true, afterCheck: true, known: true, afterFail: 1},
		{name: "of a dead token, after a failed session check", afterCheck: true, known: true},
		{name: "beside another POST", overlap: true, known: true, duplicates: 1},
		{name: "at a server that has forgotten", valid: true, unknown: true},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := newStream(func(c *client.ObserverConfig) {
				c.ValidWhenIssued = func(_ int, older, newer string) (bool, bool) {
					if older != "t0" || newer != "t1" {
						t.Errorf("asked about %q and %q", older, newer)
					}
					return x.valid, !x.unknown
				}
			})
			if !x.first {
				s.o.ColdStart("t0")
			}
			if x.afterCheck {
				s.checked(s.check(), false)
			}
			s.code(s.wxLogin(), "c1")
			post := s.post("c1")
			if x.overlap {
				s.post("c1")
			}
			s.called(postOf("c1")) // has not left, so that it overlaps with nothing
			s.token(post, "t1")
			y := s.o.Tally()
			if y.ServerKnown != x.known || y.ServerDuplicates != x.duplicates || y.ServerAfterCheck != x.afterFail {
				t.Errorf("known %v, %d duplicates, %d after a check", y.ServerKnown, y.ServerDuplicates, y.ServerAfterCheck)
			}
		})
	}
}
