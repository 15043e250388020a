package transport_test

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/transport"
)

const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

// endlessly writes a text until the client closes.
func endlessly(start, text string) func(*session) {
	return func(s *session) {
		if _, ok := s.request(); !ok {
			return
		}
		s.answer(start)
		block := strings.Repeat(text, 1+4096/len(text))
		for {
			if _, err := io.WriteString(s, block); err != nil {
				return
			}
		}
	}
}

func packedZeros(n int64) string {
	var b strings.Builder
	w := gzip.NewWriter(&b)
	io.CopyN(w, zeros{}, n)
	w.Close()
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", b.Len(), b.String())
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestHostileAnswersFailInThePlatformsWords(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\n"
	for _, test := range []struct {
		name   string
		script func(*session)
		want   string // in errMsg
		errno  int
	}{
		{"closed without an answer", answeringOnce(""), "ERR_EMPTY_RESPONSE", errno.Network},
		{"reset without an answer", func(s *session) { s.request(); s.reset() }, "ERR_CONNECTION_RESET", errno.Network},
		{"closed within the status line", answeringOnce("HTTP/1.1 2"), "ERR_CONNECTION_CLOSED", errno.Network},
		{"closed within the head", answeringOnce(head + "A: b\r\n"), "ERR_CONNECTION_CLOSED", errno.Network},
		{"garbage", answeringOnce("\x00\x01garbage\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"another protocol", answeringOnce("SSH-2.0-OpenSSH_9.6\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"status that is no number", answeringOnce("HTTP/1.1 abc OK\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"status 000", answeringOnce("HTTP/1.1 000 OK\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"header without a colon", answeringOnce(head + "token=secret\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"two lengths", answeringOnce(head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"negative length", answeringOnce(head + "Content-Length: -1\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"switching protocols", answeringOnce("HTTP/1.1 101 Switching Protocols\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"endless headers", endlessly(head, "A: b\r\n"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"endless header line", endlessly(head+"A: ", "b"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"endless status line", endlessly("HTTP/1.1 200 ", "b"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"header line of 1 MB", answeringOnce(head + "A: " + strings.Repeat("b", 1<<20) + "\r\n\r\n"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"endless 1xx", endlessly("", "HTTP/1.1 100 Continue\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"endless body until close", endlessly(head+"\r\n", "b"), "exceeds max size", errno.Data},
		{"endless chunks", endlessly(head+"Transfer-Encoding: chunked\r\n\r\n", "4\r\nbody\r\n"), "exceeds max size", errno.Data},
		{"announced body too large", answeringOnce(head + "Content-Length: 999999999999\r\n\r\nab"), "exceeds max size", errno.Data},
		{"packed body too large", answeringOnce(packedZeros(8 << 20)), "exceeds max size", errno.Data},
		{"body that is not packed", answeringOnce(head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"), "ERR_CONTENT_DECODING_FAILED", errno.Network},
		{"body shorter than its length", answeringOnce(head + "Content-Length: 9\r\n\r\nab"), "ERR_CONTENT_LENGTH_MISMATCH", errno.Network},
		{"reset within the body", func(s *session) { s.request(); s.answer(head + "Content-Length: 9\r\n\r\nab"); s.reset() }, "ERR_CONNECTION_RESET", errno.Network},
		{"chunk size that is no number", answeringOnce(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nbody\r\n0\r\n\r\n"), "ERR_INVALID_CHUNKED_ENCODING", errno.Network},
		{"chunk longer than its size", answeringOnce(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nbody\r\n0\r\n\r\n"), "ERR_INVALID_CHUNKED_ENCODING", errno.Network},
		{"closed within the chunks", answeringOnce(head + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"), "ERR_INCOMPLETE_CHUNKED_ENCODING", errno.Network},
		{"redirects in a circle", answering("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), "ERR_TOO_MANY_REDIRECTS", errno.Redirects},
		{"redirect to another scheme", answering("HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"), "invalid url", errno.InvalidURL},
		{"redirect to no URL", answering("HTTP/1.1 302 Found\r\nLocation: http://[::secret\r\nContent-Length: 0\r\n\r\n"), "invalid url", errno.InvalidURL},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := serveRaw(t, test.script)
			client := transport.New(transport.Config{Clients: 1, MaxBody: 1 << 20}).Client(0)
			defer client.Close()
			call := client.Call(&wx.Request{URL: server.URL + "/?token=secret"})
			_, err := call.Do()
			checkFailure(t, err, test.want, test.errno)
			if failure, _ := errors.AsType[*transport.Error](err); !failure.Sent || !call.Stats().Sent {
				t.Error("the request left, but Sent says that it did not")
			}
		})
	}
}

// checkFailure also sees that no text of the error holds a secret.
func checkFailure(t *testing.T, err error, want string, errno int) {
	t.Helper()
	failure, ok := errors.AsType[*transport.Error](err)
	if !ok {
		t.Fatalf("got the error %v, want a *transport.Error", err)
	}
	platform, ok := errors.AsType[*wx.Error](err)
	if !ok || platform != failure.Platform {
		t.Fatalf("the error %v does not wrap the platform's", err)
	}
	if !strings.HasPrefix(platform.ErrMsg, "request:fail ") || !strings.Contains(platform.ErrMsg, want) || platform.Errno != errno {
		t.Errorf("got %q, errno %d (%v), want %q, errno %d", platform.ErrMsg, platform.Errno, failure.Cause, want, errno)
	}
	if text := fmt.Sprint(err, failure.Cause); strings.Contains(text, "secret") {
		t.Errorf("the error shows a secret: %s", text)
	}
}

func TestSlowAnswerEndsAtTheDeadline(t *testing.T) {
	for name, start := range map[string]string{
		"nothing": "",
		"head":    "HTTP/1.1 200 OK\r\nA:",
		"body":    "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveRaw(t, func(s *session) {
				s.request()
				s.answer(start)
				silent(s)
			})
			client := transport.New(transport.Config{Clients: 1}).Client(0)
			defer client.Close()
			_, err := client.Call(&wx.Request{URL: server.URL, Timeout: 50 * time.Millisecond}).Do()
			checkFailure(t, err, "request:fail timeout", 5)
		})
	}
}

// A connection on which something went wrong carries no other request.
func TestFailedConnectionIsNotUsedAgain(t *testing.T) {
	for name, answer := range map[string]string{
		"malformed":  "HTTP/1.1 abc\r\n\r\n",
		"too large":  "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
		"leftover":   ok + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
		"close":      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
		"HTTP/1.0":   "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"bad chunks": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveRaw(t, answering(answer))
			client := transport.New(transport.Config{Clients: 1}).Client(0)
			defer client.Close()
			for range 2 {
				client.Call(&wx.Request{URL: server.URL}).Do()
			}
			if n := server.connections.Load(); n != 2 {
				t.Errorf("2 requests went over %d connections, want 2", n)
			}
		})
	}
}
