package devserver

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

var start = time.Date(2026, 1, 2, 15, 4, 5, 0, time.UTC)

// named tokens: t1, t2, …
func counted(n int) string { return "t" + strconv.Itoa(n) }

// speaking is the protocol of a shape.
func speaking(shape Shape, failure AuthFailure) *Protocol {
	c, err := shape.Contract(failure)
	if err != nil {
		panic(err)
	}
	p, err := c.Protocol()
	if err != nil {
		panic(err)
	}
	return p
}

// carrying is a request with a token in the header that m reads it from.
func carrying(m *Machine, method, path, token, body string) Request {
	return Request{Method: method, Path: path, Header: header{m.protocol.token.Name: {token}}, Body: []byte(body)}
}

// begin posts a login and gives its exchange.
func begin(t testing.TB, m *Machine, now time.Time) *Exchange {
	t.Helper()
	r := m.Handle(now, Request{Method: "POST", Path: "/login", Body: []byte(`{"code":"c"}`)})
	if r.Exchange == nil {
		t.Fatalf("login gives %d %s, want an exchange", r.Status, r.Body)
	}
	return r.Exchange
}

// logIn does a whole login.
func logIn(t testing.TB, m *Machine, now time.Time, openid string) {
	t.Helper()
	ex := begin(t, m, now)
	if r := m.Exchanged(now, ex, Session{OpenID: openid, SessionKey: "k"}, nil); r.Status != 200 {
		t.Fatalf("login of %s gives %d %s", openid, r.Status, r.Body)
	}
}

func TestEveryRouteAnswersWithAValidToken(t *testing.T) {
	for _, c := range []struct{ method, path, body, want string }{
		{"GET", "/test", "", `"get响应数据"`},
		{"GET", "/test2", "", `"get响应数据2"`},
		{"GET", "/tokenInvalid", "", `"成功拿到"`},
		{"GET", "/getUserInfo", "", `{"name":"getUserInfo"}`},
		{"POST", "/checkSession", "", `{"name":"checkSession"}`},
		{"GET", "/me", "", `{"openid":"o1","user":1}`},
		{"POST", "/orders", `{"id":"a-1","item":"tea"}`, `{"id":"a-1"}`},
		{"POST", "/orders", `id=a-1&item=tea`, `{"id":"a-1"}`},
		{"POST", "/orders", `{"id":17}`, `{"id":"17"}`},
		{"GET", "/api/A", "", `{"name":"A"}`},
		{"DELETE", "/api/a/b", "", `{"name":"a/b"}`},
		{"POST", "/api/say \"hi\"\n", "", `{"name":"say \"hi\"\n"}`},
		{"GET", "/public/P1.news", "", `{"name":"P1.news"}`},
	} {
		m := New(Options{Token: counted})
		logIn(t, m, start, "o1")
		r := m.Handle(start, carrying(m, c.method, c.path, "t1", c.body))
		if want := `{"code":0,"data":` + c.want + `}`; r.Status != 200 || string(r.Body) != want {
			t.Errorf("%s %s: %d %s, want %s", c.method, c.path, r.Status, r.Body, want)
		}
	}
}

func TestEveryRouteButThePublicOnesNeedsAToken(t *testing.T) {
	for _, c := range []struct {
		method, path string
		want         int
	}{
		{"GET", "/test", 401}, {"GET", "/test2", 401}, {"GET", "/tokenInvalid", 401},
		{"GET", "/getUserInfo", 401}, {"POST", "/checkSession", 401}, {"GET", "/me", 401},
		{"POST", "/orders", 401}, {"GET", "/api/A", 401}, {"PUT", "/api/A", 401},
		{"GET", "/public/A", 200}, {"POST", "/public/A", 200},
	} {
		m := New(Options{Token: counted})
		logIn(t, m, start, "o1")
		for _, token := range []string{"", "t2", "T1", "Bearer", "Bearer ", "Basic t1", "t1 "} {
			if r := m.Handle(start, carrying(m, c.method, c.path, token, `{"id":"x"}`)); r.Status != c.want {
				t.Errorf("%s %s with %q: %d, want %d", c.method, c.path, token, r.Status, c.want)
			}
		}
		if r := m.Handle(start, Request{Method: c.method, Path: c.path}); r.Status != c.want {
			t.Errorf("%s %s without headers: %d, want %d", c.method, c.path, r.Status, c.want)
		}
		if n := len(m.Ledger(start).Orders); n != 0 {
			t.Errorf("%s %s without a token: %d orders accepted", c.method, c.path, n)
		}
	}
}

func TestATokenMayHaveASchemeBeforeIt(t *testing.T) {
	for _, shape := range []Shape{Template, UserClass, FlyJS} {
		m := New(Options{Protocol: speaking(shape, ""), Token: counted})
		logIn(t, m, start, "o1")
		for _, value := range []string{"t1", "Bearer t1", "bearer t1"} {
			if r := m.Handle(start, carrying(m, "GET", "/test", value, "")); !strings.Contains(string(r.Body), "get响应数据") {
				t.Errorf("%s with %q: %d %s", shape, value, r.Status, r.Body)
			}
		}
	}
}

