package wrapper

import (
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

func TestALateRejectionOfATokenFromBeforeALogoutTouchesNoNewerOne(t *testing.T) {
	a := newApp(t, "reference", func(r *wx.Request) *wx.Response {
		if r.HeaderValue("Authorization") == "t0" {
			return nil // answered by hand
		}
		return accepting(anyToken)(r)
	}, func(s *Settings, _ *wx.Config, storage *wx.Storage) { storage.Set(s.TokenKey, "t0") })
	a.call(&Call{URL: "/late", Identity: true})
	a.loop.Turn(a.Logout)
	a.call(&Call{URL: "/a", Identity: true})
	a.pass(time.Second)
	a.want(t, "/a", "ok")
	a.receivers[0].Receive(&wx.Response{Status: 401}, nil)
	a.pass(time.Second)
	a.want(t, "/late", "ok") // sent again, with the new token
	if len(a.codes) != 1 || a.wx.GetStorage(a.settings.TokenKey) != "t1" {
		t.Errorf("%d logins, token %q", len(a.codes), a.wx.GetStorage(a.settings.TokenKey))
	}
}

func TestARenewalMarginLongerThanATokensLifeIsHalfOfIt(t *testing.T) {
	a := newApp(t, "reference", accepting(`{"data":{"token":"t","expires_in":60}}`), func(s *Settings, _ *wx.Config, _ *wx.Storage) {
		s.Target.Login.ExpiresIn, s.RenewMargin = "data.expires_in", time.Hour
	})
	for range 100 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(time.Second)
	}
	if len(a.codes) != 4 {
		t.Errorf("logins at %v, want one every 30 s", a.codes)
	}
}

func TestTheFifthLoginWithinASecondWaitsForItsEnd(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), nil)
	for range 5 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(200 * time.Millisecond)
		a.loop.Turn(a.Logout)
	}
	a.call(&Call{URL: "/a", Identity: true})
	a.pass(time.Second)
	if len(a.codes) < 5 || a.codes[3]-a.codes[0] > 700*time.Millisecond || a.codes[4]-a.codes[0] != time.Second+time.Millisecond {
		t.Errorf("logins at %v", a.codes)
	}
}

func TestACodeThatDiedWhileTheAppWasAwayIsNotSent(t *testing.T) {
	for away, sent := range map[time.Duration]int{6 * time.Minute: 0, 4 * time.Minute: 1} {
		a := newApp(t, "reference", accepting(anyToken), nil)
		a.launch()
		a.loop.Suspend()
		a.pass(away)
		a.loop.Resume()
		if len(a.sent) != sent {
			t.Errorf("after %v: %d login POSTs, want %d", away, len(a.sent), sent)
		}
	}
}

func TestARequestWithoutAnAnswerIsGivenUpASecondAfterItsTimeout(t *testing.T) {
	a := newApp(t, "reference", func(*wx.Request) *wx.Response { return nil }, nil)
	a.call(&Call{URL: "/public"})
	a.pass(12*time.Second + 900*time.Millisecond)
	a.want(t, "/public", "")
	a.pass(100 * time.Millisecond)
	a.want(t, "/public", "request:fail abort")
}

// slow answers each request to a path with /slow when the test says so.
func slow(r *wx.Request) *wx.Response {
	if strings.Contains(r.URL, "/slow") {
		return nil
	}
	return accepting(anyToken)(r)
}

func TestARequestLimitBoundsThoseInFlight(t *testing.T) {
	a := newApp(t, "reference", slow, func(s *Settings, _ *wx.Config, _ *wx.Storage) { s.RequestLimit = 2 })
	for _, url := range []string{"/public/slow1", "/public/slow2", "/public/3", "/public/4"} {
		a.call(&Call{URL: url})
	}
	a.pass(time.Second)
	if a.wx.InFlight() != 2 || len(a.sent) != 2 {
		t.Errorf("%d in flight of %d sent, want 2", a.wx.InFlight(), len(a.sent))
	}
	a.receivers[0].Receive(&wx.Response{Status: 200}, nil)
	a.pass(time.Second)
	for _, url := range []string{"/public/slow1", "/public/3", "/public/4"} {
		a.want(t, url, "ok")
	}
	a.receivers[1].Receive(&wx.Response{Status: 200}, nil)
	for range 4 { // as many as ever may be sent at once, no more
		a.call(&Call{URL: "/public/slow"})
	}
	if a.wx.InFlight() != 2 {
		t.Errorf("%d in flight at the end, want 2", a.wx.InFlight())
	}
}

func TestACallThatGivesUpLeavesTheLineOfThoseBehindIt(t *testing.T) {
	a := newApp(t, "reference", slow, func(s *Settings, _ *wx.Config, _ *wx.Storage) {
		s.RequestLimit, s.WaitDeadline = 1, 5*time.Second
	})
	a.call(&Call{URL: "/public/slow"})
	a.call(&Call{URL: "/public/given-up"})
	a.pass(4 * time.Second)
	a.call(&Call{URL: "/public/behind"})
	a.call(&Call{URL: "/public/last"})
	a.pass(2 * time.Second)
	a.want(t, "/public/given-up", ErrDeadline.Error())
	a.receivers[0].Receive(&wx.Response{Status: 200}, nil)
	a.pass(time.Second)
	a.want(t, "/public/behind", "ok")
	a.want(t, "/public/last", "ok")
	if len(a.sent) != 3 {
		t.Errorf("%d requests sent, want 3", len(a.sent))
	}
}

func TestTheSessionIsCheckedAgainASecondAfterTheLastCheck(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), func(s *Settings, _ *wx.Config, storage *wx.Storage) { storage.Set(s.TokenKey, "t0") })
	a.launch()
	a.pass(time.Second - time.Millisecond)
	a.loop.Turn(a.Show)
	if a.checks != 1 {
		t.Errorf("%d checks within a second", a.checks)
	}
	a.pass(time.Millisecond)
	a.loop.Turn(a.Show)
	if a.checks != 2 {
		t.Errorf("%d checks after a second", a.checks)
	}
}
