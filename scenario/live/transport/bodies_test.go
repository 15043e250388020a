package transport_test

import (
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

const noRoom = "request:fail answers in flight exceed platform.bodies"

func sized(n int) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", n, strings.Repeat("b", n))
}

// The server says when all but the end of a body has been taken from it, which is
// more than sockets hold.
func TestAnswersThatStallLeaveNoRoomForOthers(t *testing.T) {
	const size = 32 << 20
	for name, head := range map[string]string{
		"announced":   fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", size),
		"until close": "HTTP/1.1 200 OK\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			stalled := make(chan struct{}, 10) // also where nobody listens any more
			server := hostile.Serve(t, func(s *hostile.Conn) {
				r, ok := s.Request()
				switch {
				case !ok:
				case r.URL.Path == "/small":
					s.Answer(sized(1 << 10))
				default:
					s.Answer(head)
					s.Answer(strings.Repeat("b", size-1))
					stalled <- struct{}{}
					hostile.Frozen(s)
				}
			})
			tr := transport.New(transport.Config{Clients: 2, MaxBody: size, Bodies: size + size/4})
			first, second := tr.Client(0), tr.Client(1)
			defer first.Close()
			defer second.Close()
			stalling := first.Call(&wx.Request{URL: server.URL})
			ended := start(stalling)
			<-stalled
			_, err := second.Call(&wx.Request{URL: server.URL}).Do()
			checkFailure(t, err, noRoom, errno.Data)
			if _, err := second.Call(&wx.Request{URL: server.URL + "/small"}).Do(); err != nil {
				t.Errorf("a small answer beside it: %v", err)
			}
			stalling.Abort()
			checkFailure(t, <-ended, "request:fail abort", 0)
			if n := transport.Taken(tr); n != 0 {
				t.Errorf("%d bytes stay taken", n)
			}
		})
	}
}

func TestAHeldAnswerIsInFlightUntilItIsReleased(t *testing.T) {
	server := hostile.Serve(t, hostile.Answering(sized(600_000)))
	tr := transport.New(transport.Config{Clients: 1, Bodies: 1_000_000})
	client := tr.Client(0)
	defer client.Close()
	call := func() *transport.Call {
		c := client.Call(&wx.Request{URL: server.URL})
		c.Hold()
		return c
	}
	held := call()
	if _, err := held.Do(); err != nil {
		t.Fatal(err)
	}
	_, err := call().Do()
	checkFailure(t, err, noRoom, errno.Data)
	held.Release()
	held.Release()
	if _, err := call().Do(); err != nil {
		t.Error(err)
	}
}

func TestEveryEndOfACallGivesItsMemoryBack(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\n"
	large := strings.Repeat("b", 200_000)
	for name, test := range map[string]struct {
		script hostile.Script
		want   string // in errMsg; empty for none
	}{
		"answered":         {hostile.Answering(sized(200_000)), ""},
		"answered packed":  {hostile.Packed(200_000), ""},
		"empty":            {hostile.Answering(sized(0)), ""},
		"too large":        {hostile.Endless(head+"\r\n", "b"), "exceeds max size"},
		"too large packed": {hostile.Packed(2 << 20), "exceeds max size"},
		"no room":          {hostile.Answering(sized(700_000)), noRoom},
		"no room unpacked": {hostile.Packed(900_000), noRoom},
		"cut":              {hostile.AnsweringOnce(head + "Content-Length: 300000\r\n\r\n" + large), "CONTENT_LENGTH_MISMATCH"},
		"reset": {func(s *hostile.Conn) {
			s.Request()
			s.Answer(head + "Content-Length: 300000\r\n\r\n" + large)
			s.Reset()
		}, "net::ERR_"},
		"not packed": {hostile.AnsweringOnce(head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab"), "CONTENT_DECODING"},
		"timeout": {func(s *hostile.Conn) {
			s.Request()
			s.Answer(head + "Content-Length: 300000\r\n\r\n" + large)
			hostile.Frozen(s)
		}, "timeout"},
		"redirected":        {redirecting(large), ""},
		"redirected to bad": {hostile.Answering("HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\nContent-Length: 200000\r\n\r\n" + large), "invalid url"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := hostile.Serve(t, test.script)
			config := transport.Config{Clients: 1, MaxBody: 1 << 20, Bodies: 600_000}
			if strings.HasPrefix(name, "too large") {
				config.MaxBody = 100_000
			}
			tr := transport.New(config)
			client := tr.Client(0)
			defer client.Close()
			_, err := client.Call(&wx.Request{URL: server.URL, Timeout: 2 * time.Second}).Do()
			if failed, is := errors.AsType[*wx.Error](err); is != (test.want != "") || is && !strings.Contains(failed.ErrMsg, test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if n := transport.Taken(tr); n != 0 {
				t.Errorf("%d bytes stay taken", n)
			}
		})
	}
}

// redirecting answers the first three requests with redirects that have bodies. All of
// them together would have no room.
func redirecting(body string) hostile.Script {
	return func(s *hostile.Conn) {
		for range 3 {
			s.Request()
			s.Answer(fmt.Sprintf("HTTP/1.1 302 Found\r\nLocation: /on\r\nContent-Length: %d\r\n\r\n%s", len(body), body))
		}
		s.Request()
		s.Answer(sized(len(body)))
	}
}
