package backend_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/opendata"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

// exchange asks the mock WeChat about a code, and returns its answer.
func exchange(mock, code string) string { return exchangeWith(mock, appsecret, code) }

func exchangeWith(mock, secret, code string) string {
	resp, err := http.Get(mock + "/sns/jscode2session?appid=" + appid + "&secret=" + secret + "&js_code=" + url.QueryEscape(code) + "&grant_type=authorization_code")
	if err != nil {
		return ""
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return string(body)
}

func TestTheLoginsOwnAnswerComesFirst(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t"
	for name, test := range map[string]struct {
		status    int
		answer    string
		exchanges int    // of the code, by the target
		code      string // of the target's login: code
		refresh   bool   // it is to give refresh tokens
		want      string // in the error
		hint      string // in the hint
	}{
		"no such path": {status: 404, answer: `{"code":404}`, want: `/login answered HTTP 404 {"code":404}`, hint: "target.login.path"},
		"a page of HTML for every path": {status: 200, answer: "<html>" + secret, want: "/login answered HTTP 200 with 12 bytes that are no JSON",
			hint: "target.login.path"},
		"another method":     {status: 405, want: "HTTP 405 with an empty body", hint: "target.login.method"},
		"no signature":       {status: 403, answer: `{"code":4030,"msg":"bad sign"}`, want: `HTTP 403 {"code":4030,"msg":"bad sign"}`, hint: "signature"},
		"no API key":         {status: 401, answer: `{"error":"api key ` + secret + `"}`, want: `HTTP 401 {"error":"api key …"}`, hint: "wrapper.header"},
		"only forms":         {status: 415, answer: `{"msg":"form only"}`, want: "HTTP 415", hint: "sent as application/json; for a form, set wrapper.content_type"},
		"a bad request":      {status: 400, answer: `{"msg":"missing field"}`, want: "HTTP 400", hint: "look at target.login: code, body and header"},
		"too many":           {status: 429, want: "HTTP 429", hint: "limits"},
		"a failure":          {status: 500, want: "HTTP 500", hint: "can it reach http://127.0.0.1"},
		"a failure later on": {status: 500, exchanges: 1, want: "HTTP 500", hint: "WeChat had answered it"},
		"exchanged twice":    {status: 200, answer: `{"code":-1,"msg":"code been used"}`, exchanges: 2, want: "the target exchanged the code twice", hint: "once for each code"},
		"exchanged twice, then 401": {status: 401, answer: `{"code":401}`, exchanges: 2,
			want: "the target exchanged the code twice", hint: "once for each code"},
		"the code in a query": {status: 404, code: "code: {in: query, name: js_code}", want: "/login answered HTTP 404", hint: "target.login.path"},
		"nobody was asked": {status: 200, answer: `{"code":1,"message":"invalid code"}`,
			want: "never asked the mock WeChat for this code: is its WeChat base URL set?", hint: "set it to http://127.0.0.1"},
		"a token under another key": {status: 200, exchanges: 1, answer: `{"code":0,"msg":"` + secret + `","data":{"n":123456,"` + secret + `":true}}`,
			want: `{"code":0,"msg":<string(6)>,"data":{"n":<number(6)>,<key(6)>:true}}`, hint: "target.login.token"},
		"no refresh token": {status: 200, exchanges: 1, refresh: true, answer: `{"data":{"token":"` + secret + `","refreshToken":"` + secret + `"}}`,
			want: `no refresh token at $.data.refresh_token of the login's answer, which was HTTP 200 {"data":{"token":<string(6)>`, hint: "target.refresh.refresh_token"},
		"a token of letters": {status: 200, exchanges: 1, answer: `{"message":"abcdefgh","error":"the token abcdefghijklmnop"}`,
			want: `{"message":<string(8)>,"error":"the token …"}`, hint: "target.login.token"},
		"a message in Chinese": {status: 403, answer: `{"msg":"签名错误"}`, want: `{"msg":"签名错误"}`, hint: "signature"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := startMock(t)
			target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				for range test.exchanges {
					exchange(mock, gjson.GetBytes(body, "code").String())
				}
				w.WriteHeader(test.status)
				io.WriteString(w, test.answer)
			}))
			defer target.Close()
			refresh := ""
			if test.refresh {
				refresh = ", refresh: {path: /refresh}"
			}
			err := probe(t, "mock: {url: "+mock+"}\ntarget: {url: "+target.URL+", login: {path: /login, "+test.code+"}"+refresh+"}\nflow: [launch]\n")
			misfit, is := errors.AsType[*backend.MisfitError](err)
			if !is || !strings.Contains(misfit.Message, test.want) || !strings.Contains(misfit.Hint, test.hint) {
				t.Fatalf("got %#v, want %q and %q", err, test.want, test.hint)
			}
			if strings.Contains(misfit.Message, secret) || strings.Contains(misfit.Message, "js_code=") {
				t.Errorf("a secret is shown: %s", misfit.Message)
			}
			if test.status >= 400 && strings.Contains(misfit.Message, "WeChat base URL") {
				t.Errorf("the WeChat base URL is blamed for HTTP %d: %s", test.status, misfit.Message)
			}
		})
	}
}

