package live

import "time"

// shareOut gives the worker its users and their first starts.
func (w *worker) shareOut() {
	if w.run.scenario.Load.Open() {
		w.crowd.idle = append(w.crowd.idle, w.users...)
		w.scheduleLaunch(w.number)
		return
	}
	for _, u := range w.users {
		if at, any := w.run.shape.Start(u.number - 1); any {
			w.beginAt(u, w.run.begun.Add(at))
		}
	}
}

func (w *worker) beginAt(u *user, at time.Time) {
	w.timers.add(at, u, func() {
		if !w.ending {
			u.begin(w.now.Sub(at))
		}
	})
}

// active reports whether a user still has a turn in the load.
func (w *worker) active(u *user) bool {
	return w.run.scenario.Load.Open() || u.number <= w.run.shape.ClientsAt(w.now.Sub(w.run.begun))
}

// lookAgain is how often a user that a closed load sent away looks whether the
// load has grown again.
const lookAgain = 100 * time.Millisecond

// rested takes back a user whose turn is over.
func (w *worker) rested(u *user) {
	if w.run.scenario.Load.Open() {
		w.free(u)
		return
	}
	if !w.active(u) {
		w.timers.add(w.now.Add(lookAgain), nil, func() { w.tryAgain(u) })
	}
}

func (w *worker) tryAgain(u *user) {
	switch {
	case w.ending || u.state != resting:
	case w.active(u):
		u.begin(0)
	default:
		w.rested(u)
	}
}

// crowd is the clients of an open load that no launch has taken, and the
// launches that found none.
type crowd struct {
	idle    []*user
	overdue []time.Time // intended starts, oldest first
}

// scheduleLaunch plans launch k. Launches are dealt out to the workers in turn.
func (w *worker) scheduleLaunch(k int) {
	after, any := w.run.shape.Start(k)
	if !any {
		return
	}
	at := w.run.begun.Add(after)
	w.timers.add(at, nil, func() {
		if w.ending {
			return
		}
		w.launch(at)
		w.scheduleLaunch(k + len(w.run.workers))
	})
}

func (w *worker) launch(intended time.Time) {
	c := &w.crowd
	if len(c.idle) == 0 {
		c.overdue = append(c.overdue, intended)
		return
	}
	u := c.idle[0]
	c.idle = c.idle[1:]
	u.begin(w.now.Sub(intended))
}

// free gives a user to the launch that waits longest, or back to the crowd.
func (w *worker) free(u *user) {
	c := &w.crowd
	if len(c.overdue) == 0 {
		c.idle = append(c.idle, u)
		return
	}
	intended := c.overdue[0]
	c.overdue = c.overdue[1:]
	// Not from here: this user is still inside its last step.
	w.timers.add(w.now, u, func() {
		if !w.ending {
			u.begin(w.now.Sub(intended))
		}
	})
}
