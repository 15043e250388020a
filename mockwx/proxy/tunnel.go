package proxy

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"sync"
)

// tunnels is the listener on which the connections of CONNECT arrive.
type tunnels struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newTunnels(addr net.Addr) *tunnels {
	return &tunnels{addr: addr, conns: make(chan net.Conn), closed: make(chan struct{})}
}

// open takes the connection of a CONNECT request over. After an error it is still
// the handler's.
func (t *tunnels) open(w http.ResponseWriter) error {
	select {
	case <-t.closed:
		return errStopping
	default:
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return err
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = conn.Close() // the client has gone
		return nil
	}
	if buffered.Reader.Buffered() > 0 {
		conn = &readAhead{conn, buffered.Reader}
	}
	select {
	case t.conns <- conn:
	case <-t.closed:
		_ = conn.Close()
	}
	return nil
}

// Accept implements [net.Listener].
func (t *tunnels) Accept() (net.Conn, error) {
	select {
	case conn := <-t.conns:
		return conn, nil
	case <-t.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (t *tunnels) Close() error {
	t.once.Do(func() { close(t.closed) })
	return nil
}

// Addr implements [net.Listener].
func (t *tunnels) Addr() net.Addr { return t.addr }

// readAhead is a connection whose client sent on before CONNECT was answered.
type readAhead struct {
	net.Conn
	from *bufio.Reader
}

func (c *readAhead) Read(b []byte) (int, error) { return c.from.Read(b) }

// NetConn is the connection inside, as [crypto/tls.Conn] has it.
func (c *readAhead) NetConn() net.Conn { return c.Conn }
