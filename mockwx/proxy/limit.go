package proxy

import (
	"net"
	"sync"
)

// limited is a listener with at most so many open connections.
type limited struct {
	net.Listener
	slots  chan struct{}
	closed chan struct{}
	once   sync.Once
}

func newLimited(ln net.Listener, most int) *limited {
	return &limited{Listener: ln, slots: make(chan struct{}, most), closed: make(chan struct{})}
}

// Accept waits for a slot, then for a connection.
func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	conn, err := l.Listener.Accept()
	if err != nil {
		<-l.slots
		return nil, err
	}
	return &slotConn{Conn: conn, free: sync.OnceFunc(func() { <-l.slots })}, nil
}

// Close implements [net.Listener].
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// slotConn is a connection that holds a slot until it is closed.
type slotConn struct {
	net.Conn
	free func()
}

// Close implements [net.Conn].
func (c *slotConn) Close() error {
	defer c.free()
	return c.Conn.Close()
}

// NetConn is the connection inside, as [crypto/tls.Conn] has it.
func (c *slotConn) NetConn() net.Conn { return c.Conn }
