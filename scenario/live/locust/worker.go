package locust

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/wxload/wxload/scenario/live"
)

// Options are what a worker needs.
type Options struct {
	// Master is where the master listens, as HOST:PORT.
	Master string
	// Node names the worker, as no other one of the master's: its host, "_", and some text.
	Node string
	// Clients is how many it has at most.
	Clients int
	// Run runs a test, and returns when its load is over and reported. After an error the
	// worker ends. When ctx is cancelled, the test is to end early.
	Run func(ctx context.Context, t Test) error
	// Spool makes a file for a result. It is removed when the master has it.
	Spool func() (*os.File, error)
	// Tell is told what people should know. It is called on the goroutine of Work.
	Tell func(text string)
	// Processor is the processor time that the process has used; nil where nobody knows.
	Processor func() time.Duration
}

// Test is a test that the master wants.
type Test struct {
	// Shard is the worker's part of it.
	Shard live.Shard
	// Clients says how many of its clients are active: see [live.Options].
	Clients <-chan int
	// Watch is to be told what the test does.
	Watch live.Watcher
	// Result takes the result of it. It keeps its errors to itself.
	Result io.Writer
	// Begun is to be called when the load begins.
	Begun func()
}

// ErrInterrupted says that a test was ended by the worker's own process.
var ErrInterrupted = errors.New("interrupted")

// An UnavailableError says that there is no master, or none any more.
type UnavailableError struct {
	Addr string
	Err  error
}

// Error tells it with the address.
func (e *UnavailableError) Error() string {
	return fmt.Errorf("no Locust master at %s: %w", e.Addr, e.Err).Error()
}

// Unwrap is why.
func (e *UnavailableError) Unwrap() error { return e.Err }

// The states of a worker, as a master knows them.
const (
	stateReady    = "ready"
	stateSpawning = "spawning"
	stateRunning  = "running"
)

// pace is how often a worker does what it does, and how long it waits.
type pace struct {
	beat    time.Duration // between two heartbeats
	report  time.Duration // between two reports
	silence time.Duration // after which a master that should have answered is looked for anew
	doubt   time.Duration // in which it must be found, before the test ends
	alone   time.Duration // without a master, before the worker ends
}

func usualPace() pace {
	return pace{beat: time.Second, report: 3 * time.Second, silence: 15 * time.Second, doubt: 15 * time.Second, alone: time.Minute}
}

// Worker works for a Locust master. Make it with [New].
type Worker struct {
	options Options
	pace    pace
	now     time.Time // of what it does

	link     *link // nil while there is none
	linked   time.Time
	dialing  bool
	alone    time.Time // since when it has no master; zero where it has one
	refusal  error     // the last reason
	index    int       // from 0; -1 before the master has given it
	state    string
	reported time.Time
	vitals   vitals
	test     *test // nil where there is none

	incoming chan incoming
	dialed   chan dialed
	working  sync.WaitGroup // goroutines
	over     bool
	err      error // that it ends with
}

// incoming is what came over a link.
type incoming struct {
	from    *link
	message message
	err     error // the link's end
}

type dialed struct {
	link *link
	err  error
}

// New makes a worker. It does nothing before [Worker.Work].
func New(options Options) *Worker {
	return &Worker{options: options, pace: usualPace(), index: -1, state: stateReady,
		incoming: make(chan incoming), dialed: make(chan dialed)}
}

// Work does what the master says until it says quit; the error is nil then. When ctx is
// cancelled, a test that goes on ends early, its result is sent, and the error is
// [ErrInterrupted]; without a test the worker ends at once, without an error. Where there is
// no master within a minute, or none any more, the error is an [*UnavailableError].
func (w *Worker) Work(ctx context.Context) error {
	inner, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer func() {
		stop()
		w.unlink()
		w.working.Wait()
		if w.test != nil {
			w.test.spool.discard()
		}
	}()
	w.now = time.Now()
	w.alone, w.refusal = w.now, errors.New("it does not answer")
	w.dial(inner)
	beat := time.NewTicker(w.pace.beat)
	defer beat.Stop()
	told := ctx.Done()
	for !w.over {
		var do func()
		select {
		case <-told:
			told, do = nil, w.interrupt
		case d := <-w.dialed:
			do = func() { w.connected(inner, d) }
		case in := <-w.incoming:
			do = func() { w.receive(inner, in) }
		case <-w.test.beginning():
			do = w.begun
		case err := <-w.test.ending():
			do = func() { w.ended(err) }
		case <-beat.C:
			do = func() { w.tick(inner) }
		}
		w.now = time.Now()
		do()
		w.conclude()
	}
	return w.err
}

// tick is done once a second.
func (w *Worker) tick(ctx context.Context) {
	switch {
	case w.link == nil && !w.dialing:
		w.dial(ctx)
	case w.link != nil && w.test == nil && !w.alone.IsZero():
		w.introduce() // again: it was not answered
	}
	w.lookForMaster()
	w.send(typeHeartbeat, heartbeatData{State: w.state, CPU: w.vitals.busy(w.now, w.options.Processor), Memory: memory()})
	if w.now.Sub(w.reported) >= w.pace.report {
		w.report()
	}
	w.deliver()
}

// lookForMaster ends what makes no sense without a master.
func (w *Worker) lookForMaster() {
	t := w.test
	switch {
	case t == nil && !w.alone.IsZero() && w.now.Sub(w.alone) > w.pace.alone:
		w.end(&UnavailableError{w.options.Master, w.refusal})
	case t == nil && w.link != nil && !w.alone.IsZero() && w.now.Sub(w.linked) > w.pace.silence:
		w.lost(errors.New("it does not answer"))
	case t == nil:
	case (t.then < lose || !t.delivery.over) && !t.doubted.IsZero() && w.now.Sub(t.doubted) > w.pace.doubt:
		w.tell("the Locust master is lost, and the test ends")
		w.giveUp()
		w.finish(lose)
	case t.delivery.unanswered(w.now) > w.pace.silence:
		w.lost(errors.New("it does not answer"))
	case t.over && w.link != nil && w.now.Sub(t.delivery.moved) > w.pace.silence:
		w.giveUp() // it cannot keep it
	}
}

// end ends the worker.
func (w *Worker) end(err error) { w.over, w.err = true, err }

func (w *Worker) tell(text string) { w.options.Tell(text) }
