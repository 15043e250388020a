package live

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
			u.wake()
		}
		if u.client.Observer().Open() == 0 {
			w.finished++
		}
		u.client.Observer().Finish(w.now, u.client.Stuck())
		u.state = leaving
		u.client.Stop()
		u.phone.Close()
	}
	w.stopped = true
}
