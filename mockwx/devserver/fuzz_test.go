package devserver

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"
)

// FuzzHandle throws requests at a machine: no answer may be anything but JSON
// with a sensible status, no session_key may leak, and the books must balance.
func FuzzHandle(f *testing.F) {
	for _, body := range []string{`{"code":"c1"}`, `code=c1`, `{"id":"a","item":"b"}`, `{`, `[1`, "\xff", `{"code":{"code":1}}`, strings.Repeat("[", 10000)} {
		f.Add("POST", "/login", "t1", body, uint8(0))
		f.Add("POST", "/orders", "Bearer t1", body, uint8(1))
		f.Add("GET", "/api/"+body, "t1", body, uint8(2))
	}
	shapes := []Shape{Template, FlyJS, Egg, UserClass}
	f.Fuzz(func(t *testing.T, method, path, token, body string, shape uint8) {
		const secret = "the-session-key-of-o1"
		m := New(Options{Protocol: speaking(shapes[int(shape)%len(shapes)], ""), Token: counted})
		m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1", SessionKey: secret}, nil)
		r := m.Handle(start, carrying(m, method, path, token, body))
		if r.Exchange != nil {
			r = m.Exchanged(start, r.Exchange, Session{OpenID: body, SessionKey: secret}, nil)
		}
		if r.Status < 200 || r.Status > 599 || !json.Valid(r.Body) {
			t.Errorf("the answer is %d %q", r.Status, r.Body)
		}
		if strings.Contains(string(r.Body), secret) && !strings.Contains(path, secret) && !strings.Contains(body, secret) {
			t.Errorf("the session_key leaks: %s", r.Body)
		}
		if s := imbalance(m.Ledger(start)); s != "" {
			t.Error(s)
		}
	})
}

// FuzzContract makes answers with values at any paths: a contract is refused, or
// each value is where a client looks for it.
func FuzzContract(f *testing.F) {
	for _, path := range []string{"data.token", "token", "a.b.c", `a\.b`, "data.0", "@this", "a.#", "a..b", "a|b", `"a"`, "..", "-", "é", `\`, `a\`} {
		f.Add(path, "data.expires_in", "data", "code")
		f.Add("data.token", path, path, "code.x")
		f.Add("data.token", "e", "data", path)
	}
	f.Fuzz(func(t *testing.T, token, lifetime, result, code string) {
		c, _ := FlyJS.contract()
		c.Login.Token, c.Login.ExpiresIn, c.Result = token, lifetime, result
		c.Success = Match{Path: code, Values: []string{"20000"}}
		p, err := c.Protocol()
		if err != nil {
			return
		}
		for _, want := range []struct {
			body        []byte
			path, value string
		}{
			{p.issued("t1", "r1", time.Minute), token, "t1"},
			{p.issued("t1", "r1", time.Minute), lifetime, "60"},
			{p.issued("t1", "r1", 0), code, "20000"},
			{p.named("A"), code, "20000"},
			{p.text("A"), result, "A"},
			{p.failed(404, "no").Body, code, "40004"},
		} {
			if !json.Valid(want.body) {
				t.Errorf("%s is no JSON", want.body)
			}
			if got := gjson.GetBytes(want.body, want.path).String(); got != want.value && want.path != "" {
				t.Errorf("%q in %s is %q, want %q", want.path, want.body, got, want.value)
			}
		}
	})
}
