package locust

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/wxload/wxload/scenario/live"
)

// next is what a worker does after its test.
type next uint8

const (
	goOn  next = iota // the test is not to end yet
	rest              // it waits for the next test
	lose              // it looks for a master
	leave             // it ends, as the master does
	abort             // it ends by itself
)

// test is a test that goes on.
type test struct {
	cancel   context.CancelFunc
	clients  chan int // the latest number; closed at the end of the load
	began    chan struct{}
	done     chan error
	stats    *stats
	spool    *spool
	delivery delivery

	users   usersData // that the master wants
	latest  float64   // timestamp of the message that said so
	full    bool      // it wanted more than there are
	running bool      // the load has begun
	over    bool      // and is reported
	then    next
	err     error     // of the run
	doubted time.Time // since when it is not known whether there is a master; zero where it is
}

// beginning is closed when the load begins; nil where that was told.
func (t *test) beginning() <-chan struct{} {
	if t == nil || t.running {
		return nil
	}
	return t.began
}

// ending delivers how the run ended; nil where that was told.
func (t *test) ending() <-chan error {
	if t == nil || t.over {
		return nil
	}
	return t.done
}

// set says how many clients are active, whatever was said before.
func (t *test) set(clients int) {
	select {
	case <-t.clients:
	default:
	}
	t.clients <- clients
}

// begin begins a test.
func (w *Worker) begin(ctx context.Context, run string) error {
	file, err := w.options.Spool()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	t := &test{delivery: delivery{run: run, over: run == ""}, cancel: cancel, clients: make(chan int, 1), began: make(chan struct{}), done: make(chan error, 1),
		stats: newStats(time.Now), spool: &spool{file: file}}
	w.test, w.reported = t, w.now
	part := Test{Shard: live.Shard{Index: w.index + 1, Run: run}, Clients: t.clients, Watch: t.stats.watcher(), Result: t.spool, Begun: func() { close(t.began) }}
	w.working.Go(func() { t.done <- w.options.Run(ctx, part) })
	return nil
}

// begun tells the master that the load has begun.
func (w *Worker) begun() {
	w.test.running = true
	if w.test.then == goOn {
		w.spawned()
	}
}

// finish ends the load of a test. What the worker does then is said last by who said more.
func (w *Worker) finish(then next) {
	t := w.test
	if t.then == goOn {
		t.users = usersData{Classes: zeros(t.users.Classes)}
		if then != abort { // which ends it otherwise
			close(t.clients)
		}
	}
	t.then = max(t.then, then)
}

// ended takes the end of a test's run.
func (w *Worker) ended(err error) {
	t := w.test
	t.over, t.err, t.delivery.moved = true, err, w.now
	t.cancel()
	if t.then == goOn { // it could not begin
		w.finish(abort)
	}
	if err != nil {
		w.send(typeException, exceptionData{Message: err.Error()})
	}
	if err := t.spool.finish(); err != nil {
		w.tell(fmt.Sprintf("the result is not whole: %v", err))
		w.giveUp()
	}
	w.report()
	w.deliver()
}

// conclude does what comes after a test, where all of it is over.
func (w *Worker) conclude() {
	t := w.test
	if t == nil || !t.over || !t.delivery.over {
		return
	}
	w.test, w.state = nil, stateReady
	t.spool.discard()
	switch t.then {
	case leave:
		w.end(t.err)
	case abort:
		w.send(typeQuit, nil)
		w.end(t.err)
		if t.err == nil {
			w.end(ErrInterrupted)
		}
	case rest:
		w.send(typeStopped, nil)
		w.introduce()
	case goOn, lose:
		w.introduce()
	}
}

// report tells the master what has happened. One that does not know the worker would add
// it to a test of its own.
func (w *Worker) report() {
	t := w.test
	if t == nil || w.link == nil || !t.doubted.IsZero() {
		return
	}
	w.reported = w.now
	users := t.users
	if !t.running {
		users = usersData{Classes: zeros(users.Classes)}
	}
	w.send(typeStats, t.stats.report(users))
}

func zeros(classes map[string]int) map[string]int {
	none := map[string]int{}
	for class := range classes {
		none[class] = 0
	}
	return none
}

func sorted(classes map[string]int) []string { return slices.Sorted(maps.Keys(classes)) }
