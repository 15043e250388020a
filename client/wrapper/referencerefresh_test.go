package wrapper

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// renewer is a developer server whose refresh tokens work once.
type renewer struct {
	*app
	issued   int
	token    string // the valid one
	refresh  string // the one that is not spent
	fails    int    // the status of all refreshes; zero: as they should be
	lose     bool   // the answers to refreshes
	posts    []string
	spentTwo bool // a refresh token came twice
}

func (s *renewer) serve(r *wx.Request) *wx.Response {
	switch target := &s.settings.Target; {
	case target.IsLogin(r):
		s.posts = append(s.posts, "login")
		return s.issue()
	case target.IsRefresh(r):
		s.posts = append(s.posts, "refresh")
		if s.fails != 0 {
			return &wx.Response{Status: s.fails}
		}
		if target.RefreshTokenOf(r) != s.refresh {
			s.spentTwo = true
			return &wx.Response{Status: 401}
		}
		if resp := s.issue(); !s.lose {
			return resp
		}
		return nil
	case target.TokenOf(r) != s.token:
		return &wx.Response{Status: 401}
	}
	return &wx.Response{Status: 200, Body: []byte(`{"data":{}}`)}
}

func (s *renewer) issue() *wx.Response {
	s.issued++
	s.token, s.refresh = fmt.Sprint("t", s.issued), fmt.Sprint("r", s.issued)
	return &wx.Response{Status: 200, Body: fmt.Appendf(nil, `{"data":{"token":%q,"refresh_token":%q}}`, s.token, s.refresh)}
}

// newRenewer starts reference with what such a server gave an earlier run.
func newRenewer(t *testing.T) *renewer {
	s := &renewer{issued: 1, token: "t1", refresh: "r1"}
	s.app = newApp(t, "reference", s.serve, func(o *Settings, _ *wx.Config, storage *wx.Storage) {
		o.Target.Refresh = RefreshEndpoint{Path: "/refresh", Carries: Place{InBody, "refresh_token"}, RefreshToken: "data.refresh_token"}
		o.RefreshKey = "refresh"
		storage.Set(o.TokenKey, "t1")
		storage.Set("refresh", "r1")
	})
	return s
}

// ask makes pages' requests at one moment, and waits for them.
func (s *renewer) ask(t *testing.T, urls ...string) {
	t.Helper()
	for _, url := range urls {
		s.call(&Call{URL: url, Identity: true})
	}
	s.pass(time.Second)
	for _, url := range urls {
		s.want(t, url, "ok")
	}
}

func (s *renewer) sentToRenew(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(s.posts, want) {
		t.Errorf("got %q, want %q", s.posts, want)
	}
}

func TestOneRefreshRenewsTheTokenForAllWhoNeedIt(t *testing.T) {
	s := newRenewer(t)
	s.launch()
	s.token = "expired"
	s.ask(t, "/a", "/b", "/c")
	s.sentToRenew(t, "refresh")
	s.token = "expired again"
	s.ask(t, "/d", "/e")
	s.sentToRenew(t, "refresh", "refresh")
	if len(s.codes) != 0 || s.spentTwo {
		t.Errorf("%d logins, a refresh token sent twice: %v", len(s.codes), s.spentTwo)
	}
}

func TestALoginFollowsARefreshThatBringsNothing(t *testing.T) {
	for _, status := range []int{400, 401, 500, 200} {
		s := newRenewer(t)
		s.token, s.fails = "expired", status
		s.ask(t, "/a", "/b")
		s.sentToRenew(t, "refresh", "login")
		s.token, s.fails = "expired again", 0
		s.ask(t, "/c")
		s.sentToRenew(t, "refresh", "login", "refresh")
	}
}

