package devserver

import (
	"errors"
	"sync"
)

// writer commits changes in groups: what comes while a transaction runs goes
// into the next one together. Its queue holds no more than what the requests
// that wait for it have changed.
type writer struct {
	store *store
	done  chan struct{} // closed when the goroutine has ended

	mu     sync.Mutex
	wake   sync.Cond
	next   *commit // nil while there is nothing to write
	closed bool

	failed error // the first transaction that failed; the goroutine's until done
}

// commit is a group of changes on its way to the disk.
type commit struct {
	changes []change
	ended   chan struct{}
	err     error // valid once ended is closed
}

// wait blocks until the changes are committed. A nil commit has none.
func (c *commit) wait() error {
	if c == nil {
		return nil
	}
	<-c.ended
	return c.err
}

// newWriter starts the goroutine that writes to s; close ends it.
func newWriter(s *store) *writer {
	w := &writer{store: s, done: make(chan struct{})}
	w.wake.L = &w.mu
	go w.run()
	return w
}

// add takes changes over, to be written after all that were added before. It
// never blocks for long, so that it can be called under the machine's lock.
func (w *writer) add(changes []change) *commit {
	if w == nil || len(changes) == 0 {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.next == nil {
		w.next = &commit{ended: make(chan struct{})}
		w.wake.Signal()
	}
	w.next.changes = append(w.next.changes, changes...)
	return w.next
}

func (w *writer) run() {
	defer close(w.done)
	for c := w.take(); c != nil; c = w.take() {
		c.err = w.store.apply(c.changes)
		if w.failed == nil {
			w.failed = c.err
		}
		close(c.ended)
	}
}

// take waits for the next group; nil means that the writer is closed and has
// written everything.
func (w *writer) take() *commit {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.next == nil && !w.closed {
		w.wake.Wait()
	}
	c := w.next
	w.next = nil
	return c
}

// close writes what is left, ends the goroutine and closes the store. Nothing
// may be added afterwards. It reports the first change that could not be written
// since the start, too.
func (w *writer) close() error {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	w.closed = true
	w.wake.Signal()
	w.mu.Unlock()
	<-w.done
	return errors.Join(w.failed, w.store.close())
}
