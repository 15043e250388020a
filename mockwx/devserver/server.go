package devserver

import (
	"context"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// ServerOptions are the settings of a [Server].
type ServerOptions struct {
	// Machine is how it answers. An empty Boot is filled with random characters.
	Machine Options
	// Addr is where it listens; empty means a free port on 127.0.0.1.
	Addr string
	// WeChat is the base URL of the WeChat API, "http://127.0.0.1:8090".
	WeChat string
	// Hosts are names by which control calls may be made, besides addresses, localhost
	// and the name in Addr. By any other name they are refused, since a web page of
	// another site could make it lead here. Requests of clients may come by any.
	Hosts []string
	// AppID and Secret are the server's credentials at WeChat.
	AppID, Secret string
	// Store keeps users, tokens and orders over a restart: a client is answered once
	// the store has what its request changed. nil means none. See package statefile.
	Store Store
	// Latency draws the response time of one request, control calls excepted: half
	// of it passes before the request is handled, half after; a login's exchange at
	// WeChat comes on top. nil means none. It may be called concurrently, each
	// time with a rand of its own, derived from the machine's seed.
	Latency func(*rand.Rand) time.Duration
	// Now is the clock; nil means time.Now. It may be called concurrently.
	Now func() time.Time
	// Calls is told of each request or control call that begins (1) and of each that is
	// answered (-1). It is called concurrently; nil means that nobody counts.
	Calls func(change int)
}

// Server is a developer server on a socket. Its methods may be called
// concurrently.
type Server struct {
	options ServerOptions
	wechat  *wechat
	http    *http.Server
	arrived atomic.Uint64 // requests, to number their latencies

	base   context.Context // of exchanges; ends when the server is cut off
	cancel context.CancelFunc

	mu      sync.Mutex
	machine *Machine

	listener net.Listener
	served   chan error
}

// NewServer makes a server that knows what its store keeps. It does not
// listen yet, but its [Server.Handler] can be used. Shut it down when it is done.
func NewServer(o ServerOptions) (*Server, error) {
	if err := o.Machine.Validate(); err != nil {
		return nil, fmt.Errorf("developer server: %w", err)
	}
	if u, err := url.Parse(o.WeChat); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("developer server: base URL of WeChat is %q: want one like http://127.0.0.1:8090", o.WeChat)
	}
	if o.Machine.Boot == "" {
		o.Machine.Boot = crand.Text()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Calls == nil {
		o.Calls = func(int) {}
	}
	s := &Server{options: o, wechat: newWeChat(o.WeChat, o.AppID, o.Secret), machine: New(o.Machine)}
	if err := s.openStore(); err != nil {
		return nil, err
	}
	s.base, s.cancel = context.WithCancel(context.Background())
	s.http = &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: 30 * time.Second,
		IdleTimeout:       10 * time.Minute, // longer than clients think
		MaxHeaderBytes:    64 << 10,
	}
	return s, nil
}

// Start listens, and serves until [Server.Shutdown]. It may be called once.
func (s *Server) Start() error {
	addr := s.options.Addr
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("developer server: %w", err)
	}
	s.listener, s.served = l, make(chan error, 1)
	go func() {
		s.served <- s.http.Serve(l)
		close(s.served)
	}()
	return nil
}

// URL is the base URL of a started server.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Shutdown stops listening and waits for the requests that are being answered;
// when ctx ends first, they are cut off. A second call does nothing more.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	s.cancel()
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	if s.served != nil {
		if e := <-s.served; e != nil && !errors.Is(e, http.ErrServerClosed) {
			err = errors.Join(err, e)
		}
	}
	s.wechat.client.GetClient().CloseIdleConnections()
	if err != nil {
		return fmt.Errorf("stopping the developer server: %w", err)
	}
	return nil
}
