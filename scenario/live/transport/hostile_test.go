package transport_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/internal/hostile"
	"github.com/wxload/wxload/scenario/live/transport"
)

const ok = hostile.OK

func TestHostileAnswersFailInThePlatformsWords(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\n"
	for _, test := range []struct {
		name   string
		script hostile.Script
		want   string // in errMsg
		errno  int
	}{
		{"closed without an answer", hostile.AnsweringOnce(""), "ERR_EMPTY_RESPONSE", errno.Network},
		{"reset without an answer", hostile.Resetting, "ERR_CONNECTION_RESET", errno.Network},
		{"closed within the status line", hostile.AnsweringOnce("HTTP/1.1 2"), "ERR_CONNECTION_CLOSED", errno.Network},
		{"closed within the head", hostile.AnsweringOnce(head + "A: b\r\n"), "ERR_CONNECTION_CLOSED", errno.Network},
		{"garbage", hostile.AnsweringOnce("\x00\x01garbage\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"another protocol", hostile.AnsweringOnce("SSH-2.0-OpenSSH_9.6\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"status that is no number", hostile.AnsweringOnce("HTTP/1.1 abc OK\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"status 000", hostile.AnsweringOnce("HTTP/1.1 000 OK\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"header without a colon", hostile.AnsweringOnce(head + "token=secret\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"two lengths", hostile.AnsweringOnce(head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"negative length", hostile.AnsweringOnce(head + "Content-Length: -1\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"switching protocols", hostile.AnsweringOnce("HTTP/1.1 101 Switching Protocols\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"endless headers", hostile.Endless(head, "A: b\r\n"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"endless header line", hostile.Endless(head+"A: ", "b"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"endless status line", hostile.Endless("HTTP/1.1 200 ", "b"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"header line of 1 MB", hostile.AnsweringOnce(head + "A: " + strings.Repeat("b", 1<<20) + "\r\n\r\n"), "ERR_RESPONSE_HEADERS_TOO_BIG", errno.Network},
		{"endless 1xx", hostile.Endless("", "HTTP/1.1 100 Continue\r\n\r\n"), "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		{"endless body until close", hostile.Endless(head+"\r\n", "b"), "exceeds max size", errno.Data},
		{"endless chunks", hostile.Endless(head+"Transfer-Encoding: chunked\r\n\r\n", "4\r\nbody\r\n"), "exceeds max size", errno.Data},
		{"announced body too large", hostile.AnsweringOnce(head + "Content-Length: 999999999999\r\n\r\nab"), "exceeds max size", errno.Data},
		{"packed body too large", hostile.Packed(8 << 20), "exceeds max size", errno.Data},
		{"body that is not packed", hostile.AnsweringOnce(head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"), "ERR_CONTENT_DECODING_FAILED", errno.Network},
		{"body shorter than its length", hostile.AnsweringOnce(head + "Content-Length: 9\r\n\r\nab"), "ERR_CONTENT_LENGTH_MISMATCH", errno.Network},
		{"reset within the body", hostile.ResettingWithin(head + "Content-Length: 9\r\n\r\nab"), "ERR_CONNECTION_RESET", errno.Network},
		{"chunk size that is no number", hostile.AnsweringOnce(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nbody\r\n0\r\n\r\n"), "ERR_INVALID_CHUNKED_ENCODING", errno.Network},
		{"chunk longer than its size", hostile.AnsweringOnce(head + "Transfer-Encoding: chunked\r\n\r\n2\r\nbody\r\n0\r\n\r\n"), "ERR_INVALID_CHUNKED_ENCODING", errno.Network},
		{"closed within the chunks", hostile.AnsweringOnce(head + "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"), "ERR_INCOMPLETE_CHUNKED_ENCODING", errno.Network},
		{"redirects in a circle", hostile.Answering("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"), "ERR_TOO_MANY_REDIRECTS", errno.Redirects},
		{"redirect to another scheme", hostile.Answering("HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"), "invalid url", errno.InvalidURL},
		{"redirect to no URL", hostile.Answering("HTTP/1.1 302 Found\r\nLocation: http://[::secret\r\nContent-Length: 0\r\n\r\n"), "invalid url", errno.InvalidURL},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			for _, server := range []*hostile.Server{hostile.Serve(t, test.script), hostile.ServeTLS(t, hostile.Certificate{}, test.script)} {
				client := transport.New(transport.Config{Clients: 1, MaxBody: 1 << 20, TLS: &tls.Config{InsecureSkipVerify: true}}).Client(0)
				defer client.Close()
				call := client.Call(&wx.Request{URL: server.URL + "/?token=secret"})
				_, err := call.Do()
				checkFailure(t, err, test.want, test.errno)
				if failure, _ := errors.AsType[*transport.Error](err); !failure.Sent || !call.Stats().Sent {
					t.Errorf("%s: the request left, but Sent says that it did not", server.URL)
				}
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
			server := hostile.Serve(t, hostile.Stalling(start))
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
			server := hostile.Serve(t, hostile.Answering(answer))
			client := transport.New(transport.Config{Clients: 1}).Client(0)
			defer client.Close()
			for range 2 {
				client.Call(&wx.Request{URL: server.URL}).Do()
			}
			if n := server.Connections.Load(); n != 2 {
				t.Errorf("2 requests went over %d connections, want 2", n)
			}
		})
	}
}
