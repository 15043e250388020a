// Package hostile is a kit of servers for tests, which do what no server should: they
// answer garbage or without an end, reset connections, freeze, die.
//
// A [Script] is what a server does with one connection; there is a function for each
// of the usual ones. [Serve] starts a server that follows a script from the start, and
// [Before] one that is good until it is told to turn:
//
//	front := hostile.Before(t, handler)
//	// … clients use front.URL
//	front.Turn(hostile.Frozen) // or front.Kill()
//
// Nothing here waits for a time: servers turn when a test says so.
package hostile

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// A Script is what a server does with one connection, which is closed when the script
// returns. It runs on a goroutine of its own.
type Script func(*Conn)

// Conn is one connection to a server of this package.
type Conn struct {
	net.Conn
	tcp    *net.TCPConn // under it
	reader *bufio.Reader
	ahead  *http.Request // read already, by a Front
	server *Server
}

// Request reads the next request with its body; false means that the client has
// closed.
func (c *Conn) Request() (*http.Request, bool) {
	if r := c.ahead; r != nil {
		c.ahead = nil
		return r, true
	}
	r, err := http.ReadRequest(c.reader)
	if err != nil {
		return nil, false
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	c.server.Requests.Add(1)
	return r, true
}

// Answer writes a text as it is; it does not matter whether anybody reads it.
func (c *Conn) Answer(text string) { io.WriteString(c, text) }

// Reset closes the connection with a TCP reset.
func (c *Conn) Reset() {
	c.tcp.SetLinger(0)
	c.tcp.Close()
}

// Server follows a script on each connection.
type Server struct {
	URL         string // http://127.0.0.1:PORT
	Connections atomic.Int64
	Requests    atomic.Int64

	listener *net.TCPListener
	scripts  sync.WaitGroup

	mu   sync.Mutex
	dead chan struct{} // closed by Kill
	open map[*Conn]bool
}

// Serve starts a server. The test's end kills it and waits for its scripts.
func Serve(t testing.TB, script Script) *Server {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "http://" + listener.Addr().String(), listener: listener, dead: make(chan struct{}), open: map[*Conn]bool{}}
	s.scripts.Go(func() { s.accept(script) })
	t.Cleanup(func() {
		s.Kill()
		s.scripts.Wait()
	})
	return s
}

func (s *Server) accept(script Script) {
	for {
		tcp, err := s.listener.AcceptTCP()
		if err != nil {
			return
		}
		s.Connections.Add(1)
		c := &Conn{Conn: tcp, tcp: tcp, reader: bufio.NewReader(tcp), server: s}
		if !s.opened(c) {
			c.Reset()
			return
		}
		s.scripts.Go(func() {
			defer s.closed(c)
			script(c)
		})
	}
}

// opened notes a connection; false means that the server is dead.
func (s *Server) opened(c *Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isDead() {
		return false
	}
	s.open[c] = true
	return true
}

func (s *Server) isDead() bool {
	select {
	case <-s.dead:
		return true
	default:
		return false
	}
}

func (s *Server) closed(c *Conn) {
	c.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
}

// Kill is the end of a server's process: its connections are reset, and new ones
// refused. It may be called from a script, and again.
func (s *Server) Kill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isDead() {
		return
	}
	close(s.dead)
	s.listener.Close()
	for c := range s.open {
		c.Reset()
	}
}
