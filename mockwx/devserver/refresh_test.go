package devserver

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

func countedRefresh(n int) string { return "r" + strconv.Itoa(n) }

// withRefresh is FlyJS's contract with refresh tokens.
func withRefresh(c *Contract) {
	c.Refresh = Refresh{Method: "POST", Path: "/refresh", Carries: Place{InBody, "refresh_token"},
		RefreshToken: "data.refresh_token", Token: "data.token", ExpiresIn: "data.expires_in"}
}

func refreshing(t *testing.T) *Protocol {
	t.Helper()
	p, err := changed(t, FlyJS, withRefresh).Protocol()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func refreshWith(token string) Request {
	return Request{Method: "POST", Path: "/refresh", Body: []byte(`{"refresh_token":"` + token + `"}`)}
}

// renewing is a machine with a user who holds t1 and r1.
func renewing(t *testing.T, o Options) *Machine {
	t.Helper()
	o.Protocol, o.Token, o.RefreshToken = refreshing(t), counted, countedRefresh
	m := New(o)
	logIn(t, m, start, "o1")
	return m
}

func TestALoginBringsARefreshTokenWhereTheContractHasThem(t *testing.T) {
	m := New(Options{Protocol: refreshing(t), Token: counted, RefreshToken: countedRefresh, TTL: time.Minute})
	r := m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1"}, nil)
	if want := `{"code":0,"data":{"token":"t1","expires_in":60,"refresh_token":"r1"}}`; string(r.Body) != want {
		t.Errorf("got %s, want %s", r.Body, want)
	}
	plain := New(Options{Token: counted})
	if r := plain.Exchanged(start, begin(t, plain, start), Session{OpenID: "o1"}, nil); strings.Contains(string(r.Body), "refresh") {
		t.Errorf("without: %s", r.Body)
	}
	if r := plain.Handle(start, refreshWith("r1")); r.Status != 404 {
		t.Errorf("without, a refresh gives %d", r.Status)
	}
}

func TestARefreshTokenWorksOnceOrForEver(t *testing.T) {
	for _, c := range []struct {
		policy         RefreshPolicy
		first, again   string // the refresh token of each answer; empty: refused
		reused, issued int
	}{
		{RefreshPolicy{OneTime: true}, "r2", "", 1, 2},
		{RefreshPolicy{}, "r1", "r1", 0, 3},
		{RefreshPolicy{TTL: time.Minute}, "r1", "r1", 0, 3},
		{RefreshPolicy{TTL: time.Second}, "", "", 0, 1},
	} {
		m := renewing(t, Options{Refresh: c.policy})
		now := start.Add(2 * time.Second)
		for _, want := range []string{c.first, c.again} {
			r := m.Handle(now, refreshWith("r1"))
			if got := gjson.GetBytes(r.Body, "data.refresh_token").String(); got != want || (r.Status == 401) != (want == "") {
				t.Errorf("%+v: %d %s, want the refresh token %q", c.policy, r.Status, r.Body, want)
			}
		}
		if l := m.Ledger(now); l.RefreshTokensReused != c.reused || l.TokensIssued != c.issued || l.RefreshPosts != 2 {
			t.Errorf("%+v: the ledger has %+v", c.policy, l)
		}
	}
}

func TestTheTokenOfARefreshIsAsGoodAsALogins(t *testing.T) {
	m := renewing(t, Options{TTL: time.Minute, Refresh: RefreshPolicy{OneTime: true}})
	late := start.Add(time.Hour)
	m.Handle(late, refreshWith("r1"))
	for token, want := range map[string]int{"t1": 401, "t2": 200} {
		if r := m.Handle(late, carrying(m, "GET", "/me", token, "")); r.Status != want {
			t.Errorf("%s gives %d, want %d", token, r.Status, want)
		}
	}
	m.Handle(late, refreshWith("r2"))
	if l := m.Ledger(late); l.Refreshes != 2 || l.RefreshesWhileTokenValid != 1 {
		t.Errorf("the ledger has %+v", l)
	}
}

func TestOneTokenAUserIsOneRefreshTokenToo(t *testing.T) {
	m := renewing(t, Options{Policy: Single})
	logIn(t, m, start, "o1")
	if m.RefreshTokenValid(start, "r1") || !m.RefreshTokenValid(start, "r2") {
		t.Error("the refresh token of the older login still works, or that of the newer does not")
	}
}

func TestRefreshTokensExpireByThemselves(t *testing.T) {
	m := renewing(t, Options{})
	logIn(t, m, start, "o2")
	if n := m.ExpireRefreshTokens(start, []string{"o1", "nobody"}); n != 1 {
		t.Errorf("%d users were hit", n)
	}
	if m.RefreshTokenValid(start, "r1") || !m.RefreshTokenValid(start, "r2") || !m.TokenValid(start, "t1") {
		t.Error("the wrong tokens have expired")
	}
	if n := m.ExpireRefreshTokens(start, nil); n != 1 {
		t.Errorf("%d users were hit", n)
	}
	if r := m.Handle(start, refreshWith("r2")); r.Status != 401 {
		t.Errorf("it still works: %d", r.Status)
	}
}

func TestBadRefreshesAreRefused(t *testing.T) {
	for body, want := range map[string]string{
		`{}`: "no refresh_token in the body", `{`: "neither a JSON object", `{"refresh_token":"r9"}`: "token invalid",
	} {
		m := renewing(t, Options{})
		r := m.Handle(start, Request{Method: "POST", Path: "/refresh", Body: []byte(body)})
		if r.Status < 400 || !strings.Contains(string(r.Body), want) {
			t.Errorf("%s: %d %s, want %q", body, r.Status, r.Body, want)
		}
		if l := m.Ledger(start); l.RefreshesRefused != 1 || l.AuthFailures != 0 {
			t.Errorf("%s: the ledger has %+v", body, l)
		}
	}
}

func TestLoginsAndRefreshesMayHaveOnePath(t *testing.T) {
	p, err := changed(t, FlyJS, func(c *Contract) {
		withRefresh(c)
		c.Refresh.Path, c.Refresh.RefreshToken = "/login", "data.again"
	}).Protocol()
	if err != nil {
		t.Fatal(err)
	}
	m := New(Options{Protocol: p, Token: counted, RefreshToken: countedRefresh})
	logIn(t, m, start, "o1")
	if r := m.Handle(start, Request{Method: "POST", Path: "/login", Body: []byte(`refresh_token=r1`)}); gjson.GetBytes(r.Body, "data.again").String() != "r1" {
		t.Errorf("%d %s", r.Status, r.Body)
	}
}

func TestAContractWithRefreshTokensMustBeWhole(t *testing.T) {
	for setting, change := range map[string]func(*Refresh){
		"refresh.path":          func(r *Refresh) { r.Path = "refresh" },
		"refresh.method":        func(r *Refresh) { r.Method = "" },
		"refresh.refresh_token": func(r *Refresh) { r.RefreshToken = "" },
		"refresh.token":         func(r *Refresh) { r.Token = "" },
		"refresh.name":          func(r *Refresh) { r.Carries.Name = "" },
		"refresh.in":            func(r *Refresh) { r.Carries.In = "mind" },
	} {
		_, err := changed(t, FlyJS, func(c *Contract) {
			withRefresh(c)
			change(&c.Refresh)
		}).Protocol()
		if refused, is := errors.AsType[*SettingError](err); !is || refused.Setting != setting {
			t.Errorf("%s: %v", setting, err)
		}
	}
	if err := (Options{Refresh: RefreshPolicy{TTL: -1}}).Validate(); err == nil {
		t.Error("a negative lifetime is taken")
	}
}

func TestRefreshTokensAreMadeAndEndedByControlCalls(t *testing.T) {
	s := serve(t, ServerOptions{Machine: Options{Protocol: refreshing(t), RefreshToken: countedRefresh}})
	_, body := send(t, s, "POST", "/_dev/tokens", "", `{"users":["o1"]}`)
	if got := gjson.Get(body, "refresh_tokens.o1").String(); got != "r1" {
		t.Errorf("got %s", body)
	}
	if status, body := send(t, s, "POST", "/_dev/expire-refresh-tokens", "", `{"users":["o1"]}`); status != 200 || body != `{"users":1}` {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := send(t, s, "POST", "/refresh", "", `{"refresh_token":"r1"}`); status != 401 {
		t.Errorf("it still works: %d", status)
	}
	if status, _ := send(t, s, "POST", "/_dev/expire-refresh-tokens", "", `{"share":1}`); status != 400 {
		t.Errorf("a share is taken: %d", status)
	}
	var l map[string]any
	_, ledger := send(t, s, "GET", "/_dev/ledger", "", "")
	if json.Unmarshal([]byte(ledger), &l) != nil || l["refresh_posts"] != 1.0 || l["refreshes_refused"] != 1.0 {
		t.Errorf("the ledger is %s", ledger)
	}
}
