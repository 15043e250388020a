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
	// AppID and Secret are what the server asks WeChat with.
	AppID, Secret string
	// DB is the SQLite file that users, tokens and orders are kept in: what was
	// answered to a client survives kill -9. ":memory:" is a database that ends
	// with the server; empty means none.
	DB string
	// Latency draws the response time of one request, control calls excepted: half
	// of it passes before the request is handled, half after; a login's exchange at
	// WeChat comes on top. nil means none. It may be called concurrently, each
	// time with a rand of its own, derived from the machine's seed.
	Latency func(*rand.Rand) time.Duration
	// Now is the clock; nil means time.Now. It may be called concurrently.
	Now func() time.Time
}

// Server is a developer server on a socket. Its methods may be called
// concurrently.
type Server struct {
	options ServerOptions
	wechat  *wechat
	writer  *writer // nil without a database
	http    *http.Server
	arrived atomic.Uint64 // requests, to number their latencies

	base   context.Context // of exchanges; ends when the server is cut off
	cancel context.CancelFunc

	mu      sync.Mutex
	machine *Machine

	listener net.Listener
	served   chan error
}

// NewServer makes a server that knows what its database holds. It does not
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
	s := &Server{options: o, wechat: newWeChat(o.WeChat, o.AppID, o.Secret), machine: New(o.Machine)}
	if err := s.openStore(); err != nil {
		return nil, fmt.Errorf("developer server: %w", err)
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

func (s *Server) openStore() error {
	if s.options.DB == "" {
		return nil
	}
	db, err := openStore(s.options.DB)
	if err != nil {
		return err
	}
	held, err := db.load()
	if err != nil {
		return errors.Join(err, db.close())
	}
	s.machine.restore(s.options.Now(), held)
	s.machine.journaling = true
	s.writer = newWriter(db)
	return nil
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
// when ctx ends first, they are cut off. Then it closes the database. A second call does nothing more.
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
	if err := errors.Join(err, s.writer.close()); err != nil {
		return fmt.Errorf("stopping the developer server: %w", err)
	}
	return nil
}

// Update calls f with the machine and the time, while no request is handled,
// and returns once what f changed is in the database. f must be quick and keep
// nothing of the machine.
func (s *Server) Update(f func(m *Machine, now time.Time)) error {
	return s.update(f).wait()
}

// update is Update without the wait.
func (s *Server) update(f func(m *Machine, now time.Time)) *commit {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.machine, s.options.Now())
	return s.writer.add(s.machine.takeJournal())
}
