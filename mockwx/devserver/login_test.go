package devserver

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestALoginTakesItsCodeFromJSONOrAForm(t *testing.T) {
	for _, c := range []struct{ body, code string }{
		{`{"code":"abc"}`, "abc"},
		{` {"extra":{"code":1},"code":"abc"}`, "abc"},
		{`{"code":123}`, "123"},
		{`code=abc&x=1`, "abc"},
		{`code=a%2Bc`, "a+c"},
		{strings.Repeat(" ", 10) + `{"code":"` + strings.Repeat("c", maxCode) + `"}`, strings.Repeat("c", maxCode)},
	} {
		for _, path := range []string{"/login", "/user/login"} {
			r := New(Options{}).Handle(start, Request{Method: "POST", Path: path, Body: []byte(c.body)})
			if r.Exchange == nil || r.Exchange.Code != c.code || r.Body != nil {
				t.Errorf("%s %.40s: %+v, want an exchange of %.40s", path, c.body, r, c.code)
			}
		}
	}
}

func TestALoginWithoutAUsableCodeIsRefused(t *testing.T) {
	for _, body := range []string{
		``, `{}`, `{"code":null}`, `{"code":""}`, `{"code":{}}`, `{"code":[1]}`, `{"code":true}`, `{"code":"x"`, `[]`, `null`,
		`code=`, `%zz`, "{\"code\":\"\xff\"}", `{"code":"` + strings.Repeat("c", maxCode+1) + `"}`, "\x00",
	} {
		m := New(Options{Protocol: speaking(Template, "")})
		r := m.Handle(start, Request{Method: "POST", Path: "/login", Body: []byte(body)})
		if r.Exchange != nil || r.Status != 400 || !strings.HasPrefix(string(r.Body), `{"code":40000,"message":"`) {
			t.Errorf("%.40q: %+v %s, want a 400 in the shape", body, r, r.Body)
		}
		if l := m.Ledger(start); l.LoginPosts != 1 || l.LoginsRefused != 1 || l.LoginsOpen != 0 {
			t.Errorf("%.40q: the ledger has %+v", body, l)
		}
	}
}

func TestAFailedExchangeFailsTheLogin(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{&WeChatError{40029, "invalid code, rid: 1-2-3"}, `400 {"code":40000,"message":"40029 invalid code, rid: 1-2-3","data":null}`},
		{fmt.Errorf("asking: %w", &WeChatError{-1, `sys"tem`}), `400 {"code":40000,"message":"-1 sys\"tem","data":null}`},
		{errors.New("dial https://x/?secret=S: refused"), `502 {"code":50002,"message":"WeChat could not be asked about the code","data":null}`},
		{nil, `502 {"code":50002,"message":"WeChat could not be asked about the code","data":null}`}, // no openid
	} {
		m := New(Options{})
		r := m.Exchanged(start, begin(t, m, start), Session{}, c.err)
		if got := fmt.Sprint(r.Status, " ", string(r.Body)); got != c.want {
			t.Errorf("%v: %s, want %s", c.err, got, c.want)
		}
		if l := m.Ledger(start); l.Users != 0 || l.TokensIssued != 0 || l.LoginsRefused != 1 || l.LoginsOpen != 0 {
			t.Errorf("%v: the ledger has %+v", c.err, l)
		}
	}
}

func TestAnExchangeIsSettledOnce(t *testing.T) {
	m := New(Options{Token: counted})
	ex := begin(t, m, start)
	s := Session{OpenID: "o1", SessionKey: "k"}
	m.Exchanged(start, ex, s, nil)
	before := fmt.Sprintf("%+v", m.Ledger(start))
	if r := m.Exchanged(start, ex, s, nil); r.Status != 400 {
		t.Errorf("a second settlement gives %d %s, want 400", r.Status, r.Body)
	}
	if after := fmt.Sprintf("%+v", m.Ledger(start)); after != before {
		t.Errorf("a second settlement changes the ledger from %s to %s", before, after)
	}
}

