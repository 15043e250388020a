package loop

import "time"

// Timer is a pending setTimeout.
type Timer struct {
	loop     *Loop
	task     Task
	clocked  Stopper
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
	t := &Timer{}
	l.set(t, d, Func(f))
	return t
}

// set starts a timer whose turn is the task.
func (l *Loop) set(t *Timer, d time.Duration, task Task) {
	t.loop, t.task, t.index = l, task, -1
	if l.closed {
		return
	}
	set := &l.timers
	t.epoch, t.index = set.epoch, len(set.pending)
	if fired := set.fired; fired != nil {
		set.set = true
		t.repeated = fired.epoch == set.epoch
	}
	set.pending = add(set.pending, t)
	t.clocked = l.clock.After(max(d, 0), (*alarm)(t))
}

// alarm is a timer as the clock sees it.
type alarm Timer

// Run starts the timer's turn.
func (a *alarm) Run() { a.loop.Run((*ring)(a)) }

// ring is a timer as the loop sees it when its time has come.
type ring Timer

// Run is the turn.
func (r *ring) Run() { (*Timer)(r).fire() }

// Stop is clearTimeout: f does not run any more, even where its time has come
// and only its turn has not. Stopping twice, or a nil timer, does nothing.
func (t *Timer) Stop() {
	if t == nil || t.index < 0 {
		return
	}
	t.clocked.Stop()
	t.loop.timers.remove(t)
}

func (t *Timer) fire() {
	if t.index < 0 {
		return
	}
	set := &t.loop.timers
	set.remove(t)
	set.fired, set.set = t, false
	t.task.Run()
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
		t.clocked.Stop()
		t.index = -1
	}
	s.pending = nil
}

// AwaitFor is [Promise.Await] that gives up after d and then returns late.
func (p *Promise[T]) AwaitFor(d time.Duration, late error) (T, error) {
	l := p.loop
	l.mayAwait()
	w := &wait{c: l.current}
	l.set(&w.timer, d, (*timeout)(w))
	p.react(w)
	l.park()
	if w.late {
		var none T
		return none, late
	}
	return p.value, p.reason
}

// wait is an async function in an AwaitFor: the promise's reaction, and its timer.
type wait struct {
	timer Timer
	c     *coroutine
	late  bool
}

// Run is the reaction.
func (w *wait) Run() {
	if !w.late {
		w.timer.Stop()
		w.c.Run()
	}
}

// timeout is a wait whose time is over.
type timeout wait

// Run is the timer's turn.
func (t *timeout) Run() {
	t.late = true
	t.c.Run()
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
