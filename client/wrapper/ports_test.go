package wrapper

import (
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

func TestRequestsHaveTheContentTypeOfTheSettings(t *testing.T) {
	const theirs = "application/vnd.example+json"
	for name, x := range map[string]struct {
		settings, login string
		want, wantLogin string
	}{
		"one for all":                   {theirs, "", theirs, theirs},
		"none: the platform's for JSON": {"", "", "", "application/json"},
		"the login's own":               {theirs, "text/plain", theirs, "text/plain"},
	} {
		a := newApp(t, "template", accepting(anyToken), func(s *Settings, _ *wx.Config, _ *wx.Storage) {
			s.ContentType = x.settings
			if x.login != "" {
				s.Target.Login.Header = []wx.Header{{Name: "content-type", Value: x.login}}
			}
		})
		a.launch()
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(time.Second)
		if got := a.sent[0].HeaderValue("Content-Type"); got != x.wantLogin {
			t.Errorf("%s: login with %q, want %q", name, got, x.wantLogin)
		}
		if got := a.sent[1].HeaderValue("Content-Type"); got != x.want {
			t.Errorf("%s: request with %q, want %q", name, got, x.want)
		}
	}
}

func TestALoginHasNoMoreHeadersThanItNeeds(t *testing.T) {
	own := []wx.Header{{Name: "Content-Type", Value: "text/plain"}}
	for _, s := range []Settings{
		{ContentType: "application/json", Target: Target{Login: LoginEndpoint{Path: "/login", Header: own}}},
		{Target: Target{Login: LoginEndpoint{Path: "/login", Header: own}}},
		{ContentType: "text/plain", Target: Target{Login: LoginEndpoint{Path: "/login"}}},
	} {
		b := base{s: &s}
		if r := b.ownRequest(b.s.Target.LoginRequest("c1")); len(r.Header) != 1 || r.Header[0] != own[0] {
			t.Errorf("headers %v, want %v", r.Header, own)
		}
	}
	b := base{s: &Settings{Target: Target{Login: LoginEndpoint{Path: "/login"}}}}
	if r := b.ownRequest(b.s.Target.LoginRequest("c1")); len(r.Header) != 0 {
		t.Errorf("headers %v, want none", r.Header)
	}
}

func TestEveryWrapperSendsItsHeadersWithTheLoginToo(t *testing.T) {
	for _, info := range All() {
		if info.ID == "flyjs-samefly" {
			continue // its login waits for its own lock
		}
		a := newApp(t, info.ID, accepting(anyToken), func(s *Settings, _ *wx.Config, _ *wx.Storage) {
			s.Header = []wx.Header{{Name: "tenant-id", Value: "1"}, {Name: "X-From", Value: "wrapper"}}
			s.Target.Login.Header = []wx.Header{{Name: "x-from", Value: "login"}}
			s.Target.AuthFailure = Match{}
		})
		a.launch()
		a.call(&Call{URL: "/a", Identity: true})
		a.pass(5 * time.Second)
		logins := 0
		for _, r := range a.sent {
			if !a.settings.Target.IsLogin(r) {
				continue
			}
			logins++
			if got := r.HeaderValue("Tenant-Id") + r.HeaderValue("X-From"); got != "1login" {
				t.Errorf("%s: a login with the headers %v", info.ID, r.Header)
			}
		}
		if logins == 0 && !strings.HasPrefix(info.ID, "egg") { // they trust the session
			t.Errorf("%s: no login among %d requests", info.ID, len(a.sent))
		}
	}
}

func TestTemplateSendsTheHeaderOfATokenThatItHasNot(t *testing.T) {
	for in, want := range map[In]int{InHeader: 1, InQuery: 0} {
		a := newApp(t, "template", accepting(anyToken), func(s *Settings, _ *wx.Config, _ *wx.Storage) {
			s.Target.Token = Place{in, "X-Token"}
		})
		a.call(&Call{URL: "/a"})
		n := 0
		for _, h := range a.sent[0].Header {
			if h.Name == "X-Token" && h.Value == "" {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d empty headers in %v, want %d", in, n, a.sent[0].Header, want)
		}
	}
}

func TestTemplateResolvesWithUndefinedWhereTheAnswerHasNoResult(t *testing.T) {
	for body, want := range map[string]string{
		`{"code":20000}`:               "undefined",
		`{"code":20000,"result":null}`: "answer",
	} {
		a := newApp(t, "template", func(*wx.Request) *wx.Response { return &wx.Response{Status: 200, Body: []byte(body)} }, nil)
		got := ""
		a.loop.Turn(func() {
			loop.Then(a.Wrapper.Request(&Call{Method: "GET", URL: "/a"}), func(r *wx.Response) (any, error) {
				got = "answer"
				if r == nil {
					got = "undefined"
				}
				return nil, nil
			}, nil)
		})
		a.pass(time.Second)
		if got != want {
			t.Errorf("%s: the page gets %s, want %s", body, got, want)
		}
	}
}

func TestACallHangsAfterTheLongestWaitThatItsWrapperMayMake(t *testing.T) {
	for _, x := range []struct {
		timeout, wait, want time.Duration
	}{
		{0, 0, 140 * time.Second}, // 2 × 60 + 15 + 5
		{12 * time.Second, 0, 44 * time.Second},
		{0, 30 * time.Second, 155 * time.Second},
		{10 * time.Second, 20 * time.Second, 45 * time.Second},
	} {
		s := Settings{Timeout: x.timeout, WaitDeadline: x.wait}
		if got := s.HungDeadline(); got != x.want {
			t.Errorf("timeout %v, wait %v: got %v, want %v", x.timeout, x.wait, got, x.want)
		}
	}
}

func TestTheCodeStandsBeforeTheOtherFieldsOfALogin(t *testing.T) {
	for fields, want := range map[string]string{
		"":                  `{"code":"c1"}`,
		"{}":                `{"code":"c1"}`,
		" { } ":             `{"code":"c1"}`,
		`{"app":"a"}`:       `{"code":"c1","app":"a"}`,
		` {"a":1, "b":2}  `: `{"code":"c1","a":1, "b":2}`,
		`{"":0}`:            `{"code":"c1","":0}`,
	} {
		target := Target{Login: LoginEndpoint{Path: "/login", Fields: []byte(fields), Code: Place{InBody, "code"}}}
		if got := string(target.LoginRequest("c1").Body); got != want {
			t.Errorf("fields %q: got %s, want %s", fields, got, want)
		}
	}
}
