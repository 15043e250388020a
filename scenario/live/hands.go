package live

import (
	"sync"
	"time"
)

// hands are the goroutines that do a worker's blocking work. Those that are free
// wait for more, with the stack that they have grown: starting a goroutine is
// cheap, growing its stack down to the system call is not. Only the worker
// touches them.
type hands struct {
	free    []hand
	busy    int
	running sync.WaitGroup
}

// hand takes work for one goroutine.
type hand chan func() message

// maxFree bounds the free hands of a worker: each holds its stack, some 16 KB.
const maxFree = 256

// start does f, which blocks, on a goroutine of its own. What it returns comes
// back to the worker's inbox.
func (w *worker) start(f func() message) {
	h := &w.hands
	h.busy++
	if n := len(h.free); n > 0 {
		h.free[n-1] <- f
		h.free = h.free[:n-1]
		return
	}
	fresh := make(hand, 1)
	fresh <- f
	h.running.Go(func() { w.work(fresh) })
}

func (w *worker) work(h hand) {
	for f := range h {
		m := f()
		m.at, m.hand = time.Now(), h
		w.inbox <- m
	}
}

// back takes a hand back whose message has arrived.
func (h *hands) back(returned hand) {
	h.busy--
	if len(h.free) < maxFree {
		h.free = append(h.free, returned)
	} else {
		close(returned)
	}
}

// close ends the free hands, and waits until all have ended.
func (h *hands) close() {
	for _, free := range h.free {
		close(free)
	}
	h.free = nil
	h.running.Wait()
}
