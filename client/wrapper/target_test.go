package wrapper

import (
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

const apiOrigin = "https://api.example.com"

func TestALoginIsRecognisedAndItsCodeFound(t *testing.T) {
	form := []wx.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}}
	for name, l := range map[string]LoginEndpoint{
		"in the body":             {Path: "/login", Code: Place{InBody, "code"}},
		"in a body with fields":   {Path: "/login", Code: Place{InBody, "js.code"}, Fields: []byte(` {"app":"a b"} `)},
		"in a form":               {Path: "/login", Code: Place{InBody, "code"}, Header: form},
		"in a header":             {Path: "/login", Code: Place{InHeader, "X-Code"}},
		"in the query":            {Path: "/login", Code: Place{InQuery, "js_code"}},
		"in the query behind one": {Path: "/login?from=mini", Code: Place{InQuery, "code"}},
		"of a GET":                {Method: "GET", Path: "/login", Code: Place{InBody, "code"}},
		"at an absolute URL":      {Path: "https://login.example.com/v1", Code: Place{InBody, "code"}},
		"with default place":      {Path: "/login", Code: Place{Name: "code"}},
		"behind a placeholder":    {Path: "/users/{{user}}/login?iv={{iv}}", Code: Place{InBody, "code"}},
		"in the path as well":     {Path: "/login/{{code}}", Code: Place{InHeader, "code"}},
	} {
		target := &Target{Login: l}
		r := target.LoginRequest("a+b/c=&\"d")
		if !isAbsolute(r.URL) {
			r.URL = apiOrigin + r.URL
		}
		if !target.IsLogin(r) {
			t.Errorf("%s: %s %s is not recognised", name, r.Method, r.URL)
		}
		if got := target.CodeOf(r); got != "a+b/c=&\"d" {
			t.Errorf("%s: code %q before it is sent", name, got)
		}
		sent := throughPlatform(t, r)
		if got := target.CodeOf(sent); got != "a+b/c=&\"d" || !target.IsLogin(sent) {
			t.Errorf("%s: code %q when it is sent", name, got)
		}
	}
}

func TestOtherRequestsAreNoLogins(t *testing.T) {
	target := &Target{Login: LoginEndpoint{Path: "/login"}}
	for _, r := range []*wx.Request{
		{Method: "GET", URL: apiOrigin + "/login"},
		{Method: "POST", URL: apiOrigin + "/user/login"},
		{Method: "POST", URL: apiOrigin + "/login/x"},
		{Method: "POST", URL: "/login"},
		{Method: "POST", URL: apiOrigin + "/login", Caller: 1},
		{Method: "POST", URL: apiOrigin + "/log"},
	} {
		if target.IsLogin(r) {
			t.Errorf("%s %s (caller %d) is taken for a login", r.Method, r.URL, r.Caller)
		}
	}
}

func TestAPathWithPlaceholdersIsRecognised(t *testing.T) {
	for _, x := range []struct {
		path, pattern string
		want          bool
	}{
		{"/u/u000001/login", "/u/{{user}}/login", true},
		{"/u/{{user}}/login", "/u/{{user}}/login", true},
		{"/u/u000001/logout", "/u/{{user}}/login", false},
		{"/u/a/b/login", "/u/{{user}}/login", false},
		{"/x/u000001/login", "/u/{{user}}/login", false},
		{"/u/a", "/u/{{user}}", true},
		{"/u", "/u/{{user}}", false},
	} {
		if got := matchesPath(x.path, x.pattern); got != x.want {
			t.Errorf("%s as %s: %v", x.path, x.pattern, got)
		}
	}
}

func TestTheCodeStandsWhereverALoginNamesIt(t *testing.T) {
	target := &Target{Login: LoginEndpoint{
		Path: "/login?js={{code}}", Code: Place{InBody, "code"}, Fields: []byte(`{"wx":{"code":"{{code}}"}}`),
		Header: []wx.Header{{Name: "X-Sign", Value: "v1 {{code}}"}},
	}}
	r := target.LoginRequest(`a"/b`)
	if r.URL != "/login?js=a%22%2Fb" || r.HeaderValue("X-Sign") != `v1 a"/b` || string(r.Body) != `{"code":"a\"/b","wx":{"code":"a\"/b"}}` {
		t.Errorf("%s %v %s", r.URL, r.Header, r.Body)
	}
	if target.Login.Header[0].Value != "v1 {{code}}" {
		t.Error("the settings were changed")
	}
}

