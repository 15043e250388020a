package transport_test

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/internal/hostile"
	"github.com/wxload/wxload/scenario/live/transport"
)

// dyingSecond is a server whose first connection answers one request and ends with
// the next; the other connections answer all. It remembers the requests.
type dyingSecond struct {
	*hostile.Server
	mu   sync.Mutex
	seen []string // method, path and body
}

func serveDyingSecond(t *testing.T, end hostile.Script) *dyingSecond {
	d := &dyingSecond{}
	var first sync.Once
	d.Server = hostile.Serve(t, func(s *hostile.Conn) {
		dies := false
		first.Do(func() { dies = true })
		for n := 1; d.note(s); n++ {
			if dies && n == 2 {
				end(s)
				return
			}
			s.Answer(ok)
		}
	})
	return d
}

// note reads one request; false means that the client has closed.
func (d *dyingSecond) note(s *hostile.Conn) bool {
	r, more := s.Request()
	if !more {
		return false
	}
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, strings.TrimSpace(r.Method+" "+r.URL.Path+" "+string(body)))
	return true
}

func (d *dyingSecond) requests() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.seen, ", ")
}

// second makes a request, and another on the same connection.
func (d *dyingSecond) second(t *testing.T, resend bool, r *wx.Request) (*transport.Call, *wx.Response, error) {
	client := newClient(t, transport.Config{Resend: resend})
	if _, err := client.Call(&wx.Request{URL: d.URL}).Do(); err != nil {
		t.Fatal(err)
	}
	r.URL = d.URL + r.URL
	call := client.Call(r)
	answer, err := call.Do()
	return call, answer, err
}

func TestARequestOnAReusedConnectionThatDiesIsSentAgainAsOnADevice(t *testing.T) {
	for name, end := range map[string]hostile.Script{
		"closed":                func(s *hostile.Conn) { s.Close() },
		"reset":                 (*hostile.Conn).Reset,
		"reset within the head": func(s *hostile.Conn) { s.Answer("HTTP/1.1 200 OK\r\nA: "); s.Reset() },
	} {
		for method, body := range map[string]string{"GET": "", "POST": "order", "PUT": "thing"} {
			t.Run(name+", "+method, func(t *testing.T) {
				server := serveDyingSecond(t, end)
				r := &wx.Request{Method: method, URL: "/x"}
				if body != "" {
					r.Body = []byte(body)
				}
				call, answer, err := server.second(t, true, r)
				if err != nil || string(answer.Body) != "ok" {
					t.Fatalf("got %+v, %v", answer, err)
				}
				sent := strings.TrimSpace(method + " /x " + body)
				if got, want := server.requests(), "GET /, "+sent+", "+sent; got != want {
					t.Errorf("the server saw %s, want %s", got, want)
				}
				if stats := call.Stats(); stats.Resent != 1 || !stats.Sent || stats.Connect == 0 {
					t.Errorf("got %+v", stats)
				}
			})
		}
	}
}

func TestWhatADeviceDoesNotSendAgainIsFinal(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
	for name, test := range map[string]struct {
		end   hostile.Script
		want  string
		errno int
	}{
		"a head cut off":      {func(s *hostile.Conn) { s.Answer("HTTP/1.1 200 OK\r\nA: b\r\n") }, "ERR_CONNECTION_CLOSED", errno.Network},
		"a body cut off":      {func(s *hostile.Conn) { s.Answer(head + "ab") }, "ERR_CONTENT_LENGTH_MISMATCH", errno.Network},
		"a reset in the body": {func(s *hostile.Conn) { s.Answer(head + "ab"); s.Reset() }, "ERR_CONNECTION_RESET", errno.Network},
		"garbage":             {func(s *hostile.Conn) { s.Answer("garbage\r\n\r\n") }, "ERR_INVALID_HTTP_RESPONSE", errno.Network},
		"no answer in time":   {hostile.Frozen, "timeout", errno.Timeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveDyingSecond(t, test.end)
			call, _, err := server.second(t, true, &wx.Request{URL: "/x", Timeout: 200 * time.Millisecond})
			checkFailure(t, err, test.want, test.errno)
			if got := server.requests(); got != "GET /, GET /x" || call.Stats().Resent != 0 {
				t.Errorf("the server saw %s, %d were sent again", got, call.Stats().Resent)
			}
			if platform, _ := errors.AsType[*wx.Error](err); !platform.Reused {
				t.Error("the error does not tell that the connection had served a request before")
			}
		})
	}
}

func TestNothingIsSentAgainUnlessADeviceSendsIt(t *testing.T) {
	for name, end := range map[string]hostile.Script{"closed": func(s *hostile.Conn) { s.Close() }, "reset": (*hostile.Conn).Reset} {
		server := serveDyingSecond(t, end)
		call, _, err := server.second(t, false, &wx.Request{URL: "/x"})
		checkFailure(t, err, "net::ERR_", errno.Network)
		if got := server.requests(); got != "GET /, GET /x" || call.Stats().Resent != 0 {
			t.Errorf("%s: the server saw %s, %d were sent again", name, got, call.Stats().Resent)
		}
	}
}

func TestAFreshConnectionThatDiesIsFinal(t *testing.T) {
	server := hostile.Serve(t, func(s *hostile.Conn) { s.Request(); s.Reset() })
	call := newClient(t, transport.Config{Resend: true}).Call(&wx.Request{URL: server.URL})
	_, err := call.Do()
	checkFailure(t, err, "ERR_CONNECTION_RESET", errno.Network)
	if platform, _ := errors.AsType[*wx.Error](err); platform.Reused || call.Stats().Resent != 0 || server.Requests.Load() != 1 {
		t.Errorf("reused %v, %+v, %d requests", platform.Reused, call.Stats(), server.Requests.Load())
	}
}

// Ten connections have each served a request, and die of the next.
func TestResendsAreBounded(t *testing.T) {
	const connections = 10
	all := make(chan struct{})
	var arrived sync.WaitGroup
	arrived.Add(connections)
	server := hostile.Serve(t, func(s *hostile.Conn) {
		s.Request()
		arrived.Done()
		<-all
		s.Answer(ok)
		s.Request()
		s.Reset()
	})
	client := newClient(t, transport.Config{Connections: connections, Resend: true})
	var ended []<-chan error
	for range connections {
		ended = append(ended, start(client.Call(&wx.Request{URL: server.URL})))
	}
	arrived.Wait()
	close(all)
	for _, e := range ended {
		if err := <-e; err != nil {
			t.Fatal(err)
		}
	}
	call := client.Call(&wx.Request{URL: server.URL})
	_, err := call.Do()
	checkFailure(t, err, "ERR_CONNECTION_RESET", errno.Network)
	if n := call.Stats().Resent; n != transport.DefaultConnections {
		t.Errorf("it was sent again %d times", n)
	}
}
