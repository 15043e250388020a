package metrics

import (
	"context"
	"sync"
	"time"
)

// scrapes knows how often somebody looks.
type scrapes struct {
	now   func() time.Time
	after chan struct{} // holds one where a scrape began after the end

	mu       sync.Mutex
	last     time.Time     // zero before the first
	interval time.Duration // between the last two
	ended    bool          // the run's numbers are complete
}

func newScrapes(now func() time.Time) *scrapes {
	return &scrapes{now: now, after: make(chan struct{}, 1)}
}

// begin tells of a scrape, and returns what to call when it has been answered.
func (s *scrapes) begin() (done func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if !s.last.IsZero() {
		s.interval = now.Sub(s.last)
	}
	s.last = now
	if !s.ended {
		return func() {}
	}
	return func() {
		select {
		case s.after <- struct{}{}:
		default:
		}
	}
}

// The end of a run waits for a scrape at least and at most so long, where there is to be
// one.
const (
	minWait = 5 * time.Second
	maxWait = time.Minute
)

// end returns how long the next scrape is worth waiting for: zero where nobody scrapes.
func (s *scrapes) end() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	switch {
	case s.last.IsZero():
		return 0
	case s.interval == 0: // only one so far: Prometheus looks once a minute by itself
		return maxWait
	}
	return min(max(2*s.interval, minWait), maxWait)
}

// Await waits, when the run has told its last counts, until they have been scraped: at
// most twice as long as scrapes are apart, between 5 seconds and a minute, or until ctx is
// cancelled. Where nobody has scraped the run, it does not wait.
func (e *Exporter) Await(ctx context.Context) {
	wait := e.scrapes.end()
	if wait == 0 {
		return
	}
	end := time.NewTimer(wait)
	defer end.Stop()
	select {
	case <-e.scrapes.after:
	case <-end.C:
	case <-ctx.Done():
	}
}