func TestATokenGoesWhereTheTargetWantsItAndIsFoundThere(t *testing.T) {
	for _, x := range []struct {
		place  Place
		prefix string
		want   string
	}{
		{Place{InHeader, "Authorization"}, "Bearer ", "Authorization: Bearer a b&c"},
		{Place{"", "token"}, "", "token: a b&c"},
		{Place{InQuery, "access token"}, "", "?x=1&access+token=a+b%26c"},
	} {
		target := &Target{Token: x.place, Prefix: x.prefix}
		r := &wx.Request{URL: apiOrigin + "/a?x=1"}
		target.Carry(r, "a b&c")
		got := strings.TrimPrefix(r.URL, apiOrigin+"/a")
		if len(r.Header) > 0 {
			got = r.Header[0].Name + ": " + r.Header[0].Value
		}
		if got != x.want || target.TokenOf(r) != "a b&c" {
			t.Errorf("got %q, and back %q; want %q", got, target.TokenOf(r), x.want)
		}
		none := &wx.Request{URL: apiOrigin}
		target.Carry(none, "")
		if target.TokenOf(none) != "" || none.URL != apiOrigin || none.Header != nil {
			t.Errorf("the empty token leaves %+v", none)
		}
	}
}

func TestAnswersAreJudgedByStatusOrBody(t *testing.T) {
	byStatus := Target{AuthFailure: Match{Status: []int{401, 403}}}
	byBody := Target{AuthFailure: Match{Path: "code", Values: []string{"40100", `"expired"`, ""}},
		Success: Match{Path: "code", Values: []string{"0", "20000"}}}
	for _, x := range []struct {
		target               Target
		status               int
		body                 string
		authFailed, succeeds bool
	}{
		{byStatus, 200, ``, false, true},
		{byStatus, 204, ``, false, true},
		{byStatus, 403, ``, true, false},
		{byStatus, 500, ``, false, false},
		{byStatus, 302, ``, false, false},
		{byBody, 200, `{"code":40100}`, true, false},
		{byBody, 500, `{"code":"expired"}`, true, false},
		{byBody, 200, `{"code":20000}`, false, true},
		{byBody, 200, `{"code":"0"}`, false, false},
		{byBody, 200, `{"code":"\u0065xpired"}`, true, false},
		{byBody, 200, `{"code":""}`, false, false},
		{byBody, 500, `{"code":0}`, false, false},
		{byBody, 200, `{"code":1}`, false, false},
		{byBody, 200, `{"code":null}`, false, false},
		{byBody, 200, `not json 40100`, false, false},
		{byBody, 401, ``, false, false},
	} {
		r := &wx.Response{Status: x.status, Body: []byte(x.body)}
		if a, s := x.target.AuthFailed(r), x.target.Succeeded(r); a != x.authFailed || s != x.succeeds {
			t.Errorf("%d %s: auth failed %v, succeeded %v", x.status, x.body, a, s)
		}
	}
}

func TestNewTokenTakesWhatJavaScriptWouldTakeForOne(t *testing.T) {
	mega := strings.Repeat("x", 1<<20)
	target := &Target{Login: LoginEndpoint{Token: "data.token"}}
	for _, x := range []struct {
		token, want string
		ok          bool
	}{
		{`"abc"`, "abc", true}, {`""`, "", false}, {`123`, "123", true}, {`0`, "0", false}, {`null`, "", false},
		{`false`, "", false}, {`true`, "true", true}, {`{"a":1}`, "[object Object]", true}, {`"` + mega + `"`, mega, true},
		{`"\u0000"`, "\x00", true}, {`1e999`, "1e999", true},
	} {
		got, ok := target.NewToken(&wx.Response{Body: []byte(`{"data":{"token":` + x.token + `}}`)})
		if ok != x.ok || ok && got != x.want {
			t.Errorf("%.20s: got %.20q, %v", x.token, got, ok)
		}
	}
	for _, body := range []string{``, `{}`, `[]`, `{"data":"abc"}`, `{"data":{"token":"abc"}`, `<html>`} {
		if got, ok := target.NewToken(&wx.Response{Body: []byte(body)}); ok {
			t.Errorf("%s: got %q", body, got)
		}
	}
}

