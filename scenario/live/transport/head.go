package transport

import (
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// appendRequest appends the request as it goes over the wire, but for so many bytes of its
// body that follow.
func appendRequest(b []byte, r *http.Request, more int64) ([]byte, error) {
	b = append(b, r.Method...)
	b = append(b, ' ')
	b = append(b, r.URL.RequestURI()...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	host := r.Host
	if host == "" {
		host = r.URL.Host
	}
	if !isValue(host) {
		return b, errHeader
	}
	b = append(b, host...)
	b = append(b, "\r\n"...)
	b, err := appendHeader(b, r.Header)
	if err != nil {
		return b, err
	}
	return appendBody(b, r, more)
}

func appendHeader(b []byte, header http.Header) ([]byte, error) {
	for name, values := range header {
		switch name {
		case "Host", "Content-Length", "Transfer-Encoding", "Trailer":
			continue // the connection's own business
		}
		if !isToken(name) {
			return b, errHeader
		}
		for _, value := range values {
			if !isValue(value) {
				return b, errHeader
			}
			b = append(b, name...)
			b = append(b, ": "...)
			b = append(b, value...)
			b = append(b, "\r\n"...)
		}
	}
	return b, nil
}

func appendBody(b []byte, r *http.Request, more int64) ([]byte, error) {
	n := int(r.ContentLength)
	if int64(n)+more > 0 || r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, int64(n)+more, 10)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	if n == 0 {
		return b, nil
	}
	head := len(b)
	b = append(b, make([]byte, n)...)
	_, err := io.ReadFull(r.Body, b[head:])
	return b, err
}

// isToken reports what may be a header's name.
// RFC 9110, section 5.6.2.
func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		alphanumeric := c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
		if !alphanumeric && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return s != ""
}

// isValue reports what may be a header's value: nothing that ends its line.
func isValue(s string) bool { return !strings.ContainsAny(s, "\r\n\x00") }

// readHead reads the final answer's head, past any 1xx ones.
func (c *conn) readHead(r *http.Request) (*http.Response, error) {
	c.headLeft = maxHead
	for range maxInformational {
		c.spelled = spelled(c.peekHead())
		answer, err := http.ReadResponse(c.buffers.in, r)
		if err != nil {
			return nil, c.headError()
		}
		switch {
		case answer.StatusCode >= 200:
			c.headLeft, c.headDone = math.MaxInt, true
			return answer, nil
		case answer.StatusCode < 100, answer.StatusCode == http.StatusSwitchingProtocols:
			return nil, errMalformed
		}
	}
	return nil, errMalformed
}

// headError is why no head was read. The parser's own error is not used: it
// quotes the answer, which may hold a token.
func (c *conn) headError() error {
	switch {
	case c.readErr == nil:
		return errMalformed
	case !errors.Is(c.readErr, io.EOF):
		return c.readErr
	case c.bytesIn == 0:
		return errNoAnswer
	default:
		return errCut
	}
}
