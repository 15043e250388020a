// Package watchdog interrupts turns of JavaScript that take too long or too much
// memory. It is the one part of the engine that lives in real time.
package watchdog

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"time"
)

// Watchdog looks at the turns that run, a hundred times a second, for all engines
// that share it. What ends before it has looked twice costs two locks.
//
// A limit of time is exceeded where the time since the turn was first seen is larger,
// and so is the turn's share of the CPU time of the process: a busy machine
// interrupts nobody, nor do other turns beside a slow one. A nil Watchdog looks at nothing. Its methods may be called by any
// goroutine.
type Watchdog struct {
	threads int
	mu      sync.Mutex
	running []*Turn
	cpu     time.Duration // of the process, when it was last looked at
	share   time.Duration // the sum of the shares so far
	stop    chan struct{}
	stopped sync.WaitGroup
}

// New starts one. It has a goroutine, which Close ends. threads is how many of the
// process share its CPU time at least, with those of the turns that run: one where
// little is done beside them, as in virtual time; zero means one for each processor.
func New(threads int) *Watchdog {
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	w := &Watchdog{threads: threads, stop: make(chan struct{})}
	w.stopped.Go(w.watch)
	return w
}

// Close ends the watchdog and waits for its goroutine. Turns are watched no more.
func (w *Watchdog) Close() {
	close(w.stop)
	w.stopped.Wait()
}

// Turn is a turn that runs, and what it may take.
type Turn struct {
	CPU    time.Duration
	Memory int64 // growth of the heap in bytes
	Total  int64 // the heap in bytes; 0 sets no limit
	// Limit is what CPU is called in the words of the reason: what the turn took more
	// than, for sure.
	Limit time.Duration
	// Over, if set, ends the turn once it says so, for the reason [GivenUp] unless it has
	// taken more than Limit.
	Over func() bool
	// Past is where it is noted that the turn was interrupted for its CPU.
	Past *Past
	// Interrupt ends the turn, from another goroutine, for a reason in words. It is
	// called at most once, and not after End.
	Interrupt func(why string)

	index  int // in Watchdog.running
	seen   bool
	over   bool
	at     time.Time
	cpu    time.Duration
	memory int64
}

// Past is what is known of turns that are over. Its methods may be called by any
// goroutine. The zero value knows of none.
type Past struct{ slow atomic.Bool }

// Slow reports whether one of them was interrupted for its CPU.
func (p *Past) Slow() bool { return p.slow.Load() }

// Begin notes that a turn begins.
func (w *Watchdog) Begin(t *Turn) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	t.index, t.seen, t.over = len(w.running), false, false
	w.running = append(w.running, t)
}

// End notes that it has ended, and reports whether it was interrupted.
func (w *Watchdog) End(t *Turn) bool {
	if w == nil {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	last := len(w.running) - 1
	w.running[t.index] = w.running[last]
	w.running[t.index].index = t.index
	w.running[last] = nil
	w.running = w.running[:last]
	return t.over
}

// GivenUp is the reason where nobody asks any more how a turn ends.
const GivenUp = "given up"

// interval is how often the watchdog looks.
const interval = 10 * time.Millisecond

func (w *Watchdog) watch() {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	heap := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	for {
		select {
		case <-w.stop:
			return
		case now := <-ticker.C:
			w.look(now, heap)
		}
	}
}

func (w *Watchdog) look(now time.Time, heap []metrics.Sample) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.running) == 0 {
		return
	}
	metrics.Read(heap)
	cpu, bytes := CPUTime(), int64(heap[0].Value.Uint64())
	w.share += (cpu - w.cpu) / time.Duration(max(w.threads, len(w.running)))
	w.cpu = cpu
	for _, t := range w.running {
		if why := t.look(now, w.share, bytes); why != "" {
			t.over = true
			t.Interrupt(why)
		}
	}
}

// look says why the turn must end; the empty text where it need not.
func (t *Turn) look(now time.Time, cpu time.Duration, bytes int64) string {
	given := t.Over != nil && t.Over()
	took := min(now.Sub(t.at), cpu-t.cpu) // meaningless before it was seen
	switch {
	case t.over:
	case t.Total > 0 && bytes > t.Total:
		return fmt.Sprintf("the heap of all clients is larger than %d MB", t.Total>>20)
	case t.seen && bytes-t.memory > t.Memory:
		return fmt.Sprintf("a turn made the heap grow by more than %d MB", t.Memory>>20)
	case t.seen && (took >= t.CPU || given && took >= t.Limit):
		t.Past.slow.Store(true)
		return fmt.Sprintf("a turn took more than %v of CPU", t.Limit)
	case given:
		return GivenUp
	case !t.seen:
		t.seen, t.at, t.cpu, t.memory = true, now, cpu, bytes
	}
	return ""
}
