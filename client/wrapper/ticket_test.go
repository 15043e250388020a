package wrapper

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// twoSteps is a developer server that gives a ticket for a code, and a token for a ticket.
type twoSteps struct {
	*app
	steps   []string // of logins
	answers map[string]*wx.Response
}

const goodStep = `{"code":20000,"ticket":"k1","result":{"token":"t1"},"data":{"token":"t1"},"token":"t1"}`

func (s *twoSteps) serve(r *wx.Request) *wx.Response {
	target := &s.settings.Target
	step := ""
	switch {
	case target.IsTicket(r):
		step = "ticket for " + target.CodeOf(r)
	case target.IsLogin(r):
		step = "token for " + target.TicketOf(r)
	default:
		return &wx.Response{Status: 200, Body: []byte(`{"code":20000,"result":{},"data":{}}`)}
	}
	s.steps = append(s.steps, step)
	if answer, own := s.answers[step[:6]]; own {
		return answer
	}
	return &wx.Response{Status: 200, Body: []byte(goodStep)}
}

func newTwoSteps(t *testing.T, id string, answers map[string]*wx.Response) *twoSteps {
	s := &twoSteps{answers: answers}
	s.app = newApp(t, id, s.serve, func(o *Settings, _ *wx.Config, _ *wx.Storage) {
		code := Place{InBody, "code"}
		o.Target.Login.Ticket = TicketEndpoint{Path: "/code", Code: code, Ticket: "ticket"}
		o.Target.Login.Code = Place{InBody, "ticket"}
	})
	s.over = fmt.Errorf("no session")
	return s
}

func TestEveryWrapperLogsInInTwoStepsWhereTheTargetWantsThem(t *testing.T) {
	for _, info := range All() {
		if info.ID == "flyjs-samefly" {
			continue // its login waits for its own lock
		}
		s := newTwoSteps(t, info.ID, nil)
		s.launch()
		s.pass(5 * time.Second)
		s.call(&Call{URL: "/a", Identity: true})
		s.pass(5 * time.Second)
		want := []string{"ticket for code", "token for k1"}
		if len(s.steps) < 2 || !slices.Equal(s.steps[:2], want) || s.results["/a"] != "ok" && info.ID != "taro" { // which never takes its lock off
			t.Errorf("%s: %q, and the request is %q", info.ID, s.steps, s.results["/a"])
		}
		if last := s.sent[len(s.sent)-1]; s.settings.Target.TokenOf(last) == "" && !strings.HasSuffix(last.URL, "/login") {
			t.Errorf("%s: the last request leaves without the token", info.ID)
		}
	}
}

func TestALoginFailsWithEitherStep(t *testing.T) {
	for name, c := range map[string]struct {
		answers map[string]*wx.Response
		steps   int
		want    string
	}{
		"no ticket":          {map[string]*wx.Response{"ticket": {Status: 200, Body: []byte(`{"data":{}}`)}}, 1, ErrNoTicket.Error()},
		"the code refused":   {map[string]*wx.Response{"ticket": {Status: 400, Body: []byte(`{"ticket":"k1"}`)}}, 1, "http 400"},
		"the ticket refused": {map[string]*wx.Response{"token ": {Status: 401, Body: []byte(`{}`)}}, 2, "http 401"},
		"no token":           {map[string]*wx.Response{"token ": {Status: 200, Body: []byte(`{"data":{}}`)}}, 2, ErrNoToken.Error()},
	} {
		s := newTwoSteps(t, "reference", c.answers)
		s.call(&Call{URL: "/a", Identity: true})
		s.pass(300 * time.Millisecond)
		if len(s.steps) != c.steps {
			t.Errorf("%s: %q", name, s.steps)
		}
		s.want(t, "/a", c.want)
	}
}

