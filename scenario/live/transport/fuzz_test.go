package transport

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// recorded is a server that has said all that it will say.
type recorded struct {
	net.Conn
	answer io.Reader
}

func (r recorded) Read(p []byte) (int, error)       { return r.answer.Read(p) }
func (r recorded) Write(p []byte) (int, error)      { return len(p), nil }
func (r recorded) SetDeadline(time.Time) error      { return nil }
func (r recorded) SetReadDeadline(time.Time) error  { return nil }
func (r recorded) SetWriteDeadline(time.Time) error { return nil }

// FuzzAnswer reads arbitrary bytes as an answer: it ends, within the limits, and
// says nothing of what it read when it fails.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\nok\r\n0\r\nT: u\r\n\r\nleft",
		"HTTP/1.0 200 OK\r\n\r\nto the end",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
		"HTTP/1.1 101 Switching Protocols\r\n\r\n",
		"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
		"\r\n\r\n",
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	lender := &sync.Pool{New: newBuffers}
	f.Fuzz(func(t *testing.T, answer []byte, head bool) {
		server := recorded{answer: bytes.NewReader(answer)}
		c := newConn(hostA, server, server, lender)
		r, _ := http.NewRequest(http.MethodGet, "http://a/", nil)
		if head {
			r.Method = http.MethodHead
		}
		readRecorded(t, c, r)
	})
}

func readRecorded(t *testing.T, c *conn, r *http.Request) {
	const limit = 1 << 10
	if err := c.begin(time.Time{}); err != nil {
		t.Fatal(err)
	}
	defer c.end()
	answer, err := c.readHead(r)
	var body []byte
	if err == nil {
		body, err = c.readBody(answer, limit, &account{of: &memory{room: 4 * limit}})
	}
	switch {
	case err != nil:
		platform := platformError(err)
		if !strings.HasPrefix(platform.ErrMsg, "request:fail ") || platform.Errno == 0 {
			t.Errorf("%v became %+v", err, platform)
		}
	case answer.StatusCode < 200 || len(body) > limit:
		t.Errorf("status %d with %d bytes was let through", answer.StatusCode, len(body))
	}
}
