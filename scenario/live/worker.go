package live

import (
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// worker runs some of the clients on one goroutine.
type worker struct {
	run    *run
	number int

	inbox  chan message
	timers timers
	now    time.Time // at the start of what runs
	alarm  *time.Timer
	ending bool // no new work is started

	users    []*user
	started  int64 // of them
	finished int64 // of these, with nothing left open
	crowd    crowd // of an open load
	pool     loop.Pool
	tally    *client.Tally
	meter    *meter
	lag      lag
	hands    hands
	stopped  bool // no message is wanted any more but those of busy hands
}

// message is something that comes back from a goroutine of its own, or a
// question to the worker.
type message struct {
	user *user // whose; nil for questions
	hand hand  // that brings it
	at   time.Time
	ask  func()

	answered func(*wx.Response, error) // a request's callback
	resp     *wx.Response
	err      error

	gotCode func(string, error) // wx.login's
	code    string

	checked func(error) // wx.checkSession's
}

// inboxSize is how many messages may wait for a worker before those who bring
// them do.
const inboxSize = 1024

func newWorker(r *run, number int) *worker {
	w := &worker{run: r, number: number, inbox: make(chan message, inboxSize), tally: client.NewTally(), meter: newMeter(r.names)}
	w.now = time.Now()
	return w
}

// loop runs until the worker is told to stop and nothing is under way any more.
func (w *worker) loop() {
	w.alarm = time.NewTimer(time.Hour)
	defer w.alarm.Stop()
	for !w.stopped || w.hands.busy > 0 {
		w.runTimers()
		w.setAlarm()
		select {
		case m := <-w.inbox:
			w.now = time.Now()
			w.handle(m)
			w.drainInbox()
		case <-w.alarm.C:
		}
	}
	w.hands.close()
	w.pool.Close()
}

// drainInbox handles what has come in already, without asking the clock again
// for each.
func (w *worker) drainInbox() {
	for range inboxSize {
		select {
		case m := <-w.inbox:
			w.handle(m)
		default:
			return
		}
	}
}

func (w *worker) handle(m message) {
	if m.ask != nil {
		m.ask()
		return
	}
	w.hands.back(m.hand)
	w.lag.add(w.now.Sub(m.at))
	switch {
	case m.answered != nil:
		m.answered(m.resp, m.err)
	case m.gotCode != nil:
		m.gotCode(m.code, m.err)
	case m.checked != nil:
		m.checked(m.err)
	}
	m.user.proceed()
}

// runTimers runs what is due.
func (w *worker) runTimers() {
	for {
		w.now = time.Now()
		t := w.timers.due(w.now)
		if t == nil {
			return
		}
		w.lag.add(w.now.Sub(t.at))
		t.f()
		if t.user != nil {
			t.user.proceed()
		}
	}
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
	max         time.Duration
}

// lateAfter is when the generator's own delay falsifies latencies.
const lateAfter = 20 * time.Millisecond

func (l *lag) add(d time.Duration) {
	l.count++
	if d > lateAfter {
		l.late++
	}
	l.max = max(l.max, d)
}