// formOnly is a developer server that takes logins only as forms, from a tenant, signed
// by the user's name, with the sealed profile and the code of the phone number.
type formOnly struct {
	mock string

	mu  sync.Mutex
	ids []string // of the logins
}

func (f *formOnly) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/login" {
		if r.Header.Get("Authorization") != "Bearer token" || r.Header.Get("Tenant-Id") != "7" || r.Header.Get("X-User") == "{{user}}" {
			w.WriteHeader(http.StatusUnauthorized)
		}
		return
	}
	session := exchange(f.mock, r.PostFormValue("js_code"))
	opened, err := opendata.Open(gjson.Get(session, "session_key").String(), r.PostFormValue("data"), r.PostFormValue("iv"))
	switch {
	case r.Header.Get("Content-Type") != "application/x-www-form-urlencoded":
		w.WriteHeader(http.StatusUnsupportedMediaType)
	case err != nil || !gjson.ValidBytes(opened):
		fmt.Fprintf(w, `{"msg":"cannot open the data"}`)
	case !gjson.Valid(r.PostFormValue("raw")), len(r.PostFormValue("phone")) < 8, r.URL.Query().Get("u") != r.Header.Get("X-User"),
		r.PostFormValue("again") != r.PostFormValue("js_code"), r.Header.Get("Tenant-Id") != "7", r.Header.Get("Referer") == "":
		fmt.Fprintf(w, `{"msg":"something is missing"}`)
	default:
		f.mu.Lock()
		f.ids = append(f.ids, r.Header.Get("X-Nonce"))
		f.mu.Unlock()
		io.WriteString(w, `{"data":{"token":"token"}}`)
	}
}

const formOnlyYAML = `
target:
  login:
    path: "/login?u={{user}}"
    code: {name: js_code}
    header: {X-Nonce: "{{id}}"}
    body: {data: "{{encryptedData}}", iv: "{{iv}}", raw: "{{rawData}}", phone: "{{phoneCode}}", again: "{{code}}"}
  token: {prefix: "Bearer "}
wrapper: {content_type: application/x-www-form-urlencoded, header: {Tenant-Id: "7", X-User: "{{user}}"}}
clients: {count: 3, initial: {none: 0%, valid: 100%}}
flow: [launch, {page: a, requests: [a GET /api/a]}]
`

