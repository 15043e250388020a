package loop

import "time"

// Timer is a pending setTimeout.
type Timer struct {
	loop     *Loop
	task     Task
	clocked  Stopper // takes it back from the clock
	index    int     // in timerSet.pending; -1 when it is not pending
	activity int     // timerSet.activity when it was set
	repeated bool    // a timer set it without any activity in between
}

// timerSet holds the pending timers and tells a program that still does
// something from one that only polls.
type timerSet struct {
	pending []*Timer
	// activity counts signs of life: calls and answers of the platform, and timers
	// that ended without setting another.
	activity int
	firing   *Timer // the timer whose turn runs; nil in other turns
	rearmed  bool   // that turn set a timer
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
	s := &l.timers
	t.activity, t.index = s.activity, len(s.pending)
	if s.firing != nil {
		s.rearmed = true
		t.repeated = s.firing.activity == s.activity
	}
	s.pending = add(s.pending, t)
	t.clocked = l.clock.After(max(d, 0), (*dueTimer)(t))
}

// dueTimer is a timer as a task of the clock, which runs when its time has come.
type dueTimer Timer

// Run starts the timer's turn.
func (t *dueTimer) Run() { t.loop.Run((*timerTurn)(t)) }

// timerTurn is a timer as a task of the loop.
type timerTurn Timer

// Run is the turn.
func (t *timerTurn) Run() { (*Timer)(t).fire() }

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
	s := &t.loop.timers
	s.remove(t)
	s.firing, s.rearmed = t, false
	t.task.Run()
	t.loop.drain() // its microtasks belong to the same poll
	s.firing = nil
	if !s.rearmed {
		s.activity++
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

// wait is an async function in an AwaitFor: its timer, and the promise's reaction.
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

// timeout is a wait as the task of its timer.
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
func (l *Loop) Touch() { l.timers.activity++ }

// Timers is how many are pending.
func (l *Loop) Timers() int { return len(l.timers.pending) }

// InTimer reports whether the turn that runs is a timer's.
func (l *Loop) InTimer() bool { return l.timers.firing != nil }

// Polling reports whether the program cannot do anything more by itself: no timer
// is pending, or only timers that set themselves again, without a sign of life
// ([Loop.Touch]) since. That holds for a program that waits for an answer of the
// platform, too; whether one is in flight only the platform knows.
func (l *Loop) Polling() bool {
	for _, t := range l.timers.pending {
		if !t.repeated || t.activity != l.timers.activity {
			return false
		}
	}
	return len(l.deferred) == 0
}
