package devserver

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-resty/resty/v2"
)

// asking is a client of a WeChat that answers as told; it does not wait
// between its attempts.
func asking(t *testing.T, answer http.HandlerFunc) *wechat {
	t.Helper()
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	w := newWeChat(srv.URL, "wx1", "S-E-C-R-E-T")
	w.pause = func(context.Context, time.Duration) {}
	t.Cleanup(w.client.GetClient().CloseIdleConnections)
	return w
}

func TestABusyWeChatIsAskedAgainAFewTimes(t *testing.T) {
	for _, c := range []struct {
		busy  int32 // answers before the good one
		asked int32
		good  bool
	}{{0, 1, true}, {1, 2, true}, {3, 4, true}, {4, 4, false}, {100, 4, false}} {
		var asked atomic.Int32
		w := asking(t, func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) <= c.busy {
				io.WriteString(w, `{"errcode":-1,"errmsg":"system error"}`)
				return
			}
			io.WriteString(w, `{"openid":"o1","session_key":"a\/b=="}`)
		})
		s, err := w.exchange(context.Background(), "c1")
		if (err == nil) != c.good || asked.Load() != c.asked {
			t.Errorf("busy %d times: asked %d times, %v; want %d", c.busy, asked.Load(), err, c.asked)
		}
		if c.good && (s != Session{OpenID: "o1", SessionKey: "a/b=="}) {
			t.Errorf("the session is %+v", s)
		}
	}
}

func TestOtherErrorsAreNotAskedAgain(t *testing.T) {
	var asked atomic.Int32
	w := asking(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		io.WriteString(w, `{"errcode":40163,"errmsg":"code been used"}`)
	})
	_, err := w.exchange(context.Background(), "c1")
	if e, is := errors.AsType[*WeChatError](err); !is || e.Code != 40163 || asked.Load() != 1 {
		t.Errorf("asked %d times: %v", asked.Load(), err)
	}
}

func TestACodeReachesWeChatAsItIs(t *testing.T) {
	const code = "a+b &c=%41\n"
	w := asking(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		if q.Get("js_code") != code || q.Get("grant_type") != "authorization_code" || q.Get("appid") != "wx1" || q.Get("secret") != "S-E-C-R-E-T" {
			t.Errorf("asked with %v", q)
		}
		io.WriteString(w, `{"openid":"o1","session_key":"k","unionid":"u1"}`)
	})
	if s, err := w.exchange(context.Background(), code); err != nil || s.UnionID != "u1" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAWrongWeChatIsAnErrorThatKeepsTheSecret(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"no JSON":        func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>") },
		"nothing":        func(w http.ResponseWriter, r *http.Request) {},
		"no session":     func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{}`) },
		"no session_key": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"openid":"o1"}`) },
		"HTTP 500": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(500)
			io.WriteString(w, `{"openid":"o","session_key":"k"}`)
		},
		"a redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
		"a reset":    func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	} {
		s, err := asking(t, answer).exchange(context.Background(), "c1")
		if err == nil || s != (Session{}) {
			t.Errorf("%s: %+v, %v, want an error", name, s, err)
			continue
		}
		if _, is := errors.AsType[*WeChatError](err); is || strings.Contains(err.Error(), "S-E-C-R-E-T") || strings.Contains(err.Error(), "c1") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestAnEndlessAnswerIsNotReadToItsEnd(t *testing.T) {
	w := asking(t, func(w http.ResponseWriter, r *http.Request) { io.Copy(w, neverending{}) })
	if _, err := w.exchange(context.Background(), "c1"); !errors.Is(err, resty.ErrResponseBodyTooLarge) {
		t.Errorf("%v, want %v", err, resty.ErrResponseBodyTooLarge)
	}
}

type neverending struct{}

func (neverending) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
