package wrapper

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// expired answers the token t0 with 401, and anything else well.
func expired(r *wx.Request) *wx.Response {
	if r.HeaderValue("Authorization") == "t0" {
		return &wx.Response{Status: 401}
	}
	return accepting(anyToken)(r)
}

func withToken(s *Settings, _ *wx.Config, storage *wx.Storage) { storage.Set(s.TokenKey, "t0") }

// profile is a call with data that was sealed now.
func (a *app) profile(identity bool) *Call {
	return &Call{URL: "/profile", Method: "POST", Identity: identity, Body: []byte("sealed by the page"),
		Sealed: &Sealed{At: a.Now(), Again: func(u *wx.UserInfo) []byte { return []byte(u.EncryptedData) }}}
}

// bodies are those of the profiles that were sent.
func (a *app) bodies() string {
	var all []string
	for _, r := range a.sent {
		if strings.HasSuffix(r.URL, "/profile") {
			all = append(all, string(r.Body))
		}
	}
	return strings.Join(all, ", ")
}

func TestDataThatWasSealedBeforeALoginIsSealedAgain(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(*app)
		want string
	}{
		"a token that the target rejects": {func(a *app) { a.call(a.profile(true)) }, "sealed by the page, sealed1"},
		"a login between the sealing and the call": {func(a *app) {
			c := a.profile(true)
			a.pass(time.Millisecond)
			a.call(&Call{URL: "/other", Identity: true})
			a.pass(time.Second)
			a.call(c)
		}, "sealed1"},
		"a login that runs at the call": {func(a *app) {
			c := a.profile(true)
			a.pass(time.Millisecond)
			a.call(&Call{URL: "/other", Identity: true})
			a.pass(60 * time.Millisecond)
			a.call(c)
		}, "sealed1"},
		"a login while it is sealed again": {func(a *app) {
			a.call(a.profile(true))
			a.pass(140 * time.Millisecond) // the login has ended, and WeChat is asked
			a.loop.Turn(a.Logout)
			a.call(&Call{URL: "/other", Identity: true})
		}, "sealed by the page, sealed2"},
		"a session that ends while it is sealed again": {func(a *app) {
			a.sealing = 100 * time.Millisecond
			a.call(a.profile(true))
			a.pass(190 * time.Millisecond) // WeChat is asked until 230 ms
			a.over = errors.New("checkSession:fail")
			a.loop.Turn(a.Show) // which logs in at 210 ms, and has a code at 240 ms
		}, "sealed by the page, sealed2"},
		"a call that needs no token": {func(a *app) {
			c := a.profile(false)
			a.pass(time.Millisecond)
			a.call(&Call{URL: "/other", Identity: true})
			a.pass(time.Second)
			a.call(c)
		}, "sealed1"},
		"no login": {func(a *app) {
			a.call(&Call{URL: "/other", Identity: true})
			a.pass(time.Second)
			a.call(a.profile(true))
		}, "sealed by the page"},
	} {
		t.Run(name, func(t *testing.T) {
			a := newApp(t, "reference", expired, withToken)
			test.do(a)
			a.pass(5 * time.Second)
			a.want(t, "/profile", "ok")
			if got := a.bodies(); got != test.want {
				t.Errorf("sent %s, want %s", got, test.want)
			}
		})
	}
}

func TestDataOfATapIsNotSentAfterALogin(t *testing.T) {
	a := newApp(t, "reference", expired, withToken)
	c := a.profile(true)
	c.Sealed.Again = nil
	a.call(c)
	a.pass(time.Second)
	a.want(t, "/profile", ErrSealed.Error())
	if got := a.bodies(); got != "sealed by the page" {
		t.Errorf("sent %s", got)
	}
	if a.sealed != 0 {
		t.Error("wx.getUserInfo was asked for what it does not give")
	}
	d := a.profile(true) // the user has tapped again
	d.Sealed.Again = nil
	a.call(d)
	a.pass(time.Second)
	a.want(t, "/profile", "ok")
}

func TestAProfileThatWeChatDoesNotGiveAgainRejectsItsCall(t *testing.T) {
	a := newApp(t, "reference", expired, withToken)
	a.noProfile = errors.New("getUserInfo:fail auth deny")
	a.call(a.profile(true))
	a.pass(time.Second)
	a.want(t, "/profile", "getUserInfo:fail auth deny")
}

func TestALogoutEndsALogin(t *testing.T) {
	for at, codes := range map[time.Duration]int{10 * time.Millisecond: 0, 50 * time.Millisecond: 1} { // before the POST, and after it
		a := newApp(t, "reference", accepting(anyToken), nil)
		a.call(&Call{URL: "/before", Identity: true})
		a.pass(at)
		a.loop.Turn(a.Logout)
		a.pass(time.Second)
		a.want(t, "/before", ErrLogout.Error())
		if token := a.wx.GetStorage(a.settings.TokenKey); token != "" || len(a.sent) != codes {
			t.Errorf("logout after %v: the storage has %q, %d login POSTs", at, token, len(a.sent))
		}
		a.call(&Call{URL: "/after", Identity: true})
		a.pass(time.Second)
		a.want(t, "/after", "ok")
		if len(a.codes) != 2 {
			t.Errorf("logout after %v: %d logins", at, len(a.codes))
		}
	}
}

func TestALogoutDuringALoginAndALoginAgain(t *testing.T) {
	a := newApp(t, "reference", accepting(anyToken), nil)
	a.call(&Call{URL: "/before", Identity: true})
	a.pass(50 * time.Millisecond)
	a.loop.Turn(a.Logout)
	a.call(&Call{URL: "/after", Identity: true})
	a.pass(time.Second)
	a.want(t, "/after", "ok")
	if len(a.codes) != 2 || a.wx.GetStorage(a.settings.TokenKey) == "" {
		t.Errorf("logins at %v, token %q", a.codes, a.wx.GetStorage(a.settings.TokenKey))
	}
}
