package servers

import (
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// target is a shape's backend as its wrapper sees it, and two servers of it.
func target(t *testing.T, id string, o Options) (*wrapper.Target, *Pair) {
	t.Helper()
	info, _ := wrapper.Find(id)
	o.Shape = info.Shape
	b, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return &info.Defaults.Target, b.Build()
}

// send lets a request of the app act on the developer server.
func (p *Pair) send(now time.Time, r *wx.Request) (*wx.Response, Exchanged) {
	r.URL = Domain + r.URL
	reply, exchanged := p.Handle(now, Request(r))
	answer := &wx.Response{}
	Fill(answer, reply)
	return answer, exchanged
}

func TestACodeIsTakenOnceAndGivesATokenAndASession(t *testing.T) {
	for _, id := range []string{"reference", "template", "egg", "userclass"} {
		target, p := target(t, id, Options{})
		now := At(time.Second)
		if p.SessionHolds(now) {
			t.Errorf("%s: there is a session before the first login", id)
		}
		code := p.Login(now)
		answer, exchanged := p.send(now, target.LoginRequest(code))
		token, ok := target.NewToken(answer)
		if exchanged != CodeTaken || !ok || token != Token(1) || !p.SessionHolds(now) {
			t.Errorf("%s: the login gives %q, %v, %d", id, token, ok, exchanged)
		}
		if answer, exchanged := p.send(now, target.LoginRequest(code)); exchanged != CodeRefused || target.Succeeded(answer) && answer.Success() {
			t.Errorf("%s: the code is taken twice: %d, %s", id, exchanged, answer.Body)
		}
		r := &wx.Request{Method: "GET", URL: "/api/A"}
		target.Carry(r, token)
		if answer, exchanged := p.send(now, r); exchanged != NoCode || target.AuthFailed(answer) {
			t.Errorf("%s: the token is refused: %s", id, answer.Body)
		}
		p.ExpireTokens(now)
		r.URL = "/api/A"
		if answer, _ := p.send(now, r); !target.AuthFailed(answer) {
			t.Errorf("%s: the token lives after its end: %s", id, answer.Body)
		}
	}
}

func TestTheFirstTokenIsThereFromTheStart(t *testing.T) {
	for _, valid := range []bool{true, false} {
		_, p := target(t, "reference", Options{})
		if token := p.Seed(valid); token != Token(0) || p.Developer.TokenValid(At(0), token) != valid {
			t.Errorf("%q, valid: %v, want %v", token, !valid, valid)
		}
	}
}

func TestASessionIsSetAndALoginRenewsIt(t *testing.T) {
	_, p := target(t, "reference", Options{})
	for _, holds := range []bool{true, false} {
		if p.SetSession(At(0), holds); p.SessionHolds(At(0)) != holds {
			t.Errorf("the session holds: %v, want %v", !holds, holds)
		}
	}
	if p.Login(At(0)); !p.SessionHolds(At(0)) {
		t.Error("a login leaves the session as it was")
	}
}

func TestOptionsDecideWhatTheDeveloperServerDoes(t *testing.T) {
	logIn := func(target *wrapper.Target, p *Pair, at time.Duration) string {
		answer, _ := p.send(At(at), target.LoginRequest(p.Login(At(at))))
		token, _ := target.NewToken(answer)
		return token
	}
	for name, c := range map[string]struct {
		o     Options
		after time.Duration
		valid bool // the first token, after a second login
	}{
		"by default tokens live side by side":  {Options{}, 0, true},
		"and for ever":                         {Options{}, 1000 * time.Hour, true},
		"single: a login kills the older ones": {Options{Single: true}, 0, false},
		"with a lifetime they die":             {Options{TTL: time.Minute}, time.Minute + time.Second, false},
	} {
		target, p := target(t, "reference", c.o)
		first := logIn(target, p, 0)
		logIn(target, p, 0)
		if got := p.Developer.TokenValid(At(c.after), first); got != c.valid {
			t.Errorf("%s: the first token is valid: %v", name, got)
		}
	}
	_, p := target(t, "reference", Options{AuthFailure: "body40100"})
	if answer, _ := p.send(At(0), &wx.Request{Method: "GET", URL: "/api/A"}); answer.Status != 200 || !strings.Contains(string(answer.Body), "40100") {
		t.Errorf("body40100: HTTP %d, %s", answer.Status, answer.Body)
	}
}

func TestWhatHasNoMeaningIsRefused(t *testing.T) {
	for _, o := range []Options{{Shape: "spider"}, {AuthFailure: "smile"}, {TTL: -1}} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// A name is in canonical form for us, and as the server wrote it for a mini program.
func TestATokenInAHeaderIsFoundByAnyName(t *testing.T) {
	for _, name := range []string{"X-Token", "x-token"} {
		target, p := target(t, "reference", Options{Renewed: name})
		p.Seed(true)
		r := &wx.Request{Method: "GET", URL: "/api/A"}
		target.Carry(r, Token(0))
		answer, _ := p.send(At(0), r)
		if got := answer.HeaderValue("x-TOKEN"); got != Token(1) || answer.SpelledName("X-Token") != name {
			t.Errorf("%s: %q under %v, spelled %q", name, got, answer.Header, answer.SpelledName("X-Token"))
		}
	}
}

// A path arrives as its server reads it: decoded, without the domain and the query,
// however the app wrote it.
func TestARequestArrivesByItsPath(t *testing.T) {
	for url, want := range map[string][2]string{
		Domain + "/api/A":            {"/api/A", ""},
		Domain + "/api/a%20b?x=%201": {"/api/a b", "x=%201"},
		Domain:                       {"", ""},
		"https://other.test/x?y":     {"/x", "y"},
		"/api/A":                     {"/api/A", ""},
		Domain + "/100%":             {"/100%", ""},
	} {
		if got := Request(&wx.Request{Method: "GET", URL: url}); got.Path != want[0] || got.RawQuery != want[1] {
			t.Errorf("%s arrives as %q, %q; want %q", url, got.Path, got.RawQuery, want)
		}
	}
}

func TestTokensHaveTheNamesOfTheirNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "t0", 1: "t1", 9: "t9", 10: "t10", 123: "t123"} {
		if got := Token(n); got != want {
			t.Errorf("token %d is %q, want %q", n, got, want)
		}
	}
}

