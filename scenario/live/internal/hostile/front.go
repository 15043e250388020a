package hostile

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// Front stands before a good server, and passes on its answers until it turns.
type Front struct {
	*Server
	good   http.Handler
	script atomic.Pointer[Script] // nil until it turns
}

// Before starts a front.
func Before(t testing.TB, good http.Handler) *Front {
	t.Helper()
	f := &Front{good: good}
	f.Server = Serve(t, f.serve)
	return f
}

// Turn makes the front follow a script, from the next request on of each connection,
// also of those that are open. The handler may call it.
func (f *Front) Turn(script Script) { f.script.Store(&script) }

// Freeze lets requests wait, as a process that was stopped does, until there are n of
// them: then it goes on, and answers them.
func (f *Front) Freeze(n int64) {
	var waiting atomic.Int64
	thawed := make(chan struct{})
	f.Turn(func(c *Conn) {
		if waiting.Add(1) == n {
			f.script.Store(nil)
			close(thawed)
		}
		select {
		case <-thawed:
			f.serve(c)
		case <-f.dead:
		}
	})
}

func (f *Front) serve(c *Conn) {
	for {
		r, more := c.Request()
		if !more {
			return
		}
		if script := f.script.Load(); script != nil {
			c.ahead = r
			(*script)(c)
			return
		}
		f.pass(c, r)
	}
}

// pass gives a request to the good server.
func (f *Front) pass(c *Conn, r *http.Request) {
	w := httptest.NewRecorder()
	f.good.ServeHTTP(w, r)
	answer := w.Result()
	answer.Request = r
	answer.ContentLength = int64(w.Body.Len())
	answer.Write(c) // who has gone away reads nothing
}
