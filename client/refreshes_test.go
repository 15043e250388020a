package client_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// refreshing is a target that gives refresh tokens.
func refreshing(c *client.ObserverConfig) {
	with := target
	with.Refresh = wrapper.RefreshEndpoint{Path: "/refresh", Carries: wrapper.Place{Name: "refresh_token"}, RefreshToken: "refresh_token"}
	c.Target = &with
}

// refreshCalled is wx.request of a refresh POST.
func (s *stream) refreshCalled(refreshToken string) int {
	return s.called(&wx.Request{Method: "POST", URL: origin + "/refresh", Body: []byte(`{"refresh_token":"` + refreshToken + `"}`)})
}

// refresh sends a refresh POST.
func (s *stream) refresh(refreshToken string) int {
	id := s.refreshCalled(refreshToken)
	s.leaves(id)
	return id
}

// renewed answers a login or a refresh with a token and a refresh token.
func (s *stream) renewed(id int, token, refreshToken string) {
	s.answer(id, 200, `{"token":"`+token+`","refresh_token":"`+refreshToken+`"}`)
}

// expired is a client whose token t1 was rejected, in a request that waits.
func (s *stream) expired() (caller int) {
	s.renewed(s.begin("c1"), "t1", "r1")
	caller = s.page()
	s.refused(caller, "t1")
	return caller
}

func TestRefreshesAreJudgedLikeLogins(t *testing.T) {
	duplicate := func(kind string) found { return one(client.DuplicateRefresh, kind) }
	judge(t, []observed{
		{"one for a rejected token", refreshing, func(s *stream) {
			caller := s.expired()
			s.renewed(s.refresh("r1"), "t2", "r2")
			s.retried(caller, "t2")
		}, nil},
		{"one shared by two requests", refreshing, func(s *stream) {
			caller, other := s.expired(), s.page()
			s.refused(other, "t1")
			s.renewed(s.refresh("r1"), "t2", "r2")
			s.retried(caller, "t2")
			s.retried(other, "t2")
		}, nil},
		{"another beside it", refreshing, func(s *stream) {
			s.expired()
			first := s.refresh("r1")
			s.answer(s.refresh("r1"), 401, "")
			s.renewed(first, "t2", "r2")
		}, found{{Class: client.DuplicateRefresh, Kind: "concurrent"}: 1, {Class: client.RefreshTokenReused}: 1}},
		{"for a 401 that comes late", refreshing, func(s *stream) {
			caller, late := s.expired(), s.page()
			id := s.send(late, "t1")
			s.renewed(s.refresh("r1"), "t2", "r2")
			s.retried(caller, "t2")
			s.answer(id, 401, "")
			s.renewed(s.refresh("r2"), "t3", "r3")
		}, duplicate("stale-401")},
		{"for nothing", refreshing, func(s *stream) {
			s.renewed(s.begin("c1"), "t1", "r1")
			s.renewed(s.refresh("r1"), "t2", "r2")
		}, duplicate("needless")},
		{"before the announced end, within the margin", func(c *client.ObserverConfig) {
			refreshing(c)
			c.RenewMargin = 10 * time.Second
		}, func(s *stream) {
			s.answer(s.begin("c1"), 200, `{"token":"t1","refresh_token":"r1","expires_in":60}`)
			s.pass(51 * time.Second)
			s.renewed(s.refresh("r1"), "t2", "r2")
		}, nil},
		{"before the announced end, without a margin", refreshing, func(s *stream) {
			s.answer(s.begin("c1"), 200, `{"token":"t1","refresh_token":"r1","expires_in":60}`)
			s.pass(58 * time.Second)
			s.renewed(s.refresh("r1"), "t2", "r2")
			if note := s.o.Tally().Clues.Note(client.DefectKey{Class: client.DuplicateRefresh, Kind: "needless"}, "renew_margin"); note == "" {
				t.Error("nothing is said of renew_margin")
			}
		}, duplicate("needless")},
		{"a login beside it", refreshing, func(s *stream) {
			s.expired()
			refresh := s.refresh("r1")
			login := s.begin("c2")
			s.renewed(refresh, "t2", "r2")
			s.renewed(login, "t3", "r3")
		}, one(client.DuplicateLogin, "concurrent")},
		{"a login beside one that is refused", refreshing, func(s *stream) {
			s.expired()
			refresh := s.refresh("r1")
			login := s.begin("c2")
			s.answer(refresh, 401, "")
			s.renewed(login, "t3", "r3")
		}, nil},
		{"a refresh beside a login", refreshing, func(s *stream) {
			s.expired()
			login := s.begin("c2")
			s.answer(s.refresh("r1"), 401, "")
			s.renewed(login, "t3", "r3")
		}, duplicate("concurrent")},
		{"a refresh beside a wx.login whose code nobody sends", refreshing, func(s *stream) {
			s.expired()
			s.code(s.wxLogin(), "stray")
			s.renewed(s.refresh("r1"), "t2", "r2")
		}, nil},
		{"a login after one that was refused, with a token that nobody rejected", refreshing, func(s *stream) {
			s.renewed(s.begin("c1"), "t1", "r1")
			s.answer(s.refresh("r1"), 400, "")
			s.renewed(s.begin("c2"), "t2", "r2")
		}, duplicate("needless")},
		{"a login after one that the server could not do, with such a token", refreshing, func(s *stream) {
			s.renewed(s.begin("c1"), "t1", "r1")
			s.answer(s.refresh("r1"), 503, "")
			s.renewed(s.begin("c2"), "t2", "r2")
		}, found{{Class: client.DuplicateRefresh, Kind: "needless"}: 1, {Class: client.DuplicateLogin, Kind: "needless"}: 1}},
	})
}

