package backend_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live/backend"
)

const (
	appid     = "wx0123456789abcdef" // the scenarios' default
	appsecret = "appsecret-of-the-test"
)

// startMock is the URL of a mock WeChat.
func startMock(t *testing.T) string {
	t.Helper()
	mock, err := mockwx.NewUnstarted(mockwx.ServerOptions{Options: mockwx.Options{Apps: []mockwx.App{{AppID: appid, Secret: appsecret}}}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(mock.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

// servers is a scenario's part that names servers elsewhere.
func servers(mock, target string) string {
	return "mock: {url: " + mock + ", secret: " + appsecret + "}\napp: {domains: {develop: " + target + "}}\ntarget: {control: " + target + "}\n"
}

// probe opens a scenario's backend for the wrapper reference, and probes it.
func probe(t *testing.T, yaml string) error {
	t.Helper()
	_, err := probeWith(t, "reference", yaml)
	return err
}

// probeWith does it for any wrapper that ships, and returns the notes, too.
func probeWith(t *testing.T, id, yaml string) (notes []string, err error) {
	t.Helper()
	s, err := scenario.Parse("test.yaml", []byte(yaml), scenario.Options{})
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find(id)
	b, err := backend.Open(s, info, nil)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	err = b.Probe()
	return b.Trouble(), err
}

// tenLines is a developer server of ten lines: what it answers to a code, and to
// everything else.
func tenLines(login func(w http.ResponseWriter, code string), rest http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/login" {
			rest(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		login(w, gjson.GetBytes(body, "code").String())
	})
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(code) }
}

func TestTheProbeSaysWhatDoesNotFit(t *testing.T) {
	t.Parallel()
	const secret = "s3cr3t" // short, as a careless backend's tokens are
	for name, test := range map[string]struct {
		answer      string // to the login; empty closes the connection
		asksWith    string // the appsecret that it asks the mock with; empty: it does not ask
		rest        int    // status of everything else
		want        string
		unavailable bool
	}{
		"a target that asks nobody and refuses": {answer: `{"code":1,"message":"invalid code"}`,
			want: "the target never asked the mock WeChat for this code: is its WeChat base URL set?"},
		"a target that asks nobody and agrees": {answer: `{"data":{"token":"` + secret + `"}}`,
			want: "gave a token for a code that it never asked"},
		"a target with another appsecret": {answer: `{"code":1,"message":"invalid secret"}`, asksWith: "wrong",
			want: "the mock WeChat refused the target's call"},
		"a token somewhere else": {answer: `{"data":{"jwt":"` + secret + `"},"access":"` + secret + `","n":12345678}`, asksWith: appsecret,
			want: `no token at $.data.token; the answer was HTTP 200 {"data":{"jwt":<string(6)>},"access":<string(6)>,"n":<number(8)>}`},
		"a token at the top": {answer: `"` + secret + `"`, asksWith: appsecret, want: "HTTP 200 <string(6)>"},
		"no JSON":            {answer: "<html>" + secret, asksWith: appsecret, want: "12 bytes that are no JSON"},
		"a rejected token": {answer: `{"data":{"token":"` + secret + `"}}`, asksWith: appsecret, rest: 401,
			want: "the target rejects the token that it has just issued: /api/a answered HTTP 401"},
		"no answer": {asksWith: appsecret, want: "ERR_EMPTY_RESPONSE", unavailable: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := startMock(t)
			target := httptest.NewServer(tenLines(func(rw http.ResponseWriter, code string) {
				if test.asksWith != "" {
					resp, err := http.Get(mock + "/sns/jscode2session?appid=" + appid + "&secret=" + test.asksWith + "&js_code=" + code + "&grant_type=authorization_code")
					if err == nil {
						resp.Body.Close()
					}
				}
				if test.answer == "" {
					panic(http.ErrAbortHandler)
				}
				io.WriteString(rw, test.answer)
			}, status(max(test.rest, 200))))
			defer target.Close()
			err := probe(t, servers(mock, target.URL)+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n")
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), secret) {
				t.Fatalf("the error is %q, want %q in it, and no secret", err, test.want)
			}
			misfit, fits := errors.AsType[*backend.MisfitError](err)
			missing, gone := errors.AsType[*backend.UnavailableError](err)
			switch {
			case test.unavailable != gone || test.unavailable == fits:
				t.Errorf("the error is a %T", err)
			case fits && misfit.Hint == "" || gone && missing.Hint == "":
				t.Error("there is no hint")
			}
		})
	}
}

func TestServersThatAreNotThereAreNamed(t *testing.T) {
	t.Parallel()
	gone := httptest.NewServer(status(200))
	gone.Close()
	mock := startMock(t)
	target := httptest.NewServer(status(200))
	defer target.Close()
	for name, test := range map[string]struct{ yaml, want string }{
		"the mock WeChat": {servers(gone.URL, target.URL), "asking the mock WeChat at " + gone.URL},
		"the target":      {servers(mock, gone.URL), "logging in at " + gone.URL},
		"an address in use": {"app: {domains: {develop: embedded}}\nmock: {addr: " + strings.TrimPrefix(mock, "http://") + "}\n",
			"starting the mock WeChat on " + strings.TrimPrefix(mock, "http://")},
		"another address in use": {"app: {domains: {develop: embedded}}\ntarget: {devserver: {addr: " + strings.TrimPrefix(mock, "http://") + "}}\n",
			"starting the stand-in developer server on " + strings.TrimPrefix(mock, "http://")},
	} {
		err := probe(t, test.yaml+"flow: [launch]\n")
		missing, is := errors.AsType[*backend.UnavailableError](err)
		if !is || !strings.Contains(err.Error(), test.want) || missing.Hint == "" {
			t.Errorf("%s: the error is %v, want %q", name, err, test.want)
		}
	}
}