func TestAnExchangeMayBeSettledLateAndOutOfOrder(t *testing.T) {
	m := New(Options{Token: counted, Policy: Single})
	first, second := begin(t, m, start), begin(t, m, start)
	m.Exchanged(start.Add(time.Hour), second, Session{OpenID: "o1", SessionKey: "new"}, nil)
	m.Exchanged(start.Add(2*time.Hour), first, Session{OpenID: "o1", SessionKey: "old"}, nil)
	now := start.Add(2 * time.Hour)
	if m.TokenValid(now, "t1") || !m.TokenValid(now, "t2") {
		t.Error("want the token that was issued last to be the one that lives")
	}
	if key := m.byOpenID["o1"].SessionKey; key != "old" {
		t.Errorf("the server keeps the key %q, want the one that it was told last", key)
	}
}

func TestALoginFindsItsUserAgain(t *testing.T) {
	m := New(Options{Token: counted})
	for _, openid := range []string{"o1", "o2", "o1"} {
		logIn(t, m, start, openid)
	}
	r := m.Handle(start, carrying(m, "GET", "/me", "t3", ""))
	if string(r.Body) != `{"code":0,"data":{"openid":"o1","user":1}}` {
		t.Errorf("GET /me: %s", r.Body)
	}
	if n := m.Ledger(start).Users; n != 2 {
		t.Errorf("%d users, want 2", n)
	}
}

func TestUsersAreLimited(t *testing.T) {
	m := New(Options{Token: counted, Limits: Limits{Users: 1}})
	logIn(t, m, start, "o1")
	if r := m.Exchanged(start, begin(t, m, start), Session{OpenID: "o2", SessionKey: "k"}, nil); r.Status != 503 {
		t.Errorf("the login of a user too many gives %d, want 503", r.Status)
	}
	logIn(t, m, start, "o1")
	if _, err := m.Seed(start, "o2", "", true); err == nil {
		t.Error("a user too many was seeded")
	}
}

func TestTheServersViewOfDuplicates(t *testing.T) {
	type view struct{ valid, overlapping int }
	for name, c := range map[string]struct {
		run  func(m *Machine)
		want view
	}{
		"one after another": {func(m *Machine) {
			logIn(t, m, start, "o1")
			logIn(t, m, start, "o1")
		}, view{1, 0}},
		"after the token's end": {func(m *Machine) {
			logIn(t, m, start, "o1")
			m.Expire(start, nil, 1)
			logIn(t, m, start, "o1")
		}, view{0, 0}},
		"different users": {func(m *Machine) {
			a, b := begin(t, m, start), begin(t, m, start)
			m.Exchanged(start, a, Session{OpenID: "o1", SessionKey: "k"}, nil)
			m.Exchanged(start, b, Session{OpenID: "o2", SessionKey: "k"}, nil)
		}, view{0, 0}},
		"three at the same time": {func(m *Machine) {
			a, b, c := begin(t, m, start), begin(t, m, start), begin(t, m, start)
			for _, ex := range []*Exchange{b, c, a} {
				m.Exchanged(start, ex, Session{OpenID: "o1", SessionKey: "k"}, nil)
			}
		}, view{2, 2}},
		"two short ones in a long one": {func(m *Machine) {
			long := begin(t, m, start)
			logIn(t, m, start, "o1")
			logIn(t, m, start, "o1")
			m.Exchanged(start, long, Session{OpenID: "o1", SessionKey: "k"}, nil)
		}, view{2, 2}},
		"beside one that fails": {func(m *Machine) {
			failing := begin(t, m, start)
			logIn(t, m, start, "o1")
			m.Exchanged(start, failing, Session{}, &WeChatError{40029, "invalid code"})
		}, view{0, 0}},
	} {
		m := New(Options{Token: counted})
		c.run(m)
		l := m.Ledger(start)
		if got := (view{l.LoginsWhileTokenValid, l.LoginsOverlapping}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

func TestRememberedLoginsOfAUserAreLimited(t *testing.T) {
	m := New(Options{Token: counted})
	long := begin(t, m, start)
	for range 3 * maxAnswers {
		logIn(t, m, start, "o1")
	}
	m.Exchanged(start, long, Session{OpenID: "o1", SessionKey: "k"}, nil)
	if n := m.Ledger(start).LoginsOverlapping; n != maxAnswers {
		t.Errorf("%d overlapping logins, want the %d that are remembered", n, maxAnswers)
	}
}
