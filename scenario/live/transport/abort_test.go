package transport_test

import (
	"errors"
	"net"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
	"github.com/wxload/wxload/scenario/live/internal/hostile"
	"github.com/wxload/wxload/scenario/live/transport"
)

// start runs a call and gives its error when it has ended.
func start(call *transport.Call) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := call.Do()
		ended <- err
	}()
	return ended
}

// arrivals is a server that announces each request and then follows script.
func arrivals(t *testing.T, script hostile.Script) (*hostile.Server, <-chan struct{}) {
	arrived := make(chan struct{}, 100)
	return hostile.Serve(t, func(s *hostile.Conn) {
		for {
			if _, ok := s.Request(); !ok {
				return
			}
			arrived <- struct{}{}
			script(s)
		}
	}), arrived
}

func TestAbortEndsACallThatWaitsForItsAnswer(t *testing.T) {
	server, arrived := arrivals(t, hostile.Frozen)
	client := newClient(t, transport.Config{})
	call := client.Call(&wx.Request{URL: server.URL})
	ended := start(call)
	<-arrived
	call.Abort()
	call.Abort()
	checkFailure(t, <-ended, "request:fail abort", 0)
	if !call.Stats().Sent {
		t.Error("the request arrived, but Sent says that it did not leave")
	}
}

func TestAbortBeforeDoSendsNothing(t *testing.T) {
	server := hostile.Serve(t, hostile.Answering(ok))
	client := newClient(t, transport.Config{})
	for range 2 { // on a connection to be made, and on one kept alive
		call := client.Call(&wx.Request{URL: server.URL})
		call.Abort()
		before := server.Requests.Load()
		_, err := call.Do()
		checkFailure(t, err, "request:fail abort", 0)
		if server.Requests.Load() != before || call.Stats().Sent {
			t.Error("an aborted request left")
		}
		if _, err := client.Call(&wx.Request{URL: server.URL}).Do(); err != nil {
			t.Error(err)
		}
	}
}

func TestAbortAndDeadlineEndTheWaitForAConnection(t *testing.T) {
	release := make(chan struct{})
	server, arrived := arrivals(t, func(s *hostile.Conn) { <-release; s.Answer(ok) })
	client := newClient(t, transport.Config{Connections: 1})
	first := start(client.Call(&wx.Request{URL: server.URL}))
	<-arrived
	waiting := client.Call(&wx.Request{URL: server.URL})
	waited := start(waiting)
	late := client.Call(&wx.Request{URL: server.URL, Timeout: 20 * time.Millisecond})
	checkFailure(t, <-start(late), "request:fail timeout", 5)
	if stats := late.Stats(); stats.Sent || stats.Wait == 0 {
		t.Errorf("got %+v of a call that only waited", stats)
	}
	waiting.Abort()
	checkFailure(t, <-waited, "request:fail abort", 0)
	close(release)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if n := server.Requests.Load(); n != 1 {
		t.Errorf("the server saw %d requests, want 1", n)
	}
}

func TestAbortNeverHitsTheNextCallOfAConnection(t *testing.T) {
	server := hostile.Serve(t, hostile.Answering(ok))
	client := newClient(t, transport.Config{Connections: 1})
	for range 500 {
		call := client.Call(&wx.Request{URL: server.URL})
		ended := start(call)
		aborted := make(chan struct{})
		go func() { call.Abort(); close(aborted) }()
		_, err := client.Call(&wx.Request{URL: server.URL}).Do()
		if err != nil {
			t.Fatal("a call failed by another's abort: ", errors.Unwrap(err), err)
		}
		<-ended
		<-aborted
	}
}

func TestCloseEndsAllCallsAndRefusesNewOnes(t *testing.T) {
	server, arrived := arrivals(t, hostile.Frozen)
	client := newClient(t, transport.Config{Connections: 2})
	var ended []<-chan error
	for range 4 { // two run, two wait
		ended = append(ended, start(client.Call(&wx.Request{URL: server.URL})))
	}
	<-arrived
	<-arrived
	client.Close()
	ended = append(ended, start(client.Call(&wx.Request{URL: server.URL})))
	for _, e := range ended {
		checkFailure(t, <-e, "request:fail interrupted", errno.Interrupted)
	}
	if n := server.Requests.Load(); n != 2 {
		t.Errorf("the server saw %d requests, want the 2 that ran", n)
	}
}

func TestIdleConnectionThatTheServerClosedIsReplaced(t *testing.T) {
	closed := make(chan struct{}, 10)
	server := hostile.Serve(t, func(s *hostile.Conn) {
		s.Request()
		s.Answer(ok)
		s.Close()
		closed <- struct{}{}
	})
	client := newClient(t, transport.Config{})
	for range 3 {
		if _, err := client.Call(&wx.Request{URL: server.URL}).Do(); err != nil {
			t.Fatal(err)
		}
		<-closed
	}
}

func TestRefusedConnectionSaysSo(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	client := newClient(t, transport.Config{Connections: 1})
	var calls sync.WaitGroup
	for range 4 { // each waits for the one before it to fail
		calls.Go(func() {
			call := client.Call(&wx.Request{URL: "http://" + address + "/?token=secret"})
			_, err := call.Do()
			checkFailure(t, err, "request:fail errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED", errno.Network)
			if !errors.Is(err, syscall.ECONNREFUSED) || call.Stats().Sent {
				t.Errorf("%v does not keep its cause, or is taken for sent", err)
			}
		})
	}
	calls.Wait()
}

func TestUnknownNameSaysSo(t *testing.T) {
	_, err := newClient(t, transport.Config{}).Call(&wx.Request{URL: "http://" + strings.Repeat("x", 70) + ".invalid/"}).Do()
	checkFailure(t, err, "ERR_NAME_NOT_RESOLVED", errno.Network)
}
