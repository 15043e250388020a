package transport

import (
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/wire"
)

// conn is a connection to a server. One call uses it at a time, between begin
// and end; idle it holds no buffer.
type conn struct {
	origin    origin
	tcp       net.Conn
	stream    net.Conn // tcp, or the TLS on it
	interrupt func()   // makes what is blocked on it fail; made once for all calls
	liveness  liveness
	index     int  // among the pool's connections in use
	used      bool // by a request before this one

	lender   *sync.Pool // of *buffers
	buffers  *buffers   // nil while idle
	cutShort bool       // the request was not sent to its end
	bytesIn  int64
	bytesOut int64
}

// buffers are what a connection borrows while a request runs.
type buffers struct {
	in     [4 << 10]byte
	out    []byte
	answer wire.Answer
}

// maxKeptOut keeps a large request's buffer from staying for ever.
const maxKeptOut = 64 << 10

func newBuffers() any {
	return &buffers{out: make([]byte, 0, 2<<10)}
}

func newConn(to origin, tcp, stream net.Conn, lender *sync.Pool) *conn {
	c := &conn{origin: to, tcp: tcp, stream: stream, lender: lender}
	// The past, for good: begin sets another deadline.
	c.interrupt = func() { tcp.SetDeadline(time.Unix(1, 0)) }
	if s, ok := tcp.(syscall.Conn); ok {
		c.liveness.init(s)
	}
	return c
}

// begin readies the connection for a request. errStale means that the server has
// closed it, or sent what nobody asked for, since the request before.
func (c *conn) begin(deadline time.Time) error {
	if err := c.tcp.SetDeadline(deadline); err != nil {
		return err
	}
	if c.used && !c.liveness.alive() {
		return errStale
	}
	c.buffers = c.lender.Get().(*buffers)
	c.cutShort, c.bytesIn, c.bytesOut = false, 0, 0
	return nil
}

// end gives the buffers back.
func (c *conn) end() {
	b := c.buffers
	c.buffers = nil
	c.used = true
	b.answer.Forget()
	if cap(b.out) > maxKeptOut {
		b.out = make([]byte, 0, 2<<10)
	}
	c.lender.Put(b)
}

// answer is the one to the request that runs.
func (c *conn) answer() *wire.Answer { return &c.buffers.answer }

// close does not wait: TLS's farewell, which could block, is left out.
func (c *conn) close() { c.tcp.Close() }

// write sends the request in one write, but for so many bytes of its body that follow.
func (c *conn) write(r *wx.Request, leg *wire.Leg, more int64) error {
	out, err := wire.AppendRequest(c.buffers.out[:0], r, leg, more)
	c.buffers.out = out
	if err != nil {
		return err
	}
	n, err := c.stream.Write(out)
	c.bytesOut += int64(n)
	return err
}

func (c *conn) read(p []byte) (int, error) {
	n, err := c.stream.Read(p)
	c.bytesIn += int64(n)
	return n, err
}
