package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/scenario/live/record"
)

// worker runs some of the clients on one goroutine.
type worker struct {
	run    *run
	number int

	inbox  chan message
	timers timers
	clock  func() time.Time
	now    time.Time // at the start of what runs
	alarm  *time.Timer
	ending bool // no new work is started

	users     []*user
	started   int64 // users that have begun
	finished  int64 // users that have ended with nothing left open
	unmade    int64 // requests that lacked a value
	crowd     crowd // of an open load
	away      []*user
	highest   int // number of a client that may be active, of a run that is steered
	pool      loop.Pool
	tally     *client.Tally
	meter     *meter
	recording recording
	answers   record.Answers // of the target, where the run asks for them
	lag       lag
	hands     hands
	network   network
	slowest   slowest
	stopped   bool // no message is wanted any more but those of busy hands
}

// message is a job that a hand has done, or a question to the worker.
type message struct {
	job  job
	hand hand      // that brings it
	at   time.Time // when it was done
	ask  func()
}

// inboxSize is how many messages may wait for a worker. Whoever brings one more
// waits with it.
const inboxSize = 1024

// maxTimers is how many timers run before the inbox has its turn: clients that
// ask for more than the machine can do must not keep the end of the run waiting
// there.
const maxTimers = 256

func newWorker(r *run, number int) *worker {
	w := &worker{run: r, number: number, inbox: make(chan message, inboxSize), clock: time.Now,
		tally: client.NewTally(), meter: newMeter(r.names, r.wrapper.Pages != nil), network: newNetwork(), slowest: slowest{}}
	w.now = w.clock()
	return w
}

// loop runs until the worker is told to stop and nothing is under way any more.
func (w *worker) loop() {
	w.alarm = time.NewTimer(time.Hour)
	defer w.alarm.Stop()
	for !w.stopped || w.hands.busy > 0 {
		handled, ran := w.drainInbox(), w.runTimers()
		if handled || ran {
			continue
		}
		w.setAlarm()
		select {
		case m := <-w.inbox:
			w.handle(m)
		case <-w.alarm.C:
		}
	}
	w.hands.close()
	w.pool.Close()
}

// drainInbox handles what has come in already, and reports whether there was
// anything.
func (w *worker) drainInbox() bool {
	for n := range inboxSize {
		select {
		case m := <-w.inbox:
			w.handle(m)
		default:
			return n > 0
		}
	}
	return true
}

func (w *worker) handle(m message) {
	w.now = w.clock()
	if m.ask != nil {
		m.ask()
		return
	}
	w.hands.back(m.hand)
	w.lag.add(w.now.Sub(m.at))
	m.job.land().proceed()
}

// asked runs f on the worker's goroutine and waits for it.
func (w *worker) asked(f func(*worker)) {
	done := make(chan struct{})
	w.inbox <- message{ask: func() {
		f(w)
		close(done)
	}}
	<-done
}

// runTimers runs what is due, and reports whether there was anything.
func (w *worker) runTimers() bool {
	for n := range maxTimers {
		w.now = w.clock()
		t := w.timers.due(w.now)
		if t == nil {
			return n > 0
		}
		w.lag.add(w.now.Sub(t.at))
		t.task.Run()
		if t.user != nil {
			t.user.proceed()
		}
	}
	return true
}

func (w *worker) setAlarm() {
	wait := time.Hour
	if at, any := w.timers.next(); any {
		wait = max(time.Until(at), 0)
	}
	w.alarm.Reset(wait)
}

// lag tells how late the generator itself is: the time between when something
// was due and when a worker came to it.
type lag struct {
	count, late int64
	total, max  time.Duration
}

// lateAfter is when the generator's own delay falsifies latencies.
const lateAfter = 20 * time.Millisecond

func (l *lag) add(d time.Duration) {
	l.count++
	if d > lateAfter {
		l.late++
	}
	l.total += d
	l.max = max(l.max, d)
}
