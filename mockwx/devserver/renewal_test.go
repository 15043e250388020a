package devserver

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"
)

// withRenewed is a contract that renews tokens in each answer.
func withRenewed(c *Contract) { c.Token.Renewed = "x-token" }

func protocolOf(t *testing.T, changes ...func(*Contract)) *Protocol {
	t.Helper()
	p, err := changed(t, FlyJS, func(c *Contract) {
		for _, change := range changes {
			change(c)
		}
	}).Protocol()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// bearer is a request with a token.
func bearer(path, token string) Request {
	return Request{Method: "GET", Path: path, Header: header{"Authorization": {token}}}
}

// renewed is the token that the answer to a request brings.
func (m *Machine) renewed(r Request) string {
	if lines := m.Handle(start, r).Lines; len(lines) == 1 && lines[0].Name == "x-token" {
		return lines[0].Value
	}
	return ""
}

func TestEachAnswerToAValidTokenBringsAnother(t *testing.T) {
	answers, err := NewAnswers(map[string]json.RawMessage{"GET /listed": []byte(`{}`)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := New(Options{Protocol: protocolOf(t, withRenewed), Token: counted, Answers: answers})
	logIn(t, m, start, "o1")
	for i, c := range []struct{ path, token, want string }{
		{"/api/a", "t1", "t2"}, {"/me", "t1", "t3"}, {"/listed", "t2", "t4"},
		{"/api/a", "", ""}, {"/api/a", "t9", ""}, {"/public/a", "t1", ""},
	} {
		if got := m.renewed(bearer(c.path, c.token)); got != c.want {
			t.Errorf("%d: %s with %q brings %q, want %q", i, c.path, c.token, got, c.want)
		}
	}
	if l := m.Ledger(start); l.TokensRenewed != 3 || l.TokensValid != 4 {
		t.Errorf("%+v", l)
	}
	plain := New(Options{Token: counted})
	logIn(t, plain, start, "o1")
	if r := plain.Handle(start, bearer("/api/a", "t1")); r.Lines != nil {
		t.Errorf("without: %v", r.Lines)
	}
}

func TestALoginEndsTheOlderTokensAndARenewalDoesNot(t *testing.T) {
	m := New(Options{Protocol: protocolOf(t, withRenewed), Token: counted, Policy: Single})
	logIn(t, m, start, "o1")
	if got := m.renewed(bearer("/api/a", "t1")); got != "t2" || !m.TokenValid(start, "t1") || !m.TokenValid(start, "t2") {
		t.Errorf("brings %q; t1 is valid: %v", got, m.TokenValid(start, "t1"))
	}
	logIn(t, m, start, "o1")
	if m.TokenValid(start, "t1") || m.TokenValid(start, "t2") || !m.TokenValid(start, "t3") {
		t.Error("an older token is valid after another login, or its own is not")
	}
}

func TestATokenInUseIsNotDroppedForItsOwnRenewals(t *testing.T) {
	m := New(Options{Protocol: protocolOf(t, withRenewed), Token: counted, Limits: Limits{TokensPerUser: 4}})
	logIn(t, m, start, "o1")
	for range 20 {
		m.Handle(start, bearer("/api/a", "t1"))
	}
	if !m.TokenValid(start, "t1") || !m.TokenValid(start, "t21") {
		t.Error("the token in use, or the newest, is not valid any more")
	}
}

func TestTheServerSeesThatAClientGoesBackToAnOlderToken(t *testing.T) {
	for name, c := range map[string]struct {
		sent []string
		want int
	}{
		"each with the newest":                 {[]string{"t1", "t2", "t3"}, 0},
		"several with one":                     {[]string{"t1", "t1", "t1", "t2", "t2"}, 0},
		"one is left":                          {[]string{"t1", "t1", "t3", "t4"}, 0},
		"back to one that was left":            {[]string{"t1", "t1", "t3", "t2", "t2"}, 1},
		"a request that was under way with t1": {[]string{"t1", "t2", "t1", "t3"}, 0},
	} {
		m := New(Options{Protocol: protocolOf(t, withRenewed), Token: counted})
		logIn(t, m, start, "o1")
		for _, token := range c.sent {
			m.Handle(start, bearer("/api/a", token))
		}
		if got := m.Ledger(start).TokensRegressed; got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestTheServerKnowsWhichTokenIsOlder(t *testing.T) {
	m := New(Options{Token: counted})
	logIn(t, m, start, "o1")
	logIn(t, m, start, "o1")
	for _, c := range []struct {
		one, other    string
		before, known bool
	}{{"t1", "t2", true, true}, {"t2", "t1", false, true}, {"t1", "t1", false, true}, {"t1", "t3", false, false}} {
		if before, known := m.IssuedBefore(c.one, c.other); before != c.before || known != c.known {
			t.Errorf("%s before %s: %v, %v", c.one, c.other, before, known)
		}
	}
}

func TestARenewalGoesOverTheSocket(t *testing.T) {
	s := serve(t, ServerOptions{Machine: Options{Protocol: protocolOf(t, withRenewed, func(c *Contract) { c.Token.Prefix = "Bearer " }), Token: counted}})
	s.Update(func(m *Machine, now time.Time) { m.Seed(now, "o1", "", true) })
	r, _ := http.NewRequest("GET", s.URL()+"/api/a", nil)
	r.Header.Set("Authorization", "Bearer t1")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := resp.Header.Values("X-Token"); !slices.Equal(got, []string{"Bearer t2"}) {
		t.Errorf("got %q", got)
	}
}

func TestANameOfAHeaderIsOne(t *testing.T) {
	for _, name := range []string{"x token", "x:token", "tökén"} {
		if _, err := changed(t, FlyJS, func(c *Contract) { c.Token.Renewed = name }).Protocol(); err == nil {
			t.Errorf("%q is taken", name)
		}
	}
}
