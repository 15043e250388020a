package liveview

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/wxload/wxload/mockwx/crossorigin"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// Options are what a server shows and to whom.
type Options struct {
	// Addr is where it listens, as host:port.
	Addr string
	// Token is what people have to enter; where it is empty everybody is let in who can
	// reach the address, so it has to be loopback then.
	Token string
	// Stop ends the load early. It may be called more than once and concurrently.
	Stop func()
	// Scenario and Wrapper are what runs.
	Scenario, Wrapper string
	// Words are what people are told in; nil is English.
	Words *lang.Words
}

// A Server shows one run. Make it with [New]. Its methods may be called concurrently with
// its handler, and never wait for those who look.
type Server struct {
	options Options
	key     string // of this run
	rule    crossorigin.Rule
	began   time.Time

	mu      sync.Mutex
	now     *version
	changed chan struct{} // closed when now is another one
	pages   int           // that follow the run
}

// version is what there is to show, drawn when somebody looks.
type version struct {
	view func() (*reports.View, error) // nil where nobody looked
	last bool
}

// New returns a server for a run that is about to begin at a time.
func New(o Options, began time.Time) *Server {
	s := &Server{options: o, key: rand.Text(), rule: crossorigin.New(o.Addr, nil), began: began, changed: make(chan struct{})}
	s.now = s.drawn(s.report("starting"), false)
	return s
}

// report is one of a run that has not begun.
func (s *Server) report(phase string) *reports.Report {
	return &reports.Report{Scenario: s.options.Scenario, Wrapper: s.options.Wrapper, Started: s.began, Progress: &reports.Progress{Phase: phase}}
}

func (s *Server) drawn(r *reports.Report, last bool) *version {
	return &version{sync.OnceValues(func() (*reports.View, error) { return reports.NewView(r, s.options.Words) }), last}
}

// Show shows the run as it stands, where somebody looks. What sofar makes is the server's
// from then on.
func (s *Server) Show(sofar func() *reports.Report) {
	if s.watched() {
		s.put(s.drawn(sofar(), false))
	} else {
		s.put(&version{})
	}
}

func (s *Server) watched() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pages > 0
}

// End shows the report of the run, which must not be changed any more. Pages get nothing
// after it.
func (s *Server) End(r *reports.Report) { s.put(s.drawn(r, true)) }

// Fail shows why there is no run. Pages get nothing after it.
func (s *Server) Fail(err error) {
	r := s.report("failed")
	r.Notes = []string{err.Error()}
	s.put(s.drawn(r, true))
}

func (s *Server) put(v *version) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = v
	close(s.changed)
	s.changed = make(chan struct{})
}

// latest is what there is to show, and a channel that is closed when there is more.
func (s *Server) latest() (now *version, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now, s.changed
}

// Handler serves the page at /, and what its script asks for.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("POST /key", s.guarded(s.options.Token, s.giveKey))
	mux.HandleFunc("GET /events", s.guarded(s.key, s.events))
	mux.HandleFunc("POST /stop", s.guarded(s.key, s.stop))
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		harden(w.Header())
		if err := s.checkHost(hr); err != nil {
			refuse(w, err)
			return
		}
		hr.Body = http.MaxBytesReader(w, hr.Body, 0) // nothing that is sent here has one
		mux.ServeHTTP(w, hr)
	})
}

// page writes the page, which holds the key where no token is set.
func (s *Server) page(w http.ResponseWriter, hr *http.Request) {
	if to := hr.Header.Get("Sec-Fetch-Dest"); to != "" && to != "document" {
		http.Error(w, "this page is to be opened by itself", http.StatusForbidden)
		return
	}
	crossorigin.Harden(w.Header(), reports.LivePolicy())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	p := reports.LivePage{Scenario: s.options.Scenario, Wrapper: s.options.Wrapper, Key: s.key, Began: s.began, Words: s.options.Words}
	if s.options.Token != "" {
		// Those who have no token are not told what runs.
		p = reports.LivePage{Began: s.began, Words: s.options.Words}
	}
	_ = p.Write(w) // to a browser that may have gone
}

func (s *Server) giveKey(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"key":%q}`, s.key)
}

func (s *Server) stop(w http.ResponseWriter, _ *http.Request) {
	s.options.Stop()
	w.WriteHeader(http.StatusAccepted)
}
