package world

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// timer is a pending timer of the client. Timers of one length fire in the order in
// which they were set, and the time that deliveries take never makes a timer due: so the
// order of a client's timers does not depend on how soon anything else happened.
type timer struct {
	at, delay time.Duration
	task      loop.Task
	w         *World
	source    source
	setBy     *timer // the one in whose turn it was set; nil where that turn is over, or was no timer's
	// looks is zero where the client has called the platform, or was answered, since
	// the timer was set. Else it is one more than that of the timer in whose turn it
	// was set.
	looks int
	// chain is the number of the first timer that looked for the same, in the order in
	// which they were set.
	chain int
}

func (h *host) After(d time.Duration, task loop.Task) loop.Stopper {
	w := h.w
	t := w.arena.timerSlab.take()
	*t = timer{at: w.now + d, delay: d, task: task, w: w, looks: 1, source: w.sourceOf(kinds, nil), chain: w.chains}
	w.chains++
	w.provenance.pending = append(w.provenance.pending, &t.source)
	if w.fired != nil {
		t.setBy, t.looks = w.fired, w.fired.looks+1
	}
	if d > 0 {
		w.queueUp(t)
	}
	w.addTimer(t)
	return t
}

// touch notes that the client called the platform, or was answered.
func (w *World) touch() {
	for _, t := range w.timers {
		t.looks = 0
	}
}

// queueUp lets timers of one length come one after another, as they were set.
func (w *World) queueUp(t *timer) {
	for _, u := range w.timers {
		if u.delay == t.delay && u.at >= t.at {
			t.at = u.at + time.Millisecond
		}
	}
}

// addTimer keeps the timers in order: by time, and as they were set.
func (w *World) addTimer(t *timer) {
	i := len(w.timers)
	for i > 0 && w.timers[i-1].at > t.at {
		i--
	}
	w.timers = append(w.timers, nil)
	copy(w.timers[i+1:], w.timers[i:])
	w.timers[i] = t
}

// Stop takes the timer back.
func (t *timer) Stop() {
	w := t.w
	for i := range w.timers {
		if w.timers[i] == t {
			w.timers = append(w.timers[:i], w.timers[i+1:]...)
			return
		}
	}
}

// fire lets the first timer fire.
func (w *World) fire() bool {
	if len(w.timers) == 0 {
		return false
	}
	w.fires++
	w.now = max(w.now, w.timers[0].at)
	w.note(Choice{Action: Fire}, nil)
	w.fireNext()
	return true
}

// fireNext lets the first timer fire, and reports whether the client only looked: its
// turn changed nothing and set the timer again. Such a poll does not make its history
// grow, unless a timer of another length is pending, which has come nearer.
func (w *World) fireNext() (looked bool) {
	t := w.timers[0]
	w.timers = slices.Delete(w.timers, 0, 1)
	w.now = max(w.now, t.at)
	shared, chains := w.shared(), w.chains
	w.turn(t.source, nil, func() {
		w.fired = t
		t.task.Run()
		w.fired = nil
	})
	next := w.setBy(t)
	other := func(u *timer) bool { return u.delay != t.delay }
	looked = next != nil && w.effects == 0 && w.shared() == shared
	switch {
	case looked && !w.rules.EachTimer && !slices.ContainsFunc(w.timers, other):
		next.source, next.chain, w.chains = t.source, t.chain, chains
		w.looks++
		return true
	case !looked && w.opaque():
		w.counted = w.counted || t.looks > 1
		for _, u := range w.timers { // who knows what the turn did
			u.looks = int(boolean(u == next))
		}
	}
	w.remember(Choice{Action: Fire}, w.effects)
	return looked
}

// setBy is the timer that was set in the turn of t; nil where none was, because the
// client waits no longer.
func (w *World) setBy(t *timer) *timer {
	i := slices.IndexFunc(w.timers, func(next *timer) bool { return next.setBy == t })
	if i < 0 {
		w.touch()
		return nil
	}
	w.timers[i].setBy = nil // which lets go of those before it
	return w.timers[i]
}

// timerMayFire reports whether no pending call is sure to be answered before the
// first timer is due. A timer shorter than an exchange can take may always come
// before it: how often a client looks in vain makes no difference. In prompt
// worlds, whose schedules are sampled, it makes one, or some would only look.
func (w *World) timerMayFire() bool {
	if len(w.timers) == 0 {
		return false
	}
	if t := w.timers[0]; !w.rules.Prompt && t.delay <= slowest {
		return true
	}
	at := w.timers[0].at
	return !slices.ContainsFunc(w.calls, func(c *Call) bool { return c.sent+slowest < at })
}