func TestTheProbeAndTheLoginsBeforeTheLoadSendWhatAClientSends(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	server := &formOnly{mock: mock}
	target := httptest.NewServer(server)
	defer target.Close()
	s, err := scenario.Parse("test.yaml", []byte("mock: {url: "+mock+"}\napp: {domains: {develop: "+target.URL+"}}\n"+formOnlyYAML), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	b, err := backend.Open(s, info, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Probe(); err != nil {
		t.Fatal(err)
	}
	valid := scenario.InitialState{Token: scenario.ValidToken, SessionValid: true}
	one, two := &backend.Holder{User: "u000001", State: valid}, &backend.Holder{User: "u000002", State: valid}
	if err := b.Give(context.Background(), one, two); err != nil || one.Tokens[0].Token != "token" || two.Tokens[0].Token != "token" {
		t.Errorf("%v, tokens %v and %v", err, one.Tokens, two.Tokens)
	}
	seen := map[string]bool{}
	for _, id := range server.ids {
		seen[id] = true
	}
	if len(server.ids) != 3 || len(seen) != 3 || seen[""] || seen["{{id}}"] {
		t.Errorf("the ids of the logins are %q", server.ids)
	}
}

// signing is a wrapper of one's own: its login has a header that nobody else knows how
// to make.
type signing struct{ env wrapper.Env }

func (w signing) Launch() *loop.Promise[any] { return nil }
func (w signing) Show()                      {}
func (w signing) Logout()                    {}
func (w signing) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (w signing) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](w.env.Loop)
	w.env.WX.Login(func(code string, err error) {
		w.env.WX.Request(&wx.Request{Method: "POST", URL: w.env.WX.GetStorage("origin") + "/login", Body: []byte(`{"code":"` + code + `"}`),
			Header: []wx.Header{{Name: "Sign", Value: "signed " + code}}}, func(*wx.Response, error) {})
	})
	return out
}

func TestTheProbeSendsTheLoginOfAWrapperOfOnesOwn(t *testing.T) {
	t.Parallel()
	mock := startMock(t)
	target := httptest.NewServer(tenLines(func(w http.ResponseWriter, code string) {
		exchange(mock, code)
		io.WriteString(w, `{"data":{"token":"t"}}`)
	}, status(200)))
	defer target.Close()
	signed := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.Header.Get("Sign"), "signed ") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		target.Config.Handler.ServeHTTP(w, r)
	}))
	defer signed.Close()
	s, err := scenario.Parse("test.yaml", []byte("mock: {url: "+mock+"}\napp: {domains: {develop: "+signed.URL+"}}\nflow: [launch]\n"), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper {
		if err := env.WX.SetStorage("origin", s.Domains["develop"]); err != nil {
			t.Error(err)
		}
		return signing{env}
	}
	b, err := backend.Open(s, info, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if err := b.Probe(); err != nil {
		t.Error(err)
	}
}

func TestEveryWrapperIsTriedOut(t *testing.T) {
	t.Parallel()
	for _, info := range wrapper.All() {
		t.Run(info.ID, func(t *testing.T) {
			t.Parallel()
			mock := startMock(t)
			target := httptest.NewServer(tenLines(func(w http.ResponseWriter, code string) {
				exchange(mock, code)
				io.WriteString(w, `{"code":20000,"data":{"token":"t"},"result":{}}`)
			}, status(401)))
			defer target.Close()
			s, err := scenario.Parse("test.yaml", []byte("mock: {url: "+mock+"}\ntarget: {url: "+target.URL+", login: {path: /login, token: data.token}, auth_failure: {status: 401}}\n"+
				"flow: [launch, {page: a, requests: [a GET /api/a]}]\n"), scenario.Options{})
			if err != nil {
				t.Fatal(err)
			}
			b, err := backend.Open(s, info, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer b.Close()
			err = b.Probe()
			if info.ID == "flyjs-samefly" { // its login waits for its own lock
				if err != nil || len(b.Trouble()) == 0 {
					t.Errorf("got %v, and %q", err, b.Trouble())
				}
				return
			}
			if _, is := errors.AsType[*backend.MisfitError](err); !is || !strings.Contains(err.Error(), "rejects the token that it has just issued") {
				t.Errorf("got %v", err)
			}
		})
	}
}
