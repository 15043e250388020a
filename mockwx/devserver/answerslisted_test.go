package devserver

import (
	"encoding/json"
	"strings"
	"testing"
)

func listedAnswers(t *testing.T, public ...string) *Answers {
	t.Helper()
	a, err := NewAnswers(map[string]json.RawMessage{
		"GET /banner":     []byte(`{"errno":0,"data":[1]}`),
		"GET /goods/*":    []byte(`{"data":"any"}`),
		"GET /goods/new":  []byte(`{"data":"new"}`),
		"GET /me":         []byte(`{"data":"mine"}`),
		"POST /user/x":    []byte(`[]`),
		"POST /login":     []byte(`{"data":"no login"}`),
		"GET /open/words": []byte(`{"data":"open"}`),
		AnyRequest:        []byte(`{"data":{}}`),
	}, public)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestListedAnswersGoOutAsTheyAre(t *testing.T) {
	m := New(Options{Token: counted, Answers: listedAnswers(t, "/open")})
	logIn(t, m, start, "o1")
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/banner", `{"errno":0,"data":[1]}`},
		{"GET", "/goods/7", `{"data":"any"}`},
		{"GET", "/goods/new", `{"data":"new"}`},
		{"GET", "/goods/", `{"data":{}}`},
		{"GET", "/me", `{"data":"mine"}`},
		{"POST", "/user/x", `[]`},
		{"DELETE", "/user/x", `{"data":{}}`},
		{"GET", "/api/A", `{"code":0,"data":{"name":"A"}}`},
		{"PUT", "/api/A", `{"code":0,"data":{"name":"A"}}`},
	} {
		if r := m.Handle(start, carrying(m, c.method, c.path, "t1", "")); r.Status != 200 || string(r.Body) != c.want {
			t.Errorf("%s %s: %d %s, want %s", c.method, c.path, r.Status, r.Body, c.want)
		}
	}
}

func TestListedAnswersNeedATokenWhereTheyAreNotPublic(t *testing.T) {
	m := New(Options{Token: counted, Answers: listedAnswers(t, "/open")})
	for path, status := range map[string]int{"/banner": 401, "/nowhere": 401, "/open/words": 200, "/open/others": 200} {
		if r := m.Handle(start, Request{Method: "GET", Path: path}); r.Status != status {
			t.Errorf("%s without a token: %d, want %d", path, r.Status, status)
		}
	}
	if l := m.Ledger(start); l.Public != 2 || l.AuthFailures != 2 || l.Requests != 4 {
		t.Errorf("the books: %+v", l)
	}
}

func TestWhatCarriesNoCodeToThePathOfLoginsMayBeListed(t *testing.T) {
	m := New(Options{Token: counted, Answers: listedAnswers(t)})
	logIn(t, m, start, "o1")
	if r := m.Handle(start, carrying(m, "POST", "/login", "t1", `{"page":2}`)); r.Status != 200 || string(r.Body) != `{"data":"no login"}` {
		t.Errorf("%d %s", r.Status, r.Body)
	}
	if r := m.Handle(start, Request{Method: "POST", Path: "/login"}); r.Status != 401 {
		t.Errorf("without a token: %d", r.Status)
	}
}

func TestALoginIsNeverListed(t *testing.T) {
	m := New(Options{Token: counted, Answers: listedAnswers(t)})
	begin(t, m, start)
}

func TestAnswersThatAreNone(t *testing.T) {
	for key, c := range map[string]struct{ body, want string }{
		"/banner":      {`{}`, "a method"},
		"get /banner":  {`{}`, "a method"},
		"GET banner":   {`{}`, "a method"},
		"GET /a?b=c":   {`{}`, "without its query"},
		"GET /banner":  {`{`, "no JSON"},
		"GET  /banner": {`{}`, "a method"},
	} {
		_, err := NewAnswers(map[string]json.RawMessage{key: []byte(c.body)}, nil)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", key, err, c.want)
		}
	}
}

// What is listed for the login's request goes with its token, but never in its place.
func TestALoginsAnswerHasWhatIsListed(t *testing.T) {
	for _, c := range []struct{ listed, want string }{
		{`{"code":7,"data":{"user":{"name":"Li","tags":["a"]},"token":"made up","expiresIn":7200},"more":null}`,
			`{"code":0,"data":{"token":"t1","user":{"name":"Li","tags":["a"]},"expiresIn":7200},"more":null}`},
		{`{"data":[1],"a.b":{"c":{}}}`, `{"code":0,"data":{"token":"t1"},"a.b":{"c":{}}}`},
		{`["no object"]`, `{"code":0,"data":{"token":"t1"}}`},
	} {
		contract, err := FlyJS.Contract("")
		if err != nil {
			t.Fatal(err)
		}
		contract.Answers(map[string]json.RawMessage{"POST " + contract.Login.Paths[0]: json.RawMessage(c.listed), "GET /login": json.RawMessage(`{"wrong":1}`)})
		protocol, err := contract.Protocol()
		if err != nil {
			t.Fatal(err)
		}
		m := New(Options{Protocol: protocol, Token: counted})
		asked := m.Handle(start, Request{Method: "POST", Path: contract.Login.Paths[0], Body: []byte(`{"code":"c"}`)})
		if got := m.Exchanged(start, asked.Exchange, Session{OpenID: "o", SessionKey: "k"}, nil); string(got.Body) != c.want {
			t.Errorf("%s listed: %s, want %s", c.listed, got.Body, c.want)
		}
	}
}