func TestUnknownPathsAndMethodsAreRefusedInTheShape(t *testing.T) {
	for _, c := range []struct {
		shape        Shape
		method, path string
		status       int
		want         string
	}{
		{FlyJS, "GET", "/", 404, `{"code":40004,"message":"no such path","data":null}`},
		{Template, "GET", "/nowhere", 404, `{"code":40004,"message":"no such path","result":null}`},
		{Egg, "GET", "/api/", 404, `{"code":40004,"msg":"no such path"}`},
		{FlyJS, "GET", "/public/", 404, `{"code":40004,"message":"no such path","data":null}`},
		{FlyJS, "GET", "", 404, `{"code":40004,"message":"no such path","data":null}`},
		{FlyJS, "GET", "/login", 405, `{"code":40000,"message":"this path takes another method","data":null}`},
		{FlyJS, "GET", "/orders", 405, `{"code":40000,"message":"this path takes another method","data":null}`},
		{FlyJS, "POST", "/me", 405, `{"code":40000,"message":"this path takes another method","data":null}`},
		{FlyJS, "get", "/me", 405, `{"code":40000,"message":"this path takes another method","data":null}`},
	} {
		m := New(Options{Protocol: speaking(c.shape, "")})
		r := m.Handle(start, Request{Method: c.method, Path: c.path})
		if r.Status != c.status || string(r.Body) != c.want {
			t.Errorf("%s %s %q: %d %s, want %d %s", c.shape, c.method, c.path, r.Status, r.Body, c.status, c.want)
		}
	}
}

func TestAnInjectedFailureHasTheShapeAndCountsNothing(t *testing.T) {
	m := New(Options{Protocol: speaking(Template, "")})
	for status, want := range map[int]string{
		http.StatusInternalServerError: `500 {"code":50000,"message":"error","result":null}`,
		http.StatusServiceUnavailable:  `503 {"code":50003,"message":"error","result":null}`,
		http.StatusUnauthorized:        `200 {"code":40100,"message":"token invalid","result":null}`,
	} {
		r := m.Failure(status)
		if got := strconv.Itoa(r.Status) + " " + string(r.Body); got != want {
			t.Errorf("failure %d: %s, want %s", status, got, want)
		}
	}
	if l := m.Ledger(start); l.Requests != 0 || l.AuthFailures != 0 || l.Refused != 0 {
		t.Errorf("the ledger counts injected failures: %+v", l)
	}
}

func TestOptionsWithoutMeaningAreRefusedWithWhatWouldHaveOne(t *testing.T) {
	for hint, o := range map[string]Options{
		"want jwt or opaque":       {Tokens: "paseto"},
		"want single or multi":     {Policy: "both"},
		"want a positive duration": {TTL: -1},
		"want positive numbers":    {Limits: Limits{Users: -1}},
	} {
		if err := o.Validate(); err == nil || !strings.Contains(err.Error(), hint) {
			t.Errorf("%+v: %v, want an error with %q", o, err, hint)
		}
	}
	if err := (Options{}).Validate(); err != nil {
		t.Errorf("the zero options: %v", err)
	}
}

func TestTheSameCallsGiveTheSameAnswers(t *testing.T) {
	run := func() string {
		m := New(Options{Seed: 7, Tokens: Opaque})
		var all strings.Builder
		for i := range 50 {
			ex := begin(t, m, start)
			r := m.Exchanged(start, ex, Session{OpenID: "o" + strconv.Itoa(i%20), SessionKey: "k"}, nil)
			all.Write(r.Body)
			if i%10 == 9 {
				m.Expire(start, nil, 0.3)
				for _, u := range m.users {
					all.WriteString(strconv.FormatBool(u.tokens[0].valid(start)))
				}
			}
		}
		return all.String()
	}
	if first, second := run(), run(); first != second {
		t.Error("two runs differ")
	}
}

func TestALogoutEndsTheTokenThatItCarries(t *testing.T) {
	m := New(Options{Token: counted})
	logIn(t, m, start, "o1")
	logIn(t, m, start, "o1")
	if r := m.Handle(start, carrying(m, "POST", "/logout", "t1", "")); r.Status != 200 || !strings.Contains(string(r.Body), `{"name":"logout"}`) {
		t.Errorf("answer %d %s", r.Status, r.Body)
	}
	if m.TokenValid(start, "t1") || !m.TokenValid(start, "t2") {
		t.Errorf("the tokens are valid: %v, %v", m.TokenValid(start, "t1"), m.TokenValid(start, "t2"))
	}
	if r := m.Handle(start, carrying(m, "POST", "/logout", "t1", "")); r.Status != 401 {
		t.Errorf("the second one: %d", r.Status)
	}
	if l := m.Ledger(start); l.TokensExpired != 1 || l.TokensValid != 1 {
		t.Errorf("ledger %+v", l)
	}
}
