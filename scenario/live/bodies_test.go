package live_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// Each answer may have its size, and each stalls before its end: all together they have
// no room, which the report says.
func TestBodiesThatStallTogetherAreBoundedAndNamed(t *testing.T) {
	t.Parallel()
	for name, announced := range map[string]string{"announced": "1000000", "in chunks": ""} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if r.URL.Path != "/public/large" {
						next.ServeHTTP(rw, r)
						return
					}
					if announced != "" {
						rw.Header().Set("Content-Length", announced)
					}
					io.WriteString(rw, strings.Repeat(" ", 190_000))
					http.NewResponseController(rw).Flush()
					<-r.Context().Done()
				})
			})
			r := run(t, w.foreign()+`
wrapper: {timeout: 2s}
platform: {bodies: 1MB}
clients: {count: 20}
repeat: 1
load: {duration: 10m, drain: 1s}
flow: [launch, {page: a, requests: [large GET /public/large]}]
`)
			var noRoom, all int64
			for _, f := range r.Failures {
				if f.Of != "request" {
					continue // a login may find no room, too
				}
				all += f.Count
				if f.Reason == "answers in flight exceed platform.bodies" {
					noRoom += f.Count
				}
			}
			if noRoom == 0 || all != 20 || r.Requests.Rejected != 20 {
				t.Errorf("%d of %d failed for want of room: %+v", noRoom, all, r.Failures)
			}
		})
	}
}
