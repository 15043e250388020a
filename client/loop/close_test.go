package loop_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/wxload/wxload/client/loop"
)

// coroutines is the number of coroutines that exist, idle ones included. Other
// goroutines come and go with the tests before.
func coroutines() int {
	stacks := make([]byte, 512<<10)
	stacks = stacks[:runtime.Stack(stacks, true)]
	return bytes.Count(stacks, []byte("loop.newCoroutine.func1("))
}

// parked starts n async functions that wait for what never comes.
func parked(l *loop.Loop, n int, ended func()) {
	l.Turn(func() {
		for range n {
			l.Go(func() {
				defer ended()
				loop.NewPromise[int](l).Await()
				panic("it came")
			})
		}
	})
}

func TestCloseUnwindsAllThatWaits(t *testing.T) {
	before := coroutines()
	l := loop.New(&clock{}, nil)
	ended := 0
	parked(l, 100, func() { ended++ })
	l.Close()
	l.Close()
	if ended != 100 {
		t.Errorf("%d of 100 deferred functions ran", ended)
	}
	if !l.Closed() {
		t.Error("it is not closed")
	}
	if after := coroutines(); after != before {
		t.Errorf("%d goroutines are left", after-before)
	}
}

func TestCloseUnwindsAWrapperThatRecoversAndWaitsAgain(t *testing.T) {
	before := coroutines()
	l := loop.New(&clock{}, nil)
	tries := 0
	wait := func() {
		defer func() {
			recover()
			tries++
		}()
		loop.NewPromise[int](l).Await()
	}
	l.Turn(func() {
		l.Go(func() {
			for range 5 {
				wait()
			}
			l.Sleep(0)
			t.Error("it went on after all")
		})
	})
	l.Close()
	if tries != 5 {
		t.Errorf("%d tries", tries)
	}
	if after := coroutines(); after != before {
		t.Errorf("%d goroutines are left", after-before)
	}
}

func TestNothingRunsAfterClose(t *testing.T) {
	l, c := newLoop(t)
	bad := func() { t.Error("it ran") }
	pending := l.SetTimeout(ms, bad)
	gate := loop.NewPromise[int](l)
	l.Unhandled = func(error) { bad() }
	l.Turn(func() {
		loop.Then(gate, func(int) (int, error) { bad(); return 0, nil }, nil)
		l.Microtask(func() {
			l.Microtask(bad)
			l.Close() // in the middle of a turn
			l.Microtask(bad)
		})
		loop.Rejected[int](l, nil)
	})
	gate.Resolve(1)
	l.Turn(bad)
	l.Go(bad)
	l.SetTimeout(0, bad).Stop()
	pending.Stop()
	l.Suspend()
	l.Turn(bad)
	l.Resume()
	c.run()
}

func TestDeferredFunctionsMayUseTheClosedLoop(t *testing.T) {
	l, c := newLoop(t)
	parked(l, 3, func() {
		l.SetTimeout(0, func() { t.Error("a timer ran") })
		l.Go(func() { t.Error("an async function ran") })
		loop.Resolved(l, 1).Catch(nil)
		loop.Rejected[int](l, nil)
	})
	l.Close()
	c.run()
}

func TestLoopsShareAPool(t *testing.T) {
	before := coroutines()
	pool := &loop.Pool{}
	for range 3 {
		a, b := loop.New(&clock{}, pool), loop.New(&clock{}, pool)
		ended := 0
		parked(a, 40, func() { ended++ })
		parked(b, 40, func() { ended++ })
		a.Close()
		if ended != 40 {
			t.Fatalf("closing one loop ended %d of its 40", ended)
		}
		b.Close()
	}
	if kept := coroutines() - before; kept != 64 {
		t.Errorf("the pool keeps %d idle coroutines, want 64, however many ran", kept)
	}
	pool.Close()
	l := loop.New(&clock{}, pool) // still usable
	parked(l, 1, func() {})
	l.Close()
	pool.Close()
	if left := coroutines() - before; left != 0 {
		t.Errorf("%d goroutines are left", left)
	}
}

func TestAPoolReusesItsCoroutines(t *testing.T) {
	before := coroutines()
	pool := &loop.Pool{}
	defer pool.Close()
	l := loop.New(&clock{}, pool)
	defer l.Close()
	for range 1000 {
		l.Turn(func() { l.Go(func() {}) })
	}
	if kept := coroutines() - before; kept != 1 {
		t.Errorf("1000 functions, one after the other, took %d coroutines", kept)
	}
}
