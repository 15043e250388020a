package transport

import (
	"bufio"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// Limits of an answer's head. An answer with a larger one is refused.
const (
	maxHead          = 256 << 10 // bytes (Chromium's kMaxHeaderSize), 1xx answers included
	maxInformational = 16        // 1xx answers before the final one
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
	headLeft int        // bytes that may still come before the head is complete
	headDone bool       // the answer's head is complete
	spelled  []string   // names in it that are not in canonical form
	cutShort bool       // the request was not sent to its end
	readErr  error      // the first that ended reading
	bytesIn  int64
	bytesOut int64
}

// buffers are what a connection borrows while a request runs.
type buffers struct {
	in  *bufio.Reader
	out []byte
}

// maxKeptOut keeps a large request's buffer from staying for ever.
const maxKeptOut = 64 << 10

func newBuffers() any {
	return &buffers{in: bufio.NewReader(nil), out: make([]byte, 0, 2<<10)}
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
	c.buffers.in.Reset(c)
	c.headDone, c.cutShort, c.readErr, c.bytesIn, c.bytesOut = false, false, nil, 0, 0
	return nil
}

// end gives the buffers back.
func (c *conn) end() {
	b := c.buffers
	c.buffers = nil
	c.used = true
	b.in.Reset(nil)
	if cap(b.out) > maxKeptOut {
		b.out = make([]byte, 0, 2<<10)
	}
	c.lender.Put(b)
}

// hasUnread reports bytes beyond the answer: whatever they are, they are no
// answer to the next request.
func (c *conn) hasUnread() bool { return c.buffers.in.Buffered() > 0 }

// close does not wait: TLS's farewell, which could block, is left out.
func (c *conn) close() { c.tcp.Close() }

// write sends the request in one write, but for so many bytes of its body that follow.
func (c *conn) write(r *http.Request, more int64) error {
	out, err := appendRequest(c.buffers.out[:0], r, more)
	c.buffers.out = out
	if err != nil {
		return err
	}
	n, err := c.stream.Write(out)
	c.bytesOut += int64(n)
	return err
}

// Read reads for the buffer, within what the head may have.
func (c *conn) Read(p []byte) (int, error) {
	if c.headLeft <= 0 {
		c.readErr = errHeadTooLarge
		return 0, errHeadTooLarge
	}
	n, err := c.stream.Read(p)
	c.headLeft -= n
	c.bytesIn += int64(n)
	if err != nil && c.readErr == nil {
		c.readErr = err // the parser may read on, and a socket that was reset is then just closed
	}
	return n, err
}
