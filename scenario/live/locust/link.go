package locust

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
)

// link is a connection to a master.
type link struct {
	conn net.Conn
	zmq  *zmq4.Conn
	node string
}

// connectTimeout bounds the way to a connection, writeTimeout the time in which the master
// must take a message: one that does not is as good as lost.
const (
	connectTimeout = 5 * time.Second
	writeTimeout   = 5 * time.Second
)

// connect connects to a master. Nothing is sent yet.
func connect(ctx context.Context, addr, node string) (*link, error) {
	dialer := net.Dialer{Timeout: connectTimeout, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 5 * time.Second, Count: 3}}
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	// Whoever listens may be no Locust, and say nothing.
	hungUp := context.AfterFunc(ctx, func() { conn.Close() })
	defer hungUp()
	_ = conn.SetDeadline(time.Now().Add(connectTimeout)) // a connection that is closed fails below
	zmq, err := zmq4.Open(conn, null.Security(), zmq4.Dealer, zmq4.SocketIdentity(node), false, nil)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("%s is no Locust master: %w", addr, err)
	}
	_ = conn.SetDeadline(time.Time{})
	return &link{conn, zmq, node}, nil
}

// send sends a message. It is for one goroutine.
func (l *link) send(kind string, data any) error {
	text, err := encode(message{Type: kind, Data: data, Node: l.node})
	if err != nil {
		return err
	}
	_ = l.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	return l.zmq.SendMsg(zmq4.NewMsg(text))
}

// receive waits for the next message. It is for one goroutine.
func (l *link) receive() (message, error) {
	for {
		m, err := l.zmq.RecvMsg()
		switch {
		case err != nil:
			return message{}, err
		case m.Type != zmq4.UsrMsg || len(m.Frames) == 0: // a command of ZeroMQ's own
			continue
		}
		return decode(m.Frames[len(m.Frames)-1])
	}
}

// close ends the connection; receive returns.
func (l *link) close() { l.conn.Close() }
