package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/scenario/live"
)

// backend is a developer server of ten lines: what it answers to a code, and to
// everything else.
func backend(login func(w http.ResponseWriter, code string), rest http.HandlerFunc) http.Handler {
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
			want: `no token at $.data.token; the answer was HTTP 200 {"data":{"jwt":<string of 6 characters>},"access":<string of 6 characters>,"n":<number of 8 characters>}`},
		"a token at the top": {answer: `"` + secret + `"`, asksWith: appsecret, want: "HTTP 200 <string of 6 characters>"},
		"no JSON":            {answer: "<html>" + secret, asksWith: appsecret, want: "12 bytes that are no JSON"},
		"a rejected token": {answer: `{"data":{"token":"` + secret + `"}}`, asksWith: appsecret, rest: 401,
			want: "the target rejects the token that it has just issued: /api/a answered HTTP 401"},
		"no answer": {asksWith: appsecret, want: "ERR_EMPTY_RESPONSE", unavailable: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			target := httptest.NewServer(backend(func(rw http.ResponseWriter, code string) {
				if test.asksWith != "" {
					resp, err := http.Get(w.WeChat + "/sns/jscode2session?appid=" + appid + "&secret=" + test.asksWith + "&js_code=" + code + "&grant_type=authorization_code")
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
			yaml := strings.ReplaceAll(w.yaml(), w.Target, target.URL)
			_, err := start(context.Background(), parse(t, yaml+"flow: [launch, {page: a, requests: [a GET /api/a]}]\n"), live.Options{})
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), secret) {
				t.Fatalf("the error is %q, want %q in it, and no secret", err, test.want)
			}
			misfit, fits := errors.AsType[*live.MisfitError](err)
			missing, gone := errors.AsType[*live.UnavailableError](err)
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
	w := newWorld(t, nil)
	for name, test := range map[string]struct{ yaml, want string }{
		"the mock WeChat": {externalServers(gone.URL, w.Target), "asking the mock WeChat at " + gone.URL},
		"the target":      {externalServers(w.WeChat, gone.URL), "logging in at " + gone.URL},
		"an address in use": {"app: {domains: {develop: embedded}}\nmock: {addr: " + strings.TrimPrefix(w.WeChat, "http://") + "}\n",
			"starting the mock WeChat on " + strings.TrimPrefix(w.WeChat, "http://")},
		"another address in use": {"app: {domains: {develop: embedded}}\ntarget: {devserver: {addr: " + strings.TrimPrefix(w.WeChat, "http://") + "}}\n",
			"starting the stand-in developer server on " + strings.TrimPrefix(w.WeChat, "http://")},
	} {
		_, err := start(context.Background(), parse(t, test.yaml+"flow: [launch]\n"), live.Options{})
		missing, is := errors.AsType[*live.UnavailableError](err)
		if !is || !strings.Contains(err.Error(), test.want) || missing.Hint == "" {
			t.Errorf("%s: the error is %v, want %q", name, err, test.want)
		}
	}
}

func TestAHostileTargetHarmsNobody(t *testing.T) {
	t.Parallel()
	for name, evil := range map[string]http.HandlerFunc{
		"an endless body": func(w http.ResponseWriter, r *http.Request) {
			block := make([]byte, 1<<16)
			for {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
		"a drip that never ends": func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				w.Write([]byte(" "))
				http.NewResponseController(w).Flush()
			}
		},
		"a wrong content type": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			w.Write([]byte{0, 1, 2, 255})
		},
		"half a JSON": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"data":{"token":`) },
		"a token that is a number": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"data":{"token":17}}`)
		},
		"a token that is null": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"data":{"token":null}}`) },
		"a token of a megabyte": func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"data":{"token":"%s"}}`, strings.Repeat("x", 1<<20))
		},
		"a token that ends its line": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"data":{"token":"a\r\nX-Evil: 1"}}`)
		},
		"redirects in circles": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) },
		"resets":               func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		"deep JSON": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, strings.Repeat("[", 100_000))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// The probe is treated well: it would keep the load away.
			w := newWorld(t, func(next http.Handler) http.Handler {
				var probed atomic.Bool
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if probed.Load() && (r.URL.Path == "/login" || r.URL.Path == "/api/a") {
						evil(rw, r)
						return
					}
					next.ServeHTTP(rw, r)
					if r.URL.Path == "/api/a" {
						probed.Store(true)
					}
				})
			})
			r := run(t, w.foreign()+`
wrapper: {timeout: 300ms, login_deadline: 300ms}
clients: {count: 4}
repeat: 1
load: {duration: 3s, drain: 3s}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /public/b]}]
`)
			// Some of it is a token, as the wrapper sees it, and some an answer.
			if q := r.Requests; q.Issued != 8 || q.OK+q.Rejected != 8 || q.OK < 4 {
				t.Errorf("requests %+v, want all to settle and the public ones to settle well", q.Outcomes)
			}
		})
	}
}
