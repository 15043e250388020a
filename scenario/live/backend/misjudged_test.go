package backend_test

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// The probe takes an answer for what the load takes it for. Otherwise it passes, and no
// request of the load does.
func TestTheProbeJudgesAnswersAsTheLoadDoes(t *testing.T) {
	t.Parallel()
	const token = "eyJhbGciOiJI"
	const bearer = `login: {path: /login, token: access_token}, token: {prefix: "Bearer "}, auth_failure: {status: 401}`
	for name, test := range map[string]struct {
		wrapper, target string
		login, rest     string // bodies; rest answers a valid token
		want            string // in the error; empty where the target fits
		hint            string
	}{
		"a code that the wrapper's shape wants": {wrapper: "template", target: bearer,
			want: "there is a token in it, but it is no success, for target.success.body wants 20000 at $.code", hint: "target.shape, template"},
		"the same in a request": {wrapper: "template", target: bearer + ", result: data", login: `{"code":20000,"data":{},"access_token":"` + token + `"}`,
			want: "/api/a answered HTTP 200 {}: it is no success, for target.success.body wants 20000 at $.code", hint: "target.success"},
		"a payload that the wrapper's shape wants": {wrapper: "template", target: bearer + ", success: {status: [200]}",
			want: "it looks for the payload at $.result", hint: "target.result"},
		"a login that counts as an authentication failure": {wrapper: "reference", target: `login: {path: /login, token: access_token}, success: {status: [200]}, auth_failure: {body: {path: code, values: [0]}}`,
			login: `{"code":0,"access_token":"` + token + `"}`, want: "target.auth_failure takes it for an authentication failure", hint: "target.success"},
		"another place of the token": {wrapper: "reference", target: `login: {path: /login, token: access_token}`,
			want: "rejects the token that it has just issued: /api/a answered HTTP 401", hint: "prefix"},
		"another place, and another sign": {wrapper: "reference", target: `login: {path: /login, token: access_token}, auth_failure: {status: 403}`,
			want: "nothing says that this is an authentication failure", hint: "target.auth_failure: {status: [401]}"},
		"what a success has is said":            {wrapper: "template", target: bearer + `, success: {status: [200]}, result: "@this"`},
		"a shape is said":                       {wrapper: "reference", target: bearer},
		"a request that fails for good reasons": {wrapper: "reference", target: bearer + ", success: {body: {path: code, values: [0]}}", login: `{"code":0,"access_token":"` + token + `"}`, rest: `{"code":30001}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := startMock(t)
			target := httptest.NewServer(tenLines(func(w http.ResponseWriter, code string) {
				exchange(mock, code)
				io.WriteString(w, cmp.Or(test.login, `{"access_token":"`+token+`"}`))
			}, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer "+token {
					w.WriteHeader(http.StatusUnauthorized)
				}
				io.WriteString(w, cmp.Or(test.rest, "{}"))
			}))
			defer target.Close()
			yaml := "mock: {url: " + mock + ", secret: " + appsecret + "}\ntarget: {url: " + target.URL + ", " + test.target + "}\n"
			notes, err := probeWith(t, test.wrapper, yaml+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n")
			misfit, fits := errors.AsType[*backend.MisfitError](err)
			switch {
			case test.want == "" && (err != nil || len(notes) > 0):
				t.Errorf("the error is %v, the notes are %q", err, notes)
			case test.want != "" && (!fits || !strings.Contains(err.Error(), test.want) || !strings.Contains(misfit.Hint, test.hint)):
				t.Errorf("the error is %v (%+v), want %q and the hint %q", err, misfit, test.want, test.hint)
			case err != nil && strings.Contains(err.Error(), token):
				t.Errorf("the error has the token: %v", err)
			}
		})
	}
}

// At the backend that it was written for, each wrapper that ships sends its token, so that
// nothing is left to be said.
func TestTheProbeHasNothingToSayWhereAllFits(t *testing.T) {
	t.Parallel()
	for _, info := range wrapper.All() {
		notes, err := probeWith(t, info.ID, "flow: [launch, {page: a, requests: [a GET /api/a]}]\n")
		sendsNoLogin := len(notes) == 1 && strings.Contains(notes[0], "sends no login")
		if err != nil || len(notes) > 0 && (info.ID != "flyjs-samefly" || !sendsNoLogin) {
			t.Errorf("%s: the error is %v, the notes are %q", info.ID, err, notes)
		}
	}
}

// A client that sends its token where the scenario does not look for it is told of.
func TestTheProbeNotesAClientThatSendsWithoutTheToken(t *testing.T) {
	t.Parallel()
	s, err := scenario.Parse("test.yaml", []byte("flow: [launch, {page: a, requests: [a GET /api/a]}]\n"), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("flyjs")
	newOne := info.New
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper {
		own := *s
		own.Target.Token.Name = "X-Token"
		return newOne(env, &own)
	}
	b, err := backend.Open(s, info, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Probe(); err != nil || len(b.Trouble()) != 1 || !strings.Contains(b.Trouble()[0], "header Authorization (target.token)") {
		t.Errorf("the error is %v, the notes are %q", err, b.Trouble())
	}
}
