package wrapper

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// header is a developer server that renews the token with each answer.
type header struct {
	*app
	issued int
	valid  []string // tokens
	logins int
}

func (s *header) serve(r *wx.Request) *wx.Response {
	t := &s.settings.Target
	switch {
	case t.IsLogin(r):
		s.logins++
		return &wx.Response{Status: 200, Body: fmt.Appendf(nil, `{"data":{"token":%q}}`, s.issue())}
	case !slices.Contains(s.valid, t.TokenOf(r)):
		return &wx.Response{Status: 401, Header: []wx.Header{{Name: "X-Token", Value: "nobody's"}}}
	}
	return &wx.Response{Status: 200, Body: []byte(`{"data":{}}`), Header: []wx.Header{{Name: "X-Token", Value: s.issue()}}}
}

func (s *header) issue() string {
	s.issued++
	token := fmt.Sprint("t", s.issued)
	s.valid = append(s.valid, token)
	return token
}

func newHeader(t *testing.T, change func(*Settings, *wx.Config)) *header {
	s := &header{issued: 1, valid: []string{"t1"}}
	s.app = newApp(t, "reference", s.serve, func(o *Settings, cfg *wx.Config, storage *wx.Storage) {
		o.Target.Renewed = Renewal{Header: "x-token"}
		storage.Set(o.TokenKey, "t1")
		if change != nil {
			change(o, cfg)
		}
	})
	return s
}

func (s *header) carried() []string {
	var tokens []string
	for _, r := range s.sent {
		if !s.settings.Target.IsLogin(r) {
			tokens = append(tokens, s.settings.Target.TokenOf(r))
		}
	}
	return tokens
}

func (s *header) ask(t *testing.T, urls ...string) {
	t.Helper()
	for _, url := range urls {
		s.call(&Call{URL: url, Identity: true})
	}
	s.pass(time.Second)
	for _, url := range urls {
		s.want(t, url, "ok")
	}
}

func TestTheFirstAnswerRenewsTheToken(t *testing.T) {
	s := newHeader(t, nil)
	s.ask(t, "/a", "/b")
	s.ask(t, "/c")
	if got := s.carried(); !slices.Equal(got, []string{"t1", "t1", "t2"}) {
		t.Errorf("sent with %q", got)
	}
	if got := s.wx.GetStorage(s.settings.TokenKey); got != "t4" || s.logins > 0 {
		t.Errorf("stored %q, after %d logins", got, s.logins)
	}
}

func TestAnAnswerOfBeforeALogoutRenewsNothing(t *testing.T) {
	s := newHeader(t, nil)
	s.call(&Call{URL: "/a", Identity: true})
	s.loop.Turn(s.Logout)
	s.pass(time.Second)
	if got := s.wx.GetStorage(s.settings.TokenKey); got != "" {
		t.Errorf("stored %q after a logout", got)
	}
}

func TestALoginMakesEarlierRenewalsVoid(t *testing.T) {
	s := newHeader(t, nil)
	s.call(&Call{URL: "/public/slow", Identity: false}) // is accepted with t1
	s.valid = nil
	s.ask(t, "/a")
	if s.logins != 1 || !slices.Contains(s.carried(), "t3") {
		t.Errorf("%d logins, sent with %q", s.logins, s.carried())
	}
	s.ask(t, "/b")
	if s.logins != 1 {
		t.Errorf("%d logins", s.logins)
	}
}

// Who waits for a slot goes with the newest token, in order, and does not wait again.
func TestWhoWaitsForASlotIsNotSentBackByARenewal(t *testing.T) {
	s := newHeader(t, func(o *Settings, cfg *wx.Config) { o.RequestLimit = 1 })
	s.ask(t, "/a", "/b", "/c", "/d")
	if got := s.carried(); !slices.Equal(got, []string{"t1", "t2", "t3", "t4"}) {
		t.Errorf("sent with %q", got)
	}
}

func TestATokenInAHeaderLosesItsPrefix(t *testing.T) {
	target := Target{Login: LoginEndpoint{Path: "/login", Token: "token"}, Token: Place{InHeader, "Authorization"}, Prefix: "Bearer ",
		Renewed: Renewal{Header: "authorization"}, With: Companion{Path: "sid", Name: "X-Sid"}}
	r := &wx.Request{Method: "GET", URL: apiOrigin + "/a"}
	target.Carry(r, "t1\ns1")
	answer := &wx.Response{Status: 200, Header: []wx.Header{{Name: "Authorization", Value: "Bearer t2"}}}
	if got, ok := target.RenewedBy(r, answer); got != "t2\ns1" || !ok {
		t.Errorf("renewed %q, %v", got, ok)
	}
	post := &wx.Request{Method: "POST", URL: apiOrigin + "/login"}
	if got, ok := target.RenewedBy(post, answer); ok {
		t.Errorf("the answer to a login renews %q", got)
	}
	answer.Body = []byte(`{"sid":"s2"}`)
	if got, ok := target.NewToken(answer); got != "t2\ns2" || !ok {
		t.Errorf("a login brings %q, %v", got, ok)
	}
	if got, ok := target.RenewedBy(r, &wx.Response{Status: 200}); ok {
		t.Errorf("renewed %q out of nothing", got)
	}
}
