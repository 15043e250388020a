// Package feed tells web pages the latest of something, as server-sent events. Each page
// is told when it is ready for more: one that reads slowly misses what was not the latest
// any more, needs no queue, and holds up nobody.
package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// MaxPages is how many pages may follow one feed at the same time.
const MaxPages = 16

// writeTimeout is how long a page may take to read an event. One that takes longer is let
// go, and may come back.
const writeTimeout = 10 * time.Second

// A Feed has the latest of something, which must not be changed any more. Make it with
// [New]. It may be used concurrently.
type Feed[T any] struct {
	mu      sync.Mutex
	latest  T
	changed chan struct{} // closed when there is a later one
	pages   int           // that follow
}

// New returns a feed that has a first one.
func New[T any](first T) *Feed[T] { return &Feed[T]{latest: first, changed: make(chan struct{})} }

// Put makes a later one the latest.
func (f *Feed[T]) Put(v T) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.latest = v
	close(f.changed)
	f.changed = make(chan struct{})
}

// Watched reports whether a page follows.
func (f *Feed[T]) Watched() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.pages > 0
}

func (f *Feed[T]) get() (latest T, changed <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.latest, f.changed
}

// enter reports whether one more page may follow.
func (f *Feed[T]) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pages >= MaxPages {
		return false
	}
	f.pages++
	return true
}

func (f *Feed[T]) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pages--
}

// Serve tells one page the latest again and again: what event makes of it, as JSON, or
// nothing where that is nil. It ends when the page has gone, when event says that nothing
// follows, and with event's error.
func (f *Feed[T]) Serve(w http.ResponseWriter, hr *http.Request, event func(latest T) (_ any, last bool, _ error)) {
	if !f.enter() {
		http.Error(w, fmt.Sprintf("%d pages follow this, which is as many as may", MaxPages), http.StatusServiceUnavailable)
		return
	}
	defer f.leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	_ = http.NewResponseController(w).Flush() // whoever has gone is missed with the first event
	for {
		latest, changed := f.get()
		value, last, err := event(latest)
		if err == nil && value != nil {
			err = tell(w, value)
		}
		if err != nil || last {
			return
		}
		select {
		case <-changed:
		case <-hr.Context().Done():
			return
		}
	}
}

// tell sends one event.
func tell(w http.ResponseWriter, value any) error {
	var text bytes.Buffer
	text.WriteString("data: ")
	encoder := json.NewEncoder(&text) // ends with a line end
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
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
