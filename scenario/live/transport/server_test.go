package transport_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// rawServer answers each connection with a script, and counts connections and
// requests.
type rawServer struct {
	URL         string
	connections atomic.Int64
	requests    atomic.Int64
}

// session is a connection to a rawServer.
type session struct {
	net.Conn
	reader *bufio.Reader
	server *rawServer
}

// request reads one request; false means that the client has closed.
func (s *session) request() (*http.Request, bool) {
	r, err := http.ReadRequest(s.reader)
	if err != nil {
		return nil, false
	}
	io.Copy(io.Discard, r.Body)
	s.server.requests.Add(1)
	return r, true
}

func (s *session) answer(text string) { io.WriteString(s, text) }

// reset closes the connection with a TCP reset.
func (s *session) reset() {
	s.Conn.(*net.TCPConn).SetLinger(0)
	s.Close()
}

// serveRaw runs script on each connection, which is closed when it returns. The
// test's end closes all connections and waits for the scripts.
func serveRaw(t *testing.T, script func(s *session)) *rawServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &rawServer{URL: "http://" + listener.Addr().String()}
	var scripts sync.WaitGroup
	var open sync.Map
	scripts.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			server.connections.Add(1)
			open.Store(c, nil)
			scripts.Go(func() {
				defer c.Close()
				script(&session{c, bufio.NewReader(c), server})
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		open.Range(func(c, _ any) bool { c.(net.Conn).Close(); return true })
		scripts.Wait()
	})
	return server
}

// answering is a script that gives every request the same answer.
func answering(text string) func(*session) {
	return func(s *session) {
		for {
			if _, ok := s.request(); !ok {
				return
			}
			s.answer(text)
		}
	}
}

// answeringOnce gives one answer and closes.
func answeringOnce(text string) func(*session) {
	return func(s *session) {
		if _, ok := s.request(); ok {
			s.answer(text)
		}
	}
}

// silent reads requests and answers none.
func silent(s *session) { io.Copy(io.Discard, s) }
