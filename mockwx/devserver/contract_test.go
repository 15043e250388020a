package devserver

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"
)

// changed is the contract of a shape with something else in it.
func changed(t *testing.T, shape Shape, change func(*Contract)) *Contract {
	t.Helper()
	c, err := shape.Contract("")
	if err != nil {
		t.Fatal(err)
	}
	change(&c)
	return &c
}

// at is a machine that keeps a contract, with the token t1.
func at(t *testing.T, c *Contract) *Machine {
	t.Helper()
	p, err := c.Protocol()
	if err != nil {
		t.Fatal(err)
	}
	m := New(Options{Protocol: p, Token: counted, TTL: time.Minute})
	if _, err := m.Seed(start, "o1", "", true); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestACodeIsTakenFromWhereTheContractHasIt(t *testing.T) {
	for name, c := range map[string]struct {
		change        func(*Contract)
		request       Request
		refused, says string
	}{
		"a header": {func(c *Contract) { c.Login.Code = Place{InHeader, "x-wx-code"} },
			Request{Method: "POST", Path: "/login", Header: header{"X-Wx-Code": {"abc"}}}, `{"code":"abc"}`, "no X-Wx-Code in the header"},
		"a query": {func(c *Contract) { c.Login.Code, c.Login.Method = Place{InQuery, "js_code"}, "GET" },
			Request{Method: "GET", Path: "/login", RawQuery: "a=1&js_code=a%62c"}, `{"code":"abc"}`, "no js_code in the query"},
		"a cookie": {func(c *Contract) { c.Login.Code = Place{InCookie, "code"} },
			Request{Method: "POST", Path: "/login", Header: header{"Cookie": {"a=1; code=abc"}}}, `{"code":"abc"}`, "no code in the cookie"},
		"a body": {func(c *Contract) { c.Login.Code.Name = "wx.code" },
			Request{Method: "POST", Path: "/login", Body: []byte(`{"wx":{"code":"no"},"wx.code":"abc"}`)}, `{"code":"abc"}`, "no wx.code in the body"},
		"another path": {func(c *Contract) { c.Login.Paths = []string{"/api/登录"} },
			Request{Method: "POST", Path: "/api/登录", Body: []byte(`{"code":"abc"}`)}, `{}`, "no code in the body"},
	} {
		m := at(t, changed(t, FlyJS, c.change))
		if r := m.Handle(start, c.request); r.Exchange == nil || r.Exchange.Code != "abc" {
			t.Errorf("%s: %+v %s, want an exchange of abc", name, r, r.Body)
		}
		without := Request{Method: c.request.Method, Path: c.request.Path, Body: []byte(c.refused)}
		if r := m.Handle(start, without); r.Status != 400 || !strings.Contains(string(r.Body), c.says) {
			t.Errorf("%s, elsewhere: %d %s, want %q", name, r.Status, r.Body, c.says)
		}
	}
}

func TestALoginsPathTakesOtherMethodsAsBefore(t *testing.T) {
	m := at(t, changed(t, FlyJS, func(c *Contract) { c.Login.Paths = []string{"/me", "/x"} }))
	for request, status := range map[string]int{"GET /me": 200, "PUT /me": 405, "GET /x": 405, "POST /login": 404, "POST /user/login": 404} {
		method, path, _ := strings.Cut(request, " ")
		if r := m.Handle(start, carrying(m, method, path, "t1", "")); r.Status != status || r.Exchange != nil {
			t.Errorf("%s: %d %s, want %d", request, r.Status, r.Body, status)
		}
	}
}

func TestATokenIsTakenFromWhereTheContractHasIt(t *testing.T) {
	with := Companion{"data.id", "x-id"}
	own := companionOf("t1")
	for name, c := range map[string]struct {
		token   Token
		request Request
		valid   bool
	}{
		"a header":                    {Token{Place: Place{InHeader, "x-token"}}, Request{Header: header{"X-Token": {"t1"}}}, true},
		"another header":              {Token{Place: Place{InHeader, "x-token"}}, Request{Header: header{"Authorization": {"t1"}}}, false},
		"a header with a prefix":      {Token{Place: Place{InHeader, "Authorization"}, Prefix: "Token "}, Request{Header: header{"Authorization": {"Token t1"}}}, true},
		"a query":                     {Token{Place: Place{InQuery, "access_token"}}, Request{RawQuery: "access_token=t1"}, true},
		"a query that cannot be read": {Token{Place: Place{InQuery, "access_token"}}, Request{RawQuery: "%zz=1&access_token=t1"}, true},
		"a body":                      {Token{Place: Place{InBody, "token"}}, Request{Body: []byte(`{"token":"t1"}`)}, true},
		"a body that is none":         {Token{Place: Place{InBody, "token"}}, Request{Body: []byte(`{"token"`)}, false},
		"a cookie":                    {Token{Place: Place{InCookie, "sid"}}, Request{Header: header{"Cookie": {"sid=t1"}}}, true},
		"no header at all":            {Token{Place: Place{InCookie, "sid"}}, Request{}, false},
		"its companion":               {Token{Place{InHeader, "x-token"}, "", with, ""}, Request{Header: header{"X-Token": {"t1"}, "X-Id": {own}}}, true},
		"no companion":                {Token{Place{InHeader, "x-token"}, "", with, ""}, Request{Header: header{"X-Token": {"t1"}}}, true},
		"another one's companion":     {Token{Place{InHeader, "x-token"}, "", with, ""}, Request{Header: header{"X-Token": {"t1"}, "X-Id": {companionOf("t2")}}}, false},
		"its companion in the query":  {Token{Place{InQuery, "x-token"}, "", with, ""}, Request{RawQuery: "x-token=t1&x-id=" + own}, true},
	} {
		m := at(t, changed(t, FlyJS, func(contract *Contract) { contract.Token = c.token }))
		c.request.Method, c.request.Path = "POST", "/api/A"
		if r := m.Handle(start, c.request); (r.Status == 200) != c.valid {
			t.Errorf("%s: %d %s", name, r.Status, r.Body)
		}
	}
}

func TestAnswersAreAsTheContractSays(t *testing.T) {
	for name, c := range map[string]struct {
		shape                            Shape
		change                           func(*Contract)
		login, ok, failed, auth, profile string
	}{
		"a token elsewhere, with a companion": {FlyJS, func(c *Contract) {
			c.Login.Token, c.Login.ExpiresIn, c.Token.With = "session.skey", "session.ttl", Companion{"session.id", "X-Id"}
		}, `200 {"code":0,"session":{"skey":"t2","ttl":60,"id":"` + companionOf("t2") + `"}}`, `200 {"code":0,"data":{"name":"A"}}`,
			`404 {"code":40004,"message":"no such path","data":null}`, `401 {"code":40100,"message":"token invalid","data":null}`,
			`422 {"code":42201,"message":"data cannot be opened with the session_key that is kept","data":null}`},
		"statuses": {FlyJS, func(c *Contract) {
			c.Success.Status, c.AuthFailure.Status, c.Displaced = []int{201, 202}, []int{403, 440}, Match{Status: []int{409}}
		}, `201 {"code":0,"data":{"token":"t2","expires_in":60}}`, `201 {"code":0,"data":{"name":"A"}}`,
			`404 {"code":40004,"message":"no such path","data":null}`, `403 {"code":40100,"message":"token invalid","data":null}`,
			`409 {"code":42201,"message":"data cannot be opened with the session_key that is kept","data":null}`},
		"the usual status among others": {FlyJS, func(c *Contract) {
			c.Success.Status, c.AuthFailure.Status, c.Displaced.Status = []int{201, 200}, []int{403, 401}, []int{400, 422}
		}, `200 {"code":0,"data":{"token":"t2","expires_in":60}}`, `200 {"code":0,"data":{"name":"A"}}`,
			`404 {"code":40004,"message":"no such path","data":null}`, `401 {"code":40100,"message":"token invalid","data":null}`,
			`422 {"code":42201,"message":"data cannot be opened with the session_key that is kept","data":null}`},
		"codes elsewhere": {Template, func(c *Contract) {
			c.Success = Match{Path: "errno", Values: []string{"0", "1"}}
			c.AuthFailure = Match{Path: "errno", Values: []string{`"EXPIRED"`}}
			c.Result = "payload.inner"
		}, `200 {"errno":0,"message":"ok","result":{"token":"t2","expires_in":60}}`, `200 {"errno":0,"message":"ok","payload":{"inner":{"name":"A"}}}`,
			`404 {"errno":40004,"message":"no such path","payload":{"inner":null}}`, `200 {"errno":"EXPIRED","message":"token invalid","payload":{"inner":null}}`,
			`422 {"errno":42201,"code":42201,"message":"data cannot be opened with the session_key that is kept","payload":{"inner":null}}`},
		"a failure by status or by code": {FlyJS, func(c *Contract) {
			c.AuthFailure = Match{[]int{401, 403}, "error.id", []string{"1001"}}
		}, `200 {"error":{"id":0},"data":{"token":"t2","expires_in":60}}`, `200 {"error":{"id":0},"data":{"name":"A"}}`,
			`404 {"error":{"id":40004},"message":"no such path","data":null}`, `401 {"error":{"id":1001},"message":"token invalid","data":null}`,
			`422 {"error":{"id":42201},"code":42201,"message":"data cannot be opened with the session_key that is kept","data":null}`},
		"0 means a failure": {FlyJS, func(c *Contract) {
			c.AuthFailure = Match{Path: "code", Values: []string{"0"}}
		}, `200 {"data":{"token":"t2","expires_in":60}}`, `200 {"data":{"name":"A"}}`,
			`404 {"code":40004,"message":"no such path","data":null}`, `200 {"code":0,"message":"token invalid","data":null}`,
			`422 {"code":42201,"message":"data cannot be opened with the session_key that is kept","data":null}`},
		"egg with a code that its clients look at": {Egg, func(c *Contract) {
			c.Success = Match{Path: "ok", Values: []string{"true"}}
		}, `200 {"ok":true,"msg":"登录成功！","token":"t2","expires_in":60}`, `200 {"ok":true,"data":{"name":"A"}}`,
			`404 {"ok":40004,"msg":"no such path"}`, `401 {"ok":40100,"msg":"token invalid"}`,
			`422 {"ok":42201,"code":42201,"msg":"data cannot be opened with the session_key that is kept"}`},
		"words in the way": {Template, func(c *Contract) {
			c.Login.Token, c.Login.ExpiresIn, c.Result = "message.token", `a\.b`, "message"
		}, `200 {"code":20000,"message":{"token":"t2"},"a.b":60}`, `200 {"code":20000,"message":{"name":"A"}}`,
			`404 {"code":40004,"message":"no such path"}`, `200 {"code":40100,"message":"token invalid"}`,
			`422 {"code":42201,"message":"data cannot be opened with the session_key that is kept"}`},
		"numbers are names": {FlyJS, func(c *Contract) {
			c.Login.Token, c.Login.ExpiresIn = "data.0.token", ""
		}, `200 {"code":0,"data":{"0":{"token":"t2"}}}`, `200 {"code":0,"data":{"name":"A"}}`,
			`404 {"code":40004,"message":"no such path","data":null}`, `401 {"code":40100,"message":"token invalid","data":null}`,
			`422 {"code":42201,"message":"data cannot be opened with the session_key that is kept","data":null}`},
	} {
		m := at(t, changed(t, c.shape, c.change))
		for what, got := range map[string]struct {
			reply Reply
			want  string
		}{
			"login":   {m.Exchanged(start, begin(t, m, start), Session{OpenID: "o1", SessionKey: "k"}, nil), c.login},
			"ok":      {m.Handle(start, carrying(m, "GET", "/api/A", "t1", "")), c.ok},
			"failed":  {m.Handle(start, carrying(m, "GET", "/nowhere", "t1", "")), c.failed},
			"auth":    {m.Handle(start, carrying(m, "GET", "/api/A", "t9", "")), c.auth},
			"profile": {m.Handle(start, carrying(m, "POST", "/profile", "t1", "encryptedData=AA&iv=AA&rawData=r&signature=s")), c.profile},
		} {
			if text := strconv.Itoa(got.reply.Status) + " " + string(got.reply.Body); text != got.want {
				t.Errorf("%s, %s:\n got %s\nwant %s", name, what, text, got.want)
			}
		}
	}
}

func TestAContractThatCannotBeKeptIsRefusedByItsSetting(t *testing.T) {
	for _, c := range []struct {
		setting, says string
		change        func(*Contract)
	}{
		{"login.method", "such as POST", func(c *Contract) { c.Login.Method = "" }},
		{"login.path", "begins with /", func(c *Contract) { c.Login.Paths = nil }},
		{"login.path", "takes logins itself", func(c *Contract) { c.Login.Paths = []string{"https://sso.example.com/login"} }},
		{"login.code.in", `"trailer"`, func(c *Contract) { c.Login.Code.In = "trailer" }},
		{"token.name", "expected a name", func(c *Contract) { c.Token.Name = "" }},
		{"login.token", "expected the path", func(c *Contract) { c.Login.Token = "" }},
		{"result", "expected the path", func(c *Contract) { c.Result = "" }},
		{"login.token", `a place "data.#.token"`, func(c *Contract) { c.Login.Token = "data.#.token" }},
		{"result", `a place "data..x"`, func(c *Contract) { c.Result = "data..x" }},
		{"login.expires_in", "data.token.expires_in and data.token (login.token)", func(c *Contract) { c.Login.ExpiresIn = "data.token.expires_in" }},
		{"token.with.path", "data and data.token (login.token)", func(c *Contract) { c.Token.With.Path, c.Login.ExpiresIn = "data", "" }},
		{"result", "data and data.ok (success.body.path)", func(c *Contract) { c.Success = Match{Path: "data.ok", Values: []string{"true"}} }},
		{"login.token", "ok.token and ok (success.body.path)", func(c *Contract) {
			c.Success, c.Login.Token = Match{Path: "ok", Values: []string{"true"}}, "ok.token"
		}},
		{"success.status", "has no body", func(c *Contract) { c.Success.Status = []int{204} }},
		{"success.status", "from 200 to 299, not with 404", func(c *Contract) { c.Success.Status = []int{404} }},
		{"auth_failure.status", "has no body", func(c *Contract) { c.AuthFailure.Status = []int{100} }},
		{"auth_failure.status", "success.status to another", func(c *Contract) { c.AuthFailure.Status = []int{401, 200} }},
		{"auth_failure.body.values", "a success too", func(c *Contract) {
			c.Success, c.AuthFailure = Match{Path: "code", Values: []string{"1"}}, Match{Path: "code", Values: []string{"2", "1"}}
		}},
		{"key_displaced.body", "a path and values", func(c *Contract) { c.Displaced = Match{Path: "code"} }},
		{"key_displaced.body.values", "no JSON", func(c *Contract) { c.Displaced = Match{Path: "code", Values: []string{"x"}} }},
	} {
		_, err := changed(t, FlyJS, c.change).Protocol()
		refused, is := errors.AsType[*SettingError](err)
		if !is || refused.Setting != c.setting || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.setting, err, c.says)
		}
	}
}