func TestALifetimeIsTakenInItsUnit(t *testing.T) {
	now := time.UnixMilli(1_790_000_000_000)
	const day = 24 * time.Hour
	for _, x := range []struct {
		unit  LifetimeUnit
		value string
		want  time.Duration
		as    LifetimeUnit
	}{
		{AutoUnit, `7200`, 2 * time.Hour, Seconds}, {"", `7200`, 2 * time.Hour, Seconds}, {AutoUnit, `"60"`, time.Minute, Seconds},
		{AutoUnit, `0.5`, time.Second / 2, Seconds}, {AutoUnit, `2591999`, 30*day - time.Second, Seconds},
		{AutoUnit, `2592000`, 2592 * time.Second, Millis}, {AutoUnit, `7200000`, 2 * time.Hour, Millis},
		{AutoUnit, `999999999`, 999999999 * time.Millisecond, Millis},
		{AutoUnit, `1790000060`, time.Minute, UnixSeconds}, {AutoUnit, `1790000060000`, time.Minute, UnixMillis},
		{AutoUnit, `"1790000060"`, time.Minute, UnixSeconds},
		{AutoUnit, `1000000000`, 0, ""}, {AutoUnit, `1000000000000`, 0, ""}, // moments that are over
		{Seconds, `7776000`, 90 * day, Seconds}, {Seconds, `3153600000`, 100 * 365 * day, Seconds}, {Seconds, `3153600001`, 0, ""},
		{Millis, `3000`, 3 * time.Second, Millis}, {Millis, `1500`, 1500 * time.Millisecond, Millis},
		{UnixSeconds, `1790000001`, time.Second, UnixSeconds}, {UnixSeconds, `7200`, 0, ""},
		{UnixMillis, `1790000001500`, 1500 * time.Millisecond, UnixMillis}, {UnixMillis, `1790000001`, 0, ""},
	} {
		target := &Target{Login: LoginEndpoint{ExpiresIn: "expires_in", ExpiresUnit: x.unit}}
		got, as := target.Lifetime(&wx.Response{Body: []byte(`{"expires_in":` + x.value + `}`)}, now)
		if got.Round(time.Microsecond) != x.want || as != x.as {
			t.Errorf("%s in %q: got %v in %q, want %v in %q", x.value, x.unit, got, as, x.want, x.as)
		}
	}
}

func TestLifetimesThatCannotBeAreNone(t *testing.T) {
	target := &Target{Login: LoginEndpoint{ExpiresIn: "expires_in"}}
	for _, value := range []string{`0`, `-1`, `1e300`, `1e999`, `null`, `"soon"`, `"NaN"`, `{}`, `[7200]`} {
		if got, unit := target.Lifetime(&wx.Response{Body: []byte(`{"expires_in":` + value + `}`)}, time.Now()); got != 0 || unit != "" {
			t.Errorf("%s: got %v in %q", value, got, unit)
		}
	}
	if got, _ := (&Target{}).Lifetime(&wx.Response{Body: []byte(`{"expires_in":1}`)}, time.Now()); got != 0 {
		t.Errorf("not announced: %v", got)
	}
}

func TestAnErrorDoesNotShowTheAnswer(t *testing.T) {
	err := &StatusError{&wx.Response{Status: 500, Body: []byte("secret")}}
	if err.Error() != "http 500" {
		t.Errorf("got %q", err)
	}
}

func TestTheLoginIsFoundBelowADomainWithAPath(t *testing.T) {
	target := Target{BasePath: "/v1", Login: LoginEndpoint{Path: "/login"}}
	for url, want := range map[string]bool{
		"https://api.example.com/v1/login": true,
		"https://api.example.com/login":    false,
		"https://api.example.com/v2/login": false,
	} {
		if got := target.IsLogin(&wx.Request{Method: "POST", URL: url}); got != want {
			t.Errorf("%s: got %v", url, got)
		}
	}
}

func TestWhetherAnAnswerHasAResult(t *testing.T) {
	for _, x := range []struct {
		path, body string
		want       bool
	}{
		{"", "", false},
		{"", "ok", true},
		{"data", `{"code": 0, "msg": "ok"}`, false},
		{"data", `{"code": 0, "data": null}`, true},
		{"data", `{"code": 0, "data": {"id": 1}}`, true},
		{"data", "no JSON", false},
	} {
		target := Target{Result: x.path}
		if got := target.HasResult(&wx.Response{Status: 200, Body: []byte(x.body)}); got != x.want {
			t.Errorf("%q at %q: %v, want %v", x.body, x.path, got, x.want)
		}
	}
}
