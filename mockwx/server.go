package mockwx

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wxload/wxload/mockwx/crossorigin"
	"github.com/wxload/wxload/mockwx/internal/answer"
)

// ServerOptions configure a [Server]. The zero value is a mock with the default
// app, on a free port of loopback, without latency or faults.
type ServerOptions struct {
	Options
	// Addr is where [Start] and [NewServer] listen; empty means 127.0.0.1:0, a
	// free port.
	Addr string
	// TLS makes Start and NewServer serve HTTPS with it; nil means HTTP. Faults cut
	// connections of HTTP/1.1 only, so NextProtos should name no other.
	TLS *tls.Config
	// Now is the clock of the machine; nil means time.Now. It is called
	// concurrently. Latency takes real time in any case.
	Now func() time.Time
	// ControlToken is what calls under /_wx/control/ must bring, as "Authorization:
	// Bearer TOKEN". Empty means that they need none, but must come by a loopback
	// address: from another machine they are refused.
	ControlToken string
	// Hosts are names by which the device and control calls (/_wx/…) may be made, besides
	// addresses, localhost and the name in Addr: those of a container, for example. By any
	// other name they are refused, since a web page of another site could make it lead
	// here. The server API, which WeChat has, may be called by any.
	Hosts []string
	// Calls is told of each call that begins (1) and of each that is answered (-1), but
	// for the page, /metrics and /healthz, which only look. It is called concurrently;
	// nil means that nobody counts.
	Calls func(change int)
	// Log gets a line for each call, without secrets; nil means none.
	Log *slog.Logger
	// Store keeps users, session_keys, access tokens and codes over a restart: a call
	// is answered once the store has what it changed. A store keeps the seed that it
	// was first used with. nil means none. See package statefile.
	Store Store
	// Faults are in force from the start; see [Server.SetFaults].
	Faults []Fault
}

// Server is a mock WeChat behind HTTP. Its methods may be called concurrently.
type Server struct {
	// URL is the base URL, "http://127.0.0.1:PORT" without a slash at the end,
	// "https://" with [ServerOptions].TLS; empty for a server that [Start] did not make.
	URL string

	seed         uint64
	now          func() time.Time
	ahead        atomic.Int64 // nanoseconds added to now
	faults       atomic.Pointer[faultSet]
	calls        atomic.Uint64 // that faults were drawn for
	metrics      *metrics
	log          *slog.Logger // nil: none
	calling      func(change int)
	delay        func(context.Context, time.Duration)
	patience     time.Duration // with clients who do not read
	ledger       *ledgerPages
	close        func()
	mu           sync.Mutex
	machine      *Machine // under mu
	controlToken string
	sites        crossorigin.Rule
	store        Store // nil: none
}

// NewUnstarted makes a server that does not listen: mount its Handler or call
// Serve. Options that cannot work are an error.
func NewUnstarted(o ServerOptions) (*Server, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	s := &Server{
		seed: o.Seed, now: o.Now, delay: sleep, machine: New(o.Options), close: func() {},
		metrics: newMetrics(), log: o.Log, controlToken: o.ControlToken, sites: crossorigin.New(o.Addr, o.Hosts), store: o.Store, patience: answer.Patience,
		calling: o.Calls,
	}
	s.ledger = newLedgerPages(s)
	if s.now == nil {
		s.now = time.Now
	}
	if s.calling == nil {
		s.calling = func(int) {}
	}
	if err := s.SetFaults(o.Faults); err != nil {
		return nil, err
	}
	if err := s.openStore(); err != nil {
		return nil, err
	}
	return s, nil
}

// Start makes a server and serves on o.Addr until Close.
func Start(o ServerOptions) (*Server, error) {
	s, err := NewUnstarted(o)
	if err != nil {
		return nil, err
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("mockwx: %w", err)
	}
	s.URL = "http://" + ln.Addr().String()
	if o.TLS != nil {
		s.URL = "https://" + ln.Addr().String()
		ln = tls.NewListener(ln, o.TLS)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		// A listener that breaks shows in the calls that follow.
		_ = s.Serve(ctx, ln)
	}()
	s.close = func() { cancel(); <-stopped }
	return s, nil
}

// Close stops a server that [Start] made and waits until it has stopped. One that
// Start did not make does not need it.
func (s *Server) Close() { s.close() }

// grace is how long calls may take to end once a server was told to stop; their
// latency is cut short by then.
const grace = time.Second

// Serve answers on ln until ctx ends, then lets the calls at work end and closes
// ln. It returns nil, or why ln failed.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	hs := &http.Server{
		Handler:           s.Handler(),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       5 * time.Minute,
		MaxHeaderBytes:    maxBody,
	}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(ln) }()
	select {
	case err := <-failed:
		return fmt.Errorf("mockwx: serving on %v: %w", ln.Addr(), err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if hs.Shutdown(limit) != nil {
		// Only connections that never sent a whole request are left.
		_ = hs.Close()
	}
	<-failed
	return nil
}

// SetFaults puts these faults in place of all others and begins their times. A fault that cannot work
// is an error and changes nothing.
func (s *Server) SetFaults(faults []Fault) error {
	all, err := newFaults(faults, s.time())
	if err != nil {
		return fmt.Errorf("mockwx: %w", err)
	}
	set, err := newFaultSet(all, s.seed)
	if err != nil {
		return fmt.Errorf("mockwx: %w", err)
	}
	s.faults.Store(set)
	return nil
}

// Advance moves the machine's clock forward by d.
func (s *Server) Advance(d time.Duration) { s.ahead.Add(int64(d)) }

// SetTime sets the machine's clock to t; it goes on from there.
func (s *Server) SetTime(t time.Time) { s.ahead.Store(int64(t.Sub(s.now()))) }

// time is the machine's.
func (s *Server) time() time.Time { return s.now().Add(time.Duration(s.ahead.Load())) }

// Do calls f with the machine and its time, alone: no other call is answered
// until f returns. f must not call the server.
func (s *Server) Do(f func(now time.Time, m *Machine)) { _ = s.do(f) }
