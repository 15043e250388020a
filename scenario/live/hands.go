package live

import (
	"sync"
	"time"
)

// job is work that blocks, for a client.
type job interface {
	// do does it, on a hand's goroutine.
	do()
	// land tells the client, on its worker's goroutine.
	land() *user
}

// hands are the goroutines that do a worker's blocking work. Those that are free
// wait for more, with the stack that they have grown: starting a goroutine is
// cheap, growing its stack down to the system call is not. Only the worker
// touches them.
type hands struct {
	free    []hand
	busy    int
	running sync.WaitGroup
}

// hand takes work for one goroutine. It has room for one job, so that the worker
// never waits for a hand, while a hand may wait for the worker's inbox.
type hand chan job

// maxFree bounds the free hands of a worker: each holds its stack, some 16 KB.
const maxFree = 256

// start does a job on a goroutine of its own. It comes back to the worker's
// inbox.
func (w *worker) start(j job) {
	h := &w.hands
	h.busy++
	if n := len(h.free); n > 0 {
		h.free[n-1] <- j
		h.free = h.free[:n-1]
		return
	}
	fresh := make(hand, 1)
	fresh <- j
	h.running.Go(func() { w.work(fresh) })
}

func (w *worker) work(h hand) {
	for j := range h {
		j.do()
		w.inbox <- message{job: j, hand: h, at: time.Now()}
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
