package backend_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live/backend"
)

// ticketed is a developer server with logins in two steps: what it answers to the first.
func ticketed(mock, secret string, answer string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		switch {
		case r.URL.Path == "/code":
			given := answer
			if secret != "" && !gjson.Get(exchangeWith(mock, secret, gjson.GetBytes(body, "code").String()), "openid").Exists() {
				given, answer = `{"data":{}}`, ""
			}
			if answer == "" {
				w.WriteHeader(http.StatusBadRequest)
			}
			io.WriteString(w, given)
		case r.URL.Path == "/token" && gjson.GetBytes(body, "ticket").String() == "k1":
			io.WriteString(w, `{"data":{"token":"t1"}}`)
		case r.URL.Path == "/token" || r.Header.Get("Authorization") != "t1":
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
}

const twoSteps = "login: {ticket: {path: /code}, path: /token, code: {name: ticket}}"

// The target is tried out with both steps, by whatever wrapper.
func TestTheProbeLogsInInTwoSteps(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	target := httptest.NewServer(ticketed(mock, appsecret, `{"data":{"ticket":"k1"}}`))
	defer target.Close()
	for _, info := range wrapper.All() {
		if slices.Contains([]string{"flyjs-samefly", "template"}, info.ID) {
			continue // the one logs in nowhere, the other wants code 20000
		}
		yaml := fmt.Sprintf("mock: {url: %s, secret: %s}\ntarget: {url: %s, shape: flyjs, %s}\n", mock, appsecret, target.URL, twoSteps)
		notes, err := probeWith(t, info.ID, yaml+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n")
		if err != nil || len(notes) > 0 {
			t.Errorf("%s: %v, notes %q", info.ID, err, notes)
		}
	}
}

func TestTheProbeTellsWhatDoesNotFitOfTheFirstStep(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ answer, secret, want, hint string }{
		"refused":                    {"", appsecret, "the first step of the login, POST", "target.login.ticket: method, path and code"},
		"never asked":                {"", "", "/code, answered HTTP 400", "WeChat base URL"},
		"refused by WeChat":          {"", "wrong", "the mock WeChat refused the target's call", "mock.secret"},
		"a ticket under another key": {`{"data":{"uuid":"k1"}}`, appsecret, "no ticket at $.data.ticket", "target.login.ticket.token"},
		"a ticket that is none":      {`{"data":{"ticket":"k2"}}`, appsecret, "/token answered HTTP 401", "target.login.header"},
	} {
		mock := startMock(t)
		target := httptest.NewServer(ticketed(mock, test.secret, test.answer))
		yaml := strings.Replace(servers(mock, target.URL), "target: {", "target: {"+twoSteps+", ", 1)
		err := probe(t, yaml+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n")
		target.Close()
		misfit, is := errors.AsType[*backend.MisfitError](err)
		if !is || !strings.Contains(err.Error(), test.want) || !strings.Contains(misfit.Hint, test.hint) {
			t.Errorf("%s: %v (%+v), want %q and the hint %q", name, err, misfit, test.want, test.hint)
		}
	}
}
