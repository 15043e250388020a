package wrapper

import (
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

func TestAnAnnouncedLifetimeIsRenewedBeforeItsEnd(t *testing.T) {
	a := newApp(t, "reference", accepting(`{"data":{"token":"t","expires_in":60}}`), func(s *Settings, _ *wx.Config, _ *wx.Storage) {
		s.Target.Login.ExpiresIn, s.RenewMargin = "data.expires_in", 10*time.Second
	})
	for range 120 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(time.Second)
		a.want(t, "/a", "ok")
	}
	if len(a.codes) != 3 {
		t.Errorf("%d logins in two minutes, at %v; want one every 50 s", len(a.codes), a.codes)
	}
}

func TestARenewalThatFailsDoesNotHoldUpAGoodToken(t *testing.T) {
	fails := false
	a := newApp(t, "reference", func(r *wx.Request) *wx.Response {
		if fails && strings.HasSuffix(r.URL, "/login") {
			return &wx.Response{Status: 500}
		}
		return accepting(`{"data":{"token":"t","expires_in":60}}`)(r)
	}, func(s *Settings, _ *wx.Config, _ *wx.Storage) {
		s.Target.Login.ExpiresIn, s.RenewMargin = "data.expires_in", 30*time.Second
	})
	a.call(&Call{URL: "/first", Identity: true})
	a.pass(31 * time.Second)
	fails = true
	for range 50 {
		delete(a.results, "/a")
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(200 * time.Millisecond)
		a.want(t, "/a", "ok")
	}
	if n := len(a.codes); n < 3 || n > 8 {
		t.Errorf("%d logins: want a few, further and further apart", n)
	}
	a.pass(30 * time.Second) // the token's end
	a.call(&Call{URL: "/late", Identity: true})
	a.pass(20 * time.Second)
	a.want(t, "/late", "http 500")
}

func TestATokenTooBigToStoreLivesAsLongAsTheApp(t *testing.T) {
	mega := strings.Repeat("x", 1<<20)
	a := newApp(t, "reference", accepting(`{"data":{"token":"`+mega+`"}}`), nil)
	a.launch()
	for range 3 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(time.Second)
		a.want(t, "/a", "ok")
	}
	if len(a.codes) != 1 {
		t.Errorf("%d logins", len(a.codes))
	}
}

func TestTheWaitersOfALaunchAreRejectedWithItsReason(t *testing.T) {
	a := newApp(t, "reference", func(*wx.Request) *wx.Response { return &wx.Response{Status: 503} }, nil)
	a.launch()
	a.call(&Call{URL: "/a", Identity: true})
	a.call(&Call{URL: "/b", Identity: true})
	a.pass(100 * time.Millisecond)
	a.want(t, "/a", "http 503")
	a.want(t, "/b", "http 503")
	if len(a.codes) != 1 {
		t.Errorf("%d logins", len(a.codes))
	}
	a.call(&Call{URL: "/c", Identity: true})
	a.pass(time.Second)
	a.want(t, "/c", "http 503")
	if len(a.codes) != 2 || a.codes[1]-a.codes[0] < firstBackoff/2 {
		t.Errorf("logins at %v: want the second after a backoff", a.codes)
	}
}

func TestBackoffKeepsLoginsApart(t *testing.T) {
	a := newApp(t, "reference", func(*wx.Request) *wx.Response { return &wx.Response{Status: 401} }, nil)
	for range 3000 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(100 * time.Millisecond)
	}
	if n := len(a.codes); n < 10 || n > 30 {
		t.Errorf("%d logins in five minutes", n)
	}
	for i := range len(a.codes) - loginRate {
		if a.codes[i+loginRate]-a.codes[i] < time.Second {
			t.Errorf("five logins within a second, from %v on", a.codes[i])
		}
	}
}