func TestARefreshTokenThatIsSpentMayNotBeSentAgain(t *testing.T) {
	reused := func(n int64) found {
		if n == 0 {
			return nil
		}
		return found{{Class: client.RefreshTokenReused}: n}
	}
	// again rejects the newest token, so that the next refresh is justified.
	again := func(s *stream, token string) { s.refused(s.page(), token) }
	judge(t, []observed{
		{"sent after its successor came", refreshing, func(s *stream) {
			s.expired()
			s.renewed(s.refresh("r1"), "t2", "r2")
			again(s, "t2")
			s.answer(s.refresh("r1"), 401, "")
		}, reused(1)},
		{"and once more", refreshing, func(s *stream) {
			s.expired()
			s.renewed(s.refresh("r1"), "t2", "r2")
			again(s, "t2")
			s.answer(s.refresh("r1"), 401, "")
			s.answer(s.refresh("r1"), 401, "")
		}, reused(2)},
		{"one that works for ever: the answer repeats it", refreshing, func(s *stream) {
			s.expired()
			s.renewed(s.refresh("r1"), "t2", "r1")
			again(s, "t2")
			s.renewed(s.refresh("r1"), "t3", "r1")
		}, nil},
		{"one that works for ever: the answer has none", refreshing, func(s *stream) {
			s.expired()
			s.token(s.refresh("r1"), "t2")
			again(s, "t2")
			s.token(s.refresh("r1"), "t3")
		}, nil},
		{"its first answer was lost: nobody can know", refreshing, func(s *stream) {
			s.expired()
			s.breaks(s.refresh("r1"))
			s.answer(s.refresh("r1"), 401, "")
		}, nil},
		{"its first answer was lost, and it still worked", refreshing, func(s *stream) {
			s.expired()
			s.breaks(s.refresh("r1"))
			s.renewed(s.refresh("r1"), "t2", "r2")
		}, nil},
		{"the server failed the first time", refreshing, func(s *stream) {
			s.expired()
			s.answer(s.refresh("r1"), 500, "")
			s.renewed(s.refresh("r1"), "t2", "r2")
		}, nil},
	})
}

func TestWhatARefreshDoesForTheOtherClasses(t *testing.T) {
	judge(t, []observed{
		{"a request that is rejected after a refresh was not ignored", refreshing, func(s *stream) {
			caller := s.expired()
			s.answer(s.refresh("r1"), 401, "")
			s.reject(caller)
		}, nil},
		{"a request that is rejected without one was", refreshing, func(s *stream) {
			s.reject(s.expired())
		}, one(client.AuthFailureIgnored, "")},
		{"a request that waits for one that was refused hangs for it", refreshing, func(s *stream) {
			s.expired()
			s.answer(s.refresh("r1"), 401, "")
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "refresh-failed")},
		{"a request that waits for one that brought a token hangs for it", refreshing, func(s *stream) {
			s.expired()
			s.renewed(s.refresh("r1"), "t2", "r2")
			s.pass(2 * time.Minute)
		}, one(client.HungRequest, "refresh-succeeded")},
		{"it renews no session: a failed check before it is a reason for a login", refreshing, func(s *stream) {
			caller := s.expired()
			check := s.check()
			s.renewed(s.refresh("r1"), "t2", "r2")
			s.checked(check, false)
			s.renewed(s.begin("c2"), "t3", "r3")
			s.retried(caller, "t3")
		}, nil},
		{"its refusal, again and again", refreshing, func(s *stream) {
			s.expired()
			for range 5 {
				s.answer(s.refresh("r1"), 401, "")
			}
		}, one(client.LoginLoop, "")},
	})
}

func TestRefreshesAreCounted(t *testing.T) {
	measured := 0
	s := newStream(func(c *client.ObserverConfig) {
		refreshing(c)
		c.ValidWhenIssued = func(_ int, older, newer string) (bool, bool) { return older == "t2", true }
		c.Measure = func(m client.Metric, _ string, d time.Duration) {
			if m == client.RefreshTime && d == 250*ms {
				measured++
			}
		}
	})
	caller := s.expired()
	id := s.refresh("r1")
	s.pass(250 * ms)
	s.renewed(id, "t2", "r2")
	s.retried(caller, "t2")
	s.renewed(s.refresh("r2"), "t3", "r3") // needless
	s.answer(s.refresh("r3"), 401, "")     // needless
	s.breaks(s.refresh("r3"))              // the last was refused
	s.dropped(s.refreshCalled("r3"), 600003)
	s.refreshCalled("r3") // it has no slot for all the time that a login may take
	s.pass(6 * time.Minute)
	s.refresh("r3")
	s.o.Finish(s.now, false)
	y := s.o.Tally()
	checkBooks(t, y)
	got := y.Refreshes
	want := client.Refreshes{Started: 7, Succeeded: 2, Failed: 3, Abandoned: 1, Running: 1, Justified: 5, Needless: 2, DuplicateClients: 1,
		Refused: 1, Sends: 5, Answers: 3, ServerDuplicates: 1}
	if got != want || measured != 1 {
		t.Errorf("got  %+v, measured %d\nwant %+v", got, measured, want)
	}
	if y.LoginsStarted != 1 || y.LoginSends != 1 || s.o.LoginPosts().Succeeded != 1 {
		t.Errorf("refreshes are among the logins: %+v", y)
	}
	if steps := s.example(client.DuplicateRefresh, "needless"); len(steps) == 0 {
		t.Error("no example")
	}
}
