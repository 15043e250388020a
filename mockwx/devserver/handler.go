package devserver

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/wxload/wxload/mockwx/internal/answer"
)

const (
	maxBody     = 1 << 20
	bodyTimeout = 30 * time.Second
	controlPath = "/_dev/"
)

// Handler answers requests and control calls, for mounting in another server.
func (s *Server) Handler() http.Handler {
	control := s.control()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.options.Calls(1)
		defer s.options.Calls(-1)
		if strings.HasPrefix(r.URL.Path, controlPath) {
			control.ServeHTTP(w, r)
			return
		}
		s.answer(w, r)
	})
}

// header is net/http's header as the machine reads it.
type header http.Header

// HeaderValue is the first value; empty where there is none.
func (h header) HeaderValue(name string) string { return http.Header(h).Get(name) }

// answer does one request of a client. The server acts on it even if the client
// goes away meanwhile, as backends do.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	read := readBody
	if isForm(r) {
		read = readForm
	}
	body, err := read(w, r)
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	malformed, isMalformed := errors.AsType[*malformedError](err)
	if err != nil && !tooLarge && !isMalformed {
		panic(http.ErrAbortHandler) // the client is gone, or too slow
	}
	latency := s.latency()
	pause(r.Context(), latency/2)
	reply, saved := s.step(func(m *Machine, now time.Time) Reply {
		if tooLarge {
			return m.unread(http.StatusRequestEntityTooLarge, "the body is too large")
		}
		if isMalformed {
			return m.unread(http.StatusBadRequest, "the form is malformed: "+malformed.Error())
		}
		return m.Handle(now, Request{r.Method, r.URL.Path, r.URL.RawQuery, header(r.Header), body})
	})
	if ex := reply.Exchange; ex != nil {
		session, err := s.wechat.exchange(s.base, ex.Code)
		reply, saved = s.step(func(m *Machine, now time.Time) Reply {
			return m.Exchanged(now, ex, session, err)
		})
	}
	if err := saved.wait(); err != nil {
		reply = s.machine.protocol.failed(http.StatusInternalServerError, err.Error())
	}
	pause(r.Context(), latency-latency/2)
	for _, line := range reply.Lines {
		w.Header()[line.Name] = append(w.Header()[line.Name], line.Value)
	}
	if reply.File > 0 {
		writeFile(w, reply.File)
		return
	}
	write(w, reply.Status, reply.Body)
}

// step moves the machine on; the changes are on their way to the store.
func (s *Server) step(f func(*Machine, time.Time) Reply) (reply Reply, saved pending) {
	saved = s.update(func(m *Machine, now time.Time) { reply = f(m, now) })
	return reply, saved
}

// latency draws the response time of the next request.
func (s *Server) latency() time.Duration {
	if s.options.Latency == nil {
		return 0
	}
	return s.options.Latency(rand.New(rand.NewPCG(s.options.Machine.Seed, s.arrived.Add(1))))
}

// readBody reads a body of at most maxBody bytes.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength == 0 {
		return nil, nil
	}
	conn := http.NewResponseController(w)
	// Where the deadline cannot be set the connection is not ours to guard.
	_ = conn.SetReadDeadline(time.Now().Add(bodyTimeout))
	defer conn.SetReadDeadline(time.Time{})
	return io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
}

const typeJSON = "application/json; charset=utf-8"

func write(w http.ResponseWriter, status int, body []byte) {
	answer.Guard(w, answer.Patience)
	w.Header()["Content-Type"] = []string{typeJSON}
	w.WriteHeader(status)
	w.Write(body) // a client that is gone misses it; nobody else does
}
