package loop

import "time"

// Timer is a pending setTimeout.
type Timer struct {
	loop     *Loop
	stop     func()
	index    int // its place in timerSet.pending; -1 when it is not pending
	epoch    int
	repeated bool
}

// timerSet holds the pending timers and tells a program that still does
// something from one that only polls.
type timerSet struct {
	pending []*Timer
	// epoch counts signs of life: calls and answers of the platform, and timers
	// that ended without setting another.
	epoch int
	fired *Timer // the timer whose turn runs
	set   bool   // that turn set a timer
}

// SetTimeout runs f in a turn of its own, d from now.
func (l *Loop) SetTimeout(d time.Duration, f func()) *Timer {
	t := &Timer{loop: l, index: -1}
	if l.closed {
		return t
	}
	set := &l.timers
	t.epoch, t.index = set.epoch, len(set.pending)
	if fired := set.fired; fired != nil {
		set.set = true
		t.repeated = fired.epoch == set.epoch
	}
	set.pending = append(set.pending, t)
	t.stop = l.clock.After(max(d, 0), func() { l.Turn(func() { t.fire(f) }) })
	return t
}

// Stop is clearTimeout: f does not run any more, even where its time has come
// and only its turn has not. Stopping twice, or a nil timer, does nothing.
func (t *Timer) Stop() {
	if t == nil || t.index < 0 {
		return
	}
	t.stop()
	t.loop.timers.remove(t)
}

func (t *Timer) fire(f func()) {
	if t.index < 0 {
		return
	}
	set := &t.loop.timers
	set.remove(t)
	set.fired, set.set = t, false
	f()
	t.loop.drain() // its microtasks belong to the same poll
	set.fired = nil
	if !set.set {
		set.epoch++
	}
}

func (s *timerSet) remove(t *Timer) {
	last := len(s.pending) - 1
	s.pending[t.index] = s.pending[last]
	s.pending[t.index].index = t.index
	s.pending[last] = nil
	s.pending = s.pending[:last]
	t.index = -1
}

func (s *timerSet) stopAll() {
	for _, t := range s.pending {
		t.stop()
		t.index = -1
	}
	s.pending = nil
}

// Sleep parks the async function that calls it for d.
func (l *Loop) Sleep(d time.Duration) {
	p := NewPromise[struct{}](l)
	l.SetTimeout(d, func() { p.Resolve(struct{}{}) })
	p.Await() // never rejected
}

// Touch notes a sign of life: the platform was called or has answered.
func (l *Loop) Touch() { l.timers.epoch++ }

// Polling reports whether nothing can happen any more by the program's own
// doing: no timer is pending, or only such that set themselves again, with no
// sign of life ([Loop.Touch]) since. A program that waits for an answer of the
// platform polls, too; whether one is in flight only the platform knows.
func (l *Loop) Polling() bool {
	for _, t := range l.timers.pending {
		if !t.repeated || t.epoch != l.timers.epoch {
			return false
		}
	}
	return len(l.deferred) == 0
}
