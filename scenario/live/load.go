package live

import (
	"time"

	"github.com/wxload/wxload/client/loop"
)

// shareOut gives the worker its users and their first starts.
func (w *worker) shareOut() {
	if w.run.scenario.Load.Open() {
		w.crowd.idle = append(w.crowd.idle, w.users...)
		w.scheduleLaunch()
		return
	}
	if w.run.steered() {
		w.away = append(w.away, w.users...)
		return
	}
	for _, u := range w.users {
		if at, any := w.run.shape.Start(u.number - 1); any {
			w.beginAt(u, w.run.begun.Add(at))
		}
	}
}

func (w *worker) beginAt(u *user, at time.Time) {
	w.timers.add(at, u, loop.Func(func() {
		if !w.ending {
			u.begin(w.now.Sub(at))
		}
	}))
}

// active reports whether a user still has a turn in the load.
func (w *worker) active(u *user) bool {
	if w.run.steered() {
		return u.number <= w.highest
	}
	return w.run.scenario.Load.Open() || u.number <= w.run.shape.ClientsAt(w.now.Sub(w.run.begun))
}

// rested takes back a user whose turn is over.
func (w *worker) rested(u *user) {
	switch {
	case w.run.scenario.Load.Open():
		w.free(u)
	case !u.spent:
		w.sendAway(u)
	}
}

// lookAgain is how often a worker looks whether a closed load has grown again.
const lookAgain = 100 * time.Millisecond

// sendAway keeps a user for which the closed load has no room until it has.
func (w *worker) sendAway(u *user) {
	w.away = append(w.away, u)
	if len(w.away) == 1 && !w.run.steered() {
		w.timers.add(w.now.Add(lookAgain), nil, loop.Func(w.callBack))
	}
}

func (w *worker) callBack() {
	all := w.away
	w.away = nil
	for _, u := range all {
		switch {
		case w.ending:
		case w.active(u):
			u.begin(0)
		default:
			w.sendAway(u)
		}
	}
}

// crowd is a worker's part of an open load: the clients that no launch has taken,
// and its share of the launches. Of three workers the first has the launches 0, 3,
// 6, …, the second 1, 4, 7, …
type crowd struct {
	idle  []*user
	due   int // launches whose time has come
	taken int // of these, those that found a client
	late  int // those that had to wait for one
}

// launchTime is the intended start of one of the worker's launches. A shard's are dealt out
// to its workers as those of all are to the shards.
func (w *worker) launchTime(n int) (at time.Time, any bool) {
	after, any := w.run.shape.Start(w.run.options.Shard.launch(w.number + n*len(w.run.workers)))
	return w.run.begun.Add(after), any
}

// scheduleLaunch plans the next launch.
func (w *worker) scheduleLaunch() {
	at, any := w.launchTime(w.crowd.due)
	if !any {
		return
	}
	w.timers.add(at, nil, loop.Func(func() {
		if w.ending {
			return
		}
		w.crowd.due++
		w.launch()
		if w.crowd.taken < w.crowd.due {
			w.crowd.late++
		}
		w.scheduleLaunch()
	}))
}

// launch gives idle clients to the launches that are due, the one that waits
// longest first.
func (w *worker) launch() {
	c := &w.crowd
	for c.taken < c.due && len(c.idle) > 0 && !w.ending {
		at, _ := w.launchTime(c.taken)
		u := c.idle[0]
		c.idle = c.idle[1:]
		c.taken++
		u.begin(w.now.Sub(at))
	}
}

// free gives a user back to the crowd.
func (w *worker) free(u *user) {
	w.crowd.idle = append(w.crowd.idle, u)
	if w.crowd.taken < w.crowd.due {
		// Not from here: this user is still inside its last step.
		w.timers.add(w.now, nil, loop.Func(w.launch))
	}
}
