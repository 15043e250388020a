package liveview

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/wxload/wxload/reports"
)

// maxPages is how many pages may follow a run at the same time.
const maxPages = 16

// writeTimeout is how long a page may take to read an update. One that takes longer is
// let go, and gets all of it again when it comes back.
const writeTimeout = 10 * time.Second

// events tells a page what it lacks, again and again until the run has ended. What it was
// too slow to read it never gets: it gets the latest.
func (s *Server) events(w http.ResponseWriter, hr *http.Request) {
	if !s.enter() {
		http.Error(w, fmt.Sprintf("%d pages follow this run, which is as many as may", maxPages), http.StatusServiceUnavailable)
		return
	}
	defer s.leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush() // whoever has gone is missed with the first update
	var shown *reports.View
	for {
		now, changed := s.latest()
		if now.view != nil {
			view, err := now.view()
			if err == nil {
				err = tell(w, view.After(shown))
			}
			if err != nil || now.last {
				return
			}
			shown = view
		}
		select {
		case <-changed:
		case <-hr.Context().Done():
			return
		}
	}
}

// tell sends an update as one event.
func tell(w http.ResponseWriter, u reports.Update) error {
	var text bytes.Buffer
	text.WriteString("data: ")
	encoder := json.NewEncoder(&text) // ends with a line end
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(u); err != nil {
		return err
	}
	text.WriteByte('\n')
	out := http.NewResponseController(w)
	// A recorder of a test has no deadlines.
	_ = out.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := w.Write(text.Bytes()); err != nil {
		return err
	}
	return out.Flush()
}

// enter reports whether one more page may follow.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pages >= maxPages {
		return false
	}
	s.pages++
	return true
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages--
}
