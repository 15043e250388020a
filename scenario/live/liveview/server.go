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
	"github.com/wxload/wxload/scenario/live/liveview/feed"
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

	feed *feed.Feed[version]
}

// version is what there is to show, drawn when somebody looks.
type version struct {
	view func() (*reports.View, error) // nil where nobody looked
	last bool
}

// New returns a server for a run that is about to begin at a time.
func New(o Options, began time.Time) *Server {
	s := &Server{options: o, key: rand.Text(), rule: crossorigin.New(o.Addr, nil), began: began}
	s.feed = feed.New(s.drawn(s.report("starting"), false))
	return s
}

// report is one of a run that has not begun.
func (s *Server) report(phase string) *reports.Report {
	return &reports.Report{Scenario: s.options.Scenario, Wrapper: s.options.Wrapper, Started: s.began, Progress: &reports.Progress{Phase: phase}}
}

func (s *Server) drawn(r *reports.Report, last bool) version {
	return version{sync.OnceValues(func() (*reports.View, error) { return reports.NewView(r, s.options.Words) }), last}
}

// Show shows the run as it stands, where somebody looks. What sofar makes is the server's
// from then on.
func (s *Server) Show(sofar func() *reports.Report) {
	if s.feed.Watched() {
		s.feed.Put(s.drawn(sofar(), false))
	} else {
		s.feed.Put(version{})
	}
}

// End shows the report of the run, which must not be changed any more. Pages get nothing
// after it.
func (s *Server) End(r *reports.Report) { s.feed.Put(s.drawn(r, true)) }

// Fail shows why there is no run. Pages get nothing after it.
func (s *Server) Fail(err error) {
	r := s.report("failed")
	r.Notes = []string{err.Error()}
	s.feed.Put(s.drawn(r, true))
}

// Handler serves the page at /, and what its script asks for.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("POST /key", crossorigin.WithSecret(s.options.Token, s.giveKey))
	mux.HandleFunc("GET /events", crossorigin.WithSecret(s.key, s.events))
	mux.HandleFunc("POST /stop", crossorigin.WithSecret(s.key, s.stop))
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		crossorigin.Private(w.Header())
		if err := s.checkHost(hr); err != nil {
			crossorigin.Refuse(w, err)
			return
		}
		hr.Body = http.MaxBytesReader(w, hr.Body, 0) // nothing that is sent here has one
		mux.ServeHTTP(w, hr)
	})
}

// checkHost refuses names that any site could make lead here. Where a token is set that
// site does not have it, and names of the machine are as good as its addresses.
func (s *Server) checkHost(hr *http.Request) error {
	if s.options.Token == "" && s.rule.CheckHost(hr) != nil {
		return &crossorigin.Refusal{Status: http.StatusForbidden,
			Text: "this name is refused, since any web page could make it lead here: the page is at http://" + s.options.Addr + "/"}
	}
	return nil
}

// events tells a page what it lacks, again and again until the run has ended.
func (s *Server) events(w http.ResponseWriter, hr *http.Request) {
	var shown *reports.View
	s.feed.Serve(w, hr, func(now version) (any, bool, error) {
		if now.view == nil {
			return nil, false, nil
		}
		view, err := now.view()
		if err != nil {
			return nil, true, err
		}
		update := view.After(shown)
		shown = view
		return update, now.last, nil
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