// A spent ticket, or one that may be, is never sent again: the next login has a code of
// its own.
func TestANewLoginBeginsWithANewCode(t *testing.T) {
	s := newTwoSteps(t, "reference", map[string]*wx.Response{"token ": nil})
	s.settings.Timeout = time.Second
	s.call(&Call{URL: "/a", Identity: true})
	s.pass(3 * time.Second) // the trade is given up
	s.answers = nil
	s.call(&Call{URL: "/b", Identity: true})
	s.pass(5 * time.Second)
	if want := []string{"ticket for code", "token for k1", "ticket for code", "token for k1"}; !slices.Equal(s.steps, want) || len(s.codes) != 2 {
		t.Errorf("steps %q with %d codes", s.steps, len(s.codes))
	}
	s.want(t, "/b", "ok")
}

func TestALogoutBetweenTheStepsEndsTheLogin(t *testing.T) {
	s := newTwoSteps(t, "reference", nil)
	s.call(&Call{URL: "/a", Identity: true})
	s.pass(60 * time.Millisecond) // the code is there, the ticket under way
	s.loop.Turn(s.Logout)
	s.pass(time.Second)
	if !slices.Equal(s.steps, []string{"ticket for code"}) || s.wx.GetStorage(s.settings.TokenKey) != "" {
		t.Errorf("steps %q", s.steps)
	}
	s.want(t, "/a", ErrLogout.Error())
}

func TestTheStepsOfALoginAreRecognised(t *testing.T) {
	for name, l := range map[string]LoginEndpoint{
		"two paths":        {Path: "/token", Ticket: TicketEndpoint{Path: "/code", Code: Place{InBody, "code"}}, Code: Place{InBody, "ticket"}},
		"one path":         {Path: "/auth", Ticket: TicketEndpoint{Path: "/auth", Code: Place{InBody, "code"}}, Code: Place{InBody, "ticket"}},
		"two methods":      {Path: "/auth", Ticket: TicketEndpoint{Method: "GET", Path: "/auth", Code: Place{InQuery, "code"}}, Code: Place{InHeader, "X-Ticket"}},
		"at absolute URLs": {Path: "https://login.example.com/token", Ticket: TicketEndpoint{Path: "https://login.example.com/code", Code: Place{InBody, "code"}}, Code: Place{InQuery, "k"}},
	} {
		target := &Target{Login: l, Refresh: RefreshEndpoint{Path: "/auth", Carries: Place{InBody, "refresh_token"}}}
		send := func(r *wx.Request) *wx.Request {
			if !isAbsolute(r.URL) {
				r.URL = apiOrigin + r.URL
			}
			return throughPlatform(t, r)
		}
		if r := send(target.TicketRequest("c&1")); !target.IsTicket(r) || target.IsLogin(r) || target.IsRefresh(r) || !target.TakesCode(r) || target.CodeOf(r) != "c&1" || target.CredentialOf(r) != "c&1" {
			t.Errorf("%s: the ticket's request is ticket %v, login %v, refresh %v, with %q", name, target.IsTicket(r), target.IsLogin(r), target.IsRefresh(r), target.CodeOf(r))
		}
		if r := send(target.LoginRequest("k=1")); target.IsTicket(r) || !target.IsLogin(r) || target.IsRefresh(r) || target.TakesCode(r) || target.TicketOf(r) != "k=1" || target.CredentialOf(r) != "k=1" {
			t.Errorf("%s: the trade is ticket %v, login %v, refresh %v, with %q", name, target.IsTicket(r), target.IsLogin(r), target.IsRefresh(r), target.TicketOf(r))
		}
		if r := send(target.RefreshRequest("r1")); target.IsTicket(r) || target.IsLogin(r) || !target.IsRefresh(r) {
			t.Errorf("%s: a refresh is ticket %v, login %v", name, target.IsTicket(r), target.IsLogin(r))
		}
	}
	one := &Target{Login: LoginEndpoint{Path: apiOrigin + "/login", Code: Place{InBody, "code"}}}
	if r := throughPlatform(t, one.LoginRequest("c1")); one.IsTicket(r) || one.TicketOf(r) != "" {
		t.Error("a login in one step has a ticket")
	}
}