func TestARefreshTokenIsSpentBeforeItIsSent(t *testing.T) {
	s := newRenewer(t)
	s.token, s.lose = "expired", true
	s.call(&Call{URL: "/a", Identity: true})
	s.pass(200 * time.Millisecond)
	s.sentToRenew(t, "refresh")
	if got := s.wx.GetStorage("refresh"); got != "" {
		t.Errorf("%q is still stored: an app that is closed now would send it again", got)
	}
	s.receivers[0].Receive(nil, &wx.Error{ErrMsg: "request:fail timeout"})
	s.pass(time.Second)
	s.want(t, "/a", "ok")
	s.sentToRenew(t, "refresh", "login")
}

func TestARefreshTokenThatWorksForEverIsKept(t *testing.T) {
	s := newRenewer(t)
	once := s.world.serve
	s.world.serve = func(r *wx.Request) *wx.Response {
		resp := once(r)
		if s.settings.Target.IsRefresh(r) {
			s.refresh = "r1"
			resp.Body = []byte(strings.ReplaceAll(string(resp.Body), "refresh_token", "other"))
		}
		return resp
	}
	for i := range 3 {
		s.token = "expired"
		s.ask(t, fmt.Sprint("/", i))
	}
	s.sentToRenew(t, "refresh", "refresh", "refresh")
}

func TestALogoutForgetsTheRefreshTokenToo(t *testing.T) {
	s := newRenewer(t)
	s.token, s.lose = "expired", true
	s.call(&Call{URL: "/a", Identity: true})
	s.pass(200 * time.Millisecond)
	s.loop.Turn(func() { s.Logout() })
	s.receivers[0].Receive(&wx.Response{Status: 200, Body: []byte(`{"data":{"token":"t9","refresh_token":"r9"}}`)}, nil)
	s.pass(100 * time.Millisecond)
	if s.wx.GetStorage("refresh") != "" || s.wx.GetStorage(s.settings.TokenKey) != "" {
		t.Error("a refresh that the logout overtook has stored its tokens")
	}
	s.ask(t, "/b")
	s.sentToRenew(t, "refresh", "login")
}

// The session that is over cannot be made again by a refresh.
func TestALostSessionTakesALoginAlthoughThereIsARefreshToken(t *testing.T) {
	s := newRenewer(t)
	s.over = &wx.Error{ErrMsg: "checkSession:fail"}
	s.launch()
	s.ask(t, "/a")
	s.sentToRenew(t, "login")
}

func TestARefreshIsRecognisedAndItsTokenFound(t *testing.T) {
	login := LoginEndpoint{Path: "/login", Code: Place{InBody, "code"}}
	for name, e := range map[string]RefreshEndpoint{
		"in the body":             {Path: "/refresh", Carries: Place{InBody, "refresh_token"}},
		"in a header":             {Path: "/refresh", Carries: Place{InHeader, "X-Refresh"}},
		"in the query":            {Method: "GET", Path: "/refresh", Carries: Place{InQuery, "rt"}},
		"at the path of logins":   {Path: "/login", Carries: Place{InBody, "refresh_token"}},
		"at an absolute URL":      {Path: "https://login.example.com/refresh", Carries: Place{Name: "rt"}},
		"of another method there": {Method: "PUT", Path: "/login", Carries: Place{InBody, "refresh_token"}},
	} {
		target := &Target{Login: login, Refresh: e}
		r := target.RefreshRequest("a+b/c=&\"d")
		if !isAbsolute(r.URL) {
			r.URL = apiOrigin + r.URL
		}
		if sent := throughPlatform(t, r); !target.IsRefresh(sent) || target.IsLogin(sent) || target.RefreshTokenOf(sent) != "a+b/c=&\"d" {
			t.Errorf("%s: %s %s is refresh %v, login %v, with %q", name, sent.Method, sent.URL, target.IsRefresh(sent), target.IsLogin(sent), target.RefreshTokenOf(sent))
		}
		post := target.LoginRequest("c1")
		post.URL = apiOrigin + post.URL
		if target.IsRefresh(post) || !target.IsLogin(post) {
			t.Errorf("%s: its login is taken for a refresh", name)
		}
	}
}