func TestOneSlotStaysFreeForTheLogin(t *testing.T) {
	a := newApp(t, "reference", func(r *wx.Request) *wx.Response {
		if strings.HasSuffix(r.URL, "/slow") {
			return nil
		}
		return accepting(anyToken)(r)
	}, func(_ *Settings, c *wx.Config, _ *wx.Storage) { c.Slots = 3 })
	for range 5 {
		a.call(&Call{URL: "/public/slow"})
	}
	a.call(&Call{URL: "/a", Identity: true})
	if a.wx.InFlight() != 2 {
		t.Errorf("%d business requests in flight, want 2 of 3 slots", a.wx.InFlight())
	}
	a.pass(40 * time.Millisecond)
	if a.wx.InFlight() != 3 || !strings.HasSuffix(a.sent[2].URL, "/login") {
		t.Errorf("the login waits: %d in flight", a.wx.InFlight())
	}
}

func TestEveryWaitEndsWithinTheDeadline(t *testing.T) {
	a := newApp(t, "reference", func(*wx.Request) *wx.Response { return nil }, func(_ *Settings, c *wx.Config, _ *wx.Storage) { c.Slots = 2 })
	urls := []string{"/public/1", "/public/2", "/public/3", "/public/4", "/a", "/b"}
	for _, url := range urls {
		a.call(&Call{URL: url, Identity: true})
	}
	a.pass(44 * time.Second)
	for _, url := range urls {
		if a.results[url] == "" {
			t.Errorf("%s has not settled", url)
		}
	}
	a.want(t, "/public/1", "request:fail abort")
	a.want(t, "/public/3", ErrDeadline.Error())
}

func TestAWhitelistedCallThatIsRejectedMakesTheNextOneLogIn(t *testing.T) {
	a := newApp(t, "reference", func(r *wx.Request) *wx.Response {
		if r.HeaderValue("Authorization") == "old" {
			return &wx.Response{Status: 401}
		}
		return accepting(anyToken)(r)
	}, func(s *Settings, _ *wx.Config, storage *wx.Storage) { storage.Set(s.TokenKey, "old") })
	a.call(&Call{URL: "/public"})
	a.pass(time.Second)
	a.want(t, "/public", "http 401")
	a.call(&Call{URL: "/a", Identity: true})
	a.pass(time.Second)
	a.want(t, "/a", "ok")
	if len(a.codes) != 1 || len(a.sent) != 3 {
		t.Errorf("%d logins, %d requests", len(a.codes), len(a.sent))
	}
}

func TestTheSessionIsCheckedOncePerStartAndOnReturn(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), func(s *Settings, _ *wx.Config, storage *wx.Storage) { storage.Set(s.TokenKey, "t0") })
	a.launch()
	for range 5 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(time.Second)
	}
	if a.checks != 1 {
		t.Errorf("%d checks after the start", a.checks)
	}
	for range 10 { // comes back ten times within a second
		a.loop.Turn(a.Show)
		a.pass(90 * time.Millisecond)
	}
	if a.checks != 2 {
		t.Errorf("%d checks after the returns", a.checks)
	}
}

func TestALogoutForgetsTheToken(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), func(s *Settings, _ *wx.Config, storage *wx.Storage) { storage.Set(s.TokenKey, "t0") })
	a.loop.Turn(a.Logout)
	a.call(&Call{URL: "/a", Identity: true})
	a.pass(time.Second)
	a.want(t, "/a", "ok")
	if len(a.codes) != 1 || a.sent[1].HeaderValue("Authorization") != "t1" {
		t.Errorf("%d logins, token %q", len(a.codes), a.sent[1].HeaderValue("Authorization"))
	}
}

func TestTokensThatLiveForOneRequestStayUnderWeChatsRate(t *testing.T) {
	used := false
	a := newApp(t, "reference", func(r *wx.Request) *wx.Response {
		switch {
		case strings.HasSuffix(r.URL, "/login"):
			used = false
		case used:
			return &wx.Response{Status: 401}
		default:
			used = true
		}
		return accepting(anyToken)(r)
	}, nil)
	for range 50 {
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(185 * time.Millisecond)
	}
	if len(a.codes) < 30 {
		t.Fatalf("%d logins: too few to come near the rate", len(a.codes))
	}
	for i := range len(a.codes) - loginRate {
		if a.codes[i+loginRate]-a.codes[i] < time.Second {
			t.Fatalf("five logins within a second, at %v", a.codes[i:i+loginRate+1])
		}
	}
}
