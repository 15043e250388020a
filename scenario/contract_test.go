package scenario

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/wxload/wxload/mockwx/devserver"
)

// contractOf is the contract of a file's target.
func contractOf(t *testing.T, shape, yaml string) *devserver.Contract {
	t.Helper()
	target := resolved(t, mustParse(t, yaml), shape).Target
	c, err := target.Contract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestATargetWithoutSettingsHasTheContractOfItsShape(t *testing.T) {
	for _, shape := range []devserver.Shape{devserver.Template, devserver.FlyJS, devserver.Taro, devserver.Egg, devserver.UserClass} {
		for _, failure := range []devserver.AuthFailure{"", devserver.HTTP401, devserver.Body40100} {
			yaml := ""
			if failure != "" {
				yaml = "target: {devserver: {auth_failure: " + string(failure) + "}}"
			}
			want, err := shape.Contract(failure)
			if err != nil {
				t.Fatal(err)
			}
			if got := contractOf(t, string(shape), yaml); !reflect.DeepEqual(got, &want) {
				t.Errorf("%s %s:\n got %+v\nwant %+v", shape, failure, got, &want)
			}
		}
	}
}

func TestTheSettingsOfATargetAreItsContract(t *testing.T) {
	got := contractOf(t, "flyjs", `
target:
  login: {method: GET, path: "/api/%E7%99%BB%E5%BD%95?app=1", code: {in: header, name: X-Code}, token: session.skey, expires_in: session.ttl}
  refresh: {method: PUT, path: "/api/%E7%BB%AD", name: X-Refresh, in: header, refresh_token: session.again}
  token: {in: query, name: skey, prefix: "T ", with: {path: session.id, name: sid}}
  auth_failure: {status: [401, 403], body: {path: error, values: [EXPIRED, 7]}}
  success: {status: [201], body: {path: ok, values: true}}
  key_displaced: {status: [409]}
  result: payload
`)
	want := &devserver.Contract{
		Login: devserver.Login{Method: "GET", Paths: []string{"/api/登录"}, Code: devserver.Place{In: devserver.InHeader, Name: "X-Code"},
			Token: "session.skey", ExpiresIn: "session.ttl"},
		Refresh: devserver.Refresh{Method: "PUT", Path: "/api/续", Carries: devserver.Place{In: devserver.InHeader, Name: "X-Refresh"},
			RefreshToken: "session.again", Token: "session.skey", ExpiresIn: "session.ttl"},
		Token: devserver.Token{Place: devserver.Place{In: devserver.InQuery, Name: "skey"}, Prefix: "T ",
			With: devserver.Companion{Path: "session.id", Name: "sid"}},
		AuthFailure: devserver.Match{Status: []int{401, 403}, Path: "error", Values: []string{`"EXPIRED"`, "7"}},
		Success:     devserver.Match{Status: []int{201}, Path: "ok", Values: []string{"true"}},
		Displaced:   devserver.Match{Status: []int{409}},
		Result:      "payload",
		Words:       devserver.Words{Failure: "message", Null: true},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %+v\nwant %+v", got, want)
	}
}

func TestOfSeveralAuthenticationFailuresTheStandInTakesTheOneThatItIsToldTo(t *testing.T) {
	c := contractOf(t, "flyjs", "target: {devserver: {auth_failure: body40100}, auth_failure: {status: 403, body: {path: code, values: [1, 40100]}}}")
	if want := (devserver.Match{Path: "code", Values: []string{"40100"}}); !reflect.DeepEqual(c.AuthFailure, want) {
		t.Errorf("%+v, want %+v", c.AuthFailure, want)
	}
}

func TestALifetimeThatWouldLieInTheTokenIsNotAnnounced(t *testing.T) {
	if c := contractOf(t, "flyjs", "target: {login: {token: data}}"); c.Login.ExpiresIn != "" {
		t.Errorf("the lifetime is at %q", c.Login.ExpiresIn)
	}
}

func TestAnEmbeddedTargetThatTheStandInCannotBeIsRefused(t *testing.T) {
	for _, c := range []struct{ target, path, says string }{
		{`login: {path: "https://sso.example.com/login"}`, "target.login.path", "set target.url"},
		{`login: {token: data.#.token}`, "target.login.token", "expected names with dots"},
		{`login: {token: data.token, expires_in: data.token.ttl}`, "target.login.expires_in", "one of them needs another path"},
		{`refresh: {path: "https://sso.example.com/refresh"}`, "target.refresh.path", "set target.url"},
		{`refresh: {path: /refresh, refresh_token: data.token}`, "target.refresh.refresh_token", "one of them needs another path"},
		{`token: {with: {path: data, name: X-Id}}`, "target.token.with.path", "one of them needs another path"},
		{`success: {status: 204}`, "target.success.status", "has no body"},
		{`success: {body: {path: data.ok, values: true}}`, "target.result", "data.ok (success.body.path)"},
		{`auth_failure: {status: [100, 401]}`, "target.auth_failure.status", "has no body"},
		{`auth_failure: {status: 200}`, "target.auth_failure.status", "set success.status to another one"},
		{`devserver: {auth_failure: http401}, auth_failure: {body: {path: code, values: 7}}`, "target.devserver.auth_failure", "does not take http401"},
		{`result: "data.@this"`, "target.result", "expected names with dots"},
	} {
		text := "flow: [launch]\ntarget: {" + c.target
		_, err := Parse("t.yaml", []byte(text+"}"), Options{})
		problems, is := errors.AsType[Problems](err)
		if !is || len(problems) != 1 || problems[0].Path != c.path || problems[0].Line != 2 || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s: … %s …", c.target, err, c.path, c.says)
		}
		if _, err := Parse("t.yaml", []byte(text+", url: http://127.0.0.1:3000}"), Options{}); err != nil {
			t.Errorf("%s, elsewhere: %v", c.target, err)
		}
	}
}
