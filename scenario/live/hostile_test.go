package live_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

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
			drip := time.NewTicker(5 * time.Millisecond)
			defer drip.Stop()
			for r.Context().Err() == nil {
				w.Write([]byte(" "))
				http.NewResponseController(w).Flush()
				<-drip.C
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
wrapper: {timeout: 1m, login_deadline: 300ms}
clients: {count: 4}
repeat: 1
load: {duration: 10m, drain: 1s}
flow: [launch, {page: a, requests: [a GET /api/a, b GET /public/b]}]
`)
			// Some of it is a token, as the wrapper sees it, and some an answer.
			if q := r.Requests; q.Issued != 8 || q.OK+q.Rejected != 8 || q.OK < 4 {
				t.Errorf("requests %+v, want all to settle and the public ones to settle well", q.Outcomes)
			}
		})
	}
}