// What a client sees of a target is what the server of it does.
func TestATargetIsServedAsItsClientsSeeIt(t *testing.T) {
	own := &wrapper.Target{
		Login: wrapper.LoginEndpoint{Method: "GET", Path: "/wx/session", Code: wrapper.Place{In: wrapper.InQuery, Name: "js_code"}, Token: "data.skey"},
		Token: wrapper.Place{In: wrapper.InHeader, Name: "X-Skey"}, Prefix: "S ", Result: "data",
		Success:     wrapper.Match{Path: "errno", Values: []string{"0"}},
		AuthFailure: wrapper.Match{Path: "errno", Values: []string{"501"}},
	}
	b, err := New(Options{Target: own})
	if err != nil {
		t.Fatal(err)
	}
	p := b.Build()
	answer, exchanged := p.send(At(0), own.LoginRequest(p.Login(At(0))))
	token, ok := own.NewToken(answer)
	if exchanged != CodeTaken || !ok || !own.Succeeded(answer) {
		t.Fatalf("the login: %d, %s", exchanged, answer.Body)
	}
	for _, valid := range []bool{true, false} {
		r := &wx.Request{Method: "GET", URL: "/api/A"}
		own.Carry(r, token)
		if answer, _ := p.send(At(0), r); own.Succeeded(answer) != valid || own.AuthFailed(answer) == valid {
			t.Errorf("valid: %v, but the answer is %s", valid, answer.Body)
		}
		p.ExpireTokens(At(0))
	}
}
