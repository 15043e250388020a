package loop

import "time"

// Clock gives a loop the time and timers. A timer's task is run between turns,
// never from inside the call of After.
type Clock interface {
	Now() time.Time
	After(d time.Duration, t Task) Stopper
}

// Loop runs the turns and microtasks of one mini program. Make it with [New].
type Loop struct {
	clock Clock
	pool  *Pool
	// Unhandled, if set, is told of every rejection that still has no handler when
	// its turn ends, as Node's unhandledRejection event is.
	Unhandled func(reason error)

	micro    queue
	current  *coroutine   // the async function that runs now; nil in plain turn code
	parked   []*coroutine // async functions that wait in an Await
	rejected []rejection  // promises that were rejected without a handler in this turn
	deferred []Task       // turns that came while suspended, in order

	timers    timerSet
	suspended bool
	inTurn    bool
	closed    bool
}

// New returns a loop on a clock. The pool lends it coroutines; loops that run
// on the same goroutine may share one. A nil pool gives the loop its own, which
// Close releases.
func New(clock Clock, pool *Pool) *Loop {
	return &Loop{clock: clock, pool: pool}
}

// Now is the clock's time.
func (l *Loop) Now() time.Time { return l.clock.Now() }

// Turn runs f as one macrotask and then drains the microtasks. While the loop is
// suspended it keeps f for [Loop.Resume]; after Close it does nothing. A turn
// must not be started from inside another.
func (l *Loop) Turn(f func()) { l.Run(Func(f)) }

// Run is Turn for a task.
func (l *Loop) Run(t Task) {
	switch {
	case l.closed:
	case l.suspended:
		l.deferred = append(l.deferred, t)
	case l.inTurn:
		panic("loop: a turn was started inside a turn")
	default:
		l.turn(t)
	}
}

func (l *Loop) turn(t Task) {
	l.inTurn = true
	defer func() { l.inTurn, l.current = false, nil }() // also where f panics
	t.Run()
	l.drain()
	l.reportUnhandled()
}

func (l *Loop) drain() {
	for !l.closed {
		t := l.micro.pop()
		if t == nil {
			return
		}
		t.Run()
	}
}

// Drain runs the microtasks that wait now, inside a turn. It is for an engine that
// has a queue of microtasks of its own and tells, inside one of them, what ended
// there: what waits for that on the loop must not come after the rest of them.
func (l *Loop) Drain() {
	if !l.inTurn {
		panic("loop: Drain outside of a turn")
	}
	l.drain()
}

// Microtask queues f behind the microtasks that wait already (queueMicrotask).
func (l *Loop) Microtask(f func()) { l.queue(Func(f)) }

func (l *Loop) queue(t Task) {
	if !l.closed {
		l.micro.push(t)
	}
}

// Suspend holds back all turns: the app went to the background and its
// JavaScript stands still.
func (l *Loop) Suspend() { l.suspended = true }

// Resume runs the turns that came while the loop was suspended, in order, and
// ends the suspension.
func (l *Loop) Resume() {
	l.suspended = false
	for len(l.deferred) > 0 && !l.closed && !l.suspended {
		t := l.deferred[0]
		l.deferred = l.deferred[1:]
		l.turn(t)
	}
}

// Close gives the mini program up: no turn, microtask or timer runs any more,
// and every async function that waits in an Await is unwound, its deferred
// functions included. When Close returns no coroutine is left. It may be called
// inside a turn, but not from an async function.
func (l *Loop) Close() {
	if l.closed {
		return
	}
	l.closed = true
	l.timers.stopAll()
	l.deferred, l.rejected, l.micro = nil, nil, queue{}
	for len(l.parked) > 0 {
		l.switchTo(l.parked[len(l.parked)-1])
	}
	if l.pool != nil && l.pool.owned {
		l.pool.Close()
	}
}

// Closed reports whether Close was called.
func (l *Loop) Closed() bool { return l.closed }
