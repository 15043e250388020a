package live

import (
	"context"
	"time"
)

// drain starts no new work, waits for what is open, and stops the workers. A
// load that was interrupted drains like any other; an interruption of the drain
// itself ends it.
func (r *run) drain(ctx context.Context, interrupted bool) bool {
	r.ask(func(w *worker) { w.end() })
	cut := ctx.Done()
	if interrupted {
		cut = nil
	}
	tick := time.NewTicker(progressEvery / 5)
	defer tick.Stop()
	end := time.NewTimer(r.scenario.Load.Drain)
	defer end.Stop()
	for open := r.open(); open; {
		select {
		case <-cut:
			open, interrupted = false, true
		case <-end.C:
			open = false
		case <-tick.C:
			r.progress("draining")
			open = r.open()
		}
	}
	r.ask(func(w *worker) { w.finish() })
	r.backend.EndDevices() // none waits for WeChat any more
	r.working.Wait()
	return interrupted
}

// open reports whether a client still waits for something.
func (r *run) open() bool {
	open := false
	r.ask(func(w *worker) { open = open || !w.done() })
	return open
}

// end starts no new work.
func (w *worker) end() {
	w.ending = true
	for _, u := range w.users {
		u.leave()
	}
}

// done reports whether nothing is open any more.
func (w *worker) done() bool {
	for _, u := range w.users {
		if !u.done() {
			return false
		}
	}
	return true
}

// finish closes the books of the worker's clients, ends them, and lets the
// worker's loop come to its end.
func (w *worker) finish() {
	for _, u := range w.users {
		if !u.begun {
			continue
		}
		if u.wake != nil {
			u.wake.Stop()
		}
		if u.client.Observer().Open() == 0 {
			w.finished++
		}
		u.client.Observer().Finish(w.now, u.client.Stuck())
		u.state = leaving
		u.client.Stop()
		u.device.Close()
	}
	w.stopped = true
}
