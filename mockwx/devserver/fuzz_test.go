package devserver

import (
	"encoding/json"
	"strings"
	"testing"
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
		m := New(Options{Shape: shapes[int(shape)%len(shapes)], Token: counted})
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
