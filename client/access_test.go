package client_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// named is a page's call with a name of its own.
func (s *stream) named(name string) int {
	s.callers++
	s.names[s.callers] = name
	s.emit(wx.Event{Kind: wx.PageCall, ID: s.callers, Name: name, Method: "GET", Identity: true})
	return s.callers
}

func TestARefusalIsAloneWhereOthersAreServedWithItsToken(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(s *stream, a, b int) // with the token t1; a is what is refused
		want int64
	}{
		"served before the refusal came": {func(s *stream, a, b int) {
			x, y := s.send(a, "t1"), s.send(b, "t1")
			s.answer(y, 200, "")
			s.answer(x, 401, "")
		}, 1},
		"served after the refusal": {func(s *stream, a, b int) {
			x, y := s.send(a, "t1"), s.send(b, "t1")
			s.answer(x, 401, "")
			s.answer(y, 200, "")
		}, 1},
		"served before the refused one was sent": {func(s *stream, a, b int) {
			s.answer(s.send(b, "t1"), 200, "")
			s.pass(ms)
			s.answer(s.send(a, "t1"), 401, "")
		}, 0},
		"served with another token": {func(s *stream, a, b int) {
			s.answer(s.send(a, "t1"), 401, "")
			s.logIn("c2", "t2")
			s.answer(s.send(b, "t2"), 200, "")
		}, 0},
		"the other is no success": {func(s *stream, a, b int) {
			x, y := s.send(a, "t1"), s.send(b, "t1")
			s.answer(y, 500, "")
			s.answer(x, 401, "")
		}, 0},
		"both refused": {func(s *stream, a, b int) {
			x, y := s.send(a, "t1"), s.send(b, "t1")
			s.answer(y, 401, "")
			s.answer(x, 401, "")
		}, 0},
		"without a token": {func(s *stream, a, b int) {
			x, y := s.send(a, ""), s.send(b, "t1")
			s.answer(y, 200, "")
			s.answer(x, 401, "")
		}, 0},
	} {
		s := newStream(nil)
		s.logIn("c1", "t1")
		test.do(s, s.named("a"), s.named("b"))
		got := int64(0)
		if a := s.o.Tally().Clues.Access["a"]; a != nil {
			got = a.Alone
		}
		if got != test.want {
			t.Errorf("%s: refused alone %d times, want %d", name, got, test.want)
		}
	}
}

func TestANeedlessLoginNearItsTokensEndIsAClue(t *testing.T) {
	for age, want := range map[time.Duration]time.Duration{4 * time.Second: 0, 8500 * ms: time.Second, 9400 * ms: 100 * ms} {
		s := newStream(nil)
		s.code(s.wxLogin(), "c1")
		s.answer(s.post("c1"), 200, `{"token":"t1","expires_in":9.5}`)
		s.pass(age)
		s.logIn("c2", "t2")
		s.finish(t, one(client.DuplicateLogin, "needless"))
		if c := s.o.Tally().Clues; c.Early[client.DuplicateLogin].Before != want || (c.Early[client.DuplicateLogin].Count == 1) != (want > 0) {
			t.Errorf("after %v: %+v, want %v before the end", age, c, want)
		}
	}
}

func TestAnObserverRemembersFewUsesOfAToken(t *testing.T) {
	s := newStream(nil)
	s.logIn("c1", "t1")
	for range 1000 {
		caller := s.named("a")
		s.answer(s.send(caller, "t1"), 401, "")
		s.reject(caller)
		s.serve("t1")
	}
	if n := s.o.StateSize(); n > 100 {
		t.Errorf("it remembers %d things", n)
	}
}

func TestCallsThatAreTooManySayWhereTheAppWasStartedAnew(t *testing.T) {
	key := client.DefectKey{Class: client.LoginRate, Kind: "login"}
	for name, test := range map[string]struct {
		launches  int
		noted, in int64 // of so many defects
	}{"one run of the app": {0, 0, 2}, "a new run each time": {6, 2, 2}, "a new run at the last": {1, 1, 2}} {
		s := newStream(nil)
		for i := range 6 {
			if 6-i <= test.launches {
				s.tell(wx.AppDestroy)
			}
			s.begin("c" + name)
			s.pass(100 * ms)
		}
		y := s.o.Tally()
		note := y.Clues.Note(key, "")
		if d := y.Defects[key]; d == nil || d.Count != test.in || y.Clues.Hasty[key] != test.noted || (note != "") != (test.noted > 0) {
			t.Errorf("%s: %+v, noted %d, %q", name, d, y.Clues.Hasty[key], note)
		}
	}
}
