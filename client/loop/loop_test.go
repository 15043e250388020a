package loop_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/wxload/wxload/client/loop"
)

// panicOf is what f panics with; nil if it does not.
func panicOf(f func()) (reason any) {
	defer func() { reason = recover() }()
	f()
	return nil
}

func TestMicrotasksRunBeforeTheNextTurn(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	l.Turn(func() {
		l.Microtask(func() {
			j.add("m1")
			l.Microtask(func() { j.add("m3") })
		})
		l.Microtask(func() { j.add("m2") })
		j.add("turn 1")
	})
	l.Turn(func() { j.add("turn 2") })
	j.want(t, "turn 1", "m1", "m2", "m3", "turn 2")
}

func TestManyMicrotasksKeepTheirOrder(t *testing.T) {
	l, _ := newLoop(t)
	var got, want []int
	l.Turn(func() {
		for i := range 1000 {
			want = append(want, i)
			l.Microtask(func() {
				got = append(got, i)
				if i%3 == 0 { // the ring turns over while it grows
					l.Microtask(func() {})
				}
			})
		}
	})
	if !slices.Equal(got, want) {
		t.Error("the order is lost")
	}
}

func TestATurnInsideATurnPanics(t *testing.T) {
	l, _ := newLoop(t)
	if r := panicOf(func() { l.Turn(func() { l.Turn(func() {}) }) }); r == nil {
		t.Error("want a panic")
	}
	ran := false
	l.Turn(func() { ran = true })
	if !ran {
		t.Error("the loop is not usable afterwards")
	}
}

func TestAwaitOutsideOfAnAsyncFunctionPanics(t *testing.T) {
	l, _ := newLoop(t)
	p := loop.Resolved(l, 1)
	if r := panicOf(func() { l.Turn(func() { p.Await() }) }); r == nil {
		t.Error("in a turn: want a panic")
	}
	if r := panicOf(func() { l.Turn(func() { l.Go(func() { panic("mine") }) }) }); r != "mine" {
		t.Errorf("a panic of an async function must come through, got %v", r)
	}
	if r := panicOf(func() { l.Turn(func() { p.Await() }) }); r == nil {
		t.Error("after an async function panicked: want a panic")
	}
}

func TestNestedAsyncFunctionsGiveControlBackInOrder(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	gate := loop.NewPromise[string](l)
	l.Turn(func() {
		l.Go(func() {
			j.add("outer")
			l.Go(func() {
				j.add("inner")
				v, _ := gate.Await()
				j.add("inner " + v)
			})
			j.add("outer goes on")
			v, _ := gate.Await()
			j.add("outer " + v)
		})
		j.add("turn")
	})
	j.want(t, "outer", "inner", "outer goes on", "turn")
	l.Turn(func() {
		gate.Resolve("x")
		gate.Resolve("y")
		gate.Reject(errors.New("late"))
	})
	j.want(t, "outer", "inner", "outer goes on", "turn", "inner x", "outer x")
}

func TestAThenWithoutAHandlerPassesValuesAndReasonsOn(t *testing.T) {
	l, _ := newLoop(t)
	reason := errors.New("no")
	l.Turn(func() {
		passed := loop.Then[int, int](loop.Resolved(l, 7), nil, nil)
		chained := loop.Chain[int, int](passed, nil, nil)
		failed := loop.Chain[int, int](loop.Then[int, int](loop.Rejected[int](l, reason), nil, nil), nil, nil)
		empty := loop.Then[error, error](loop.Resolved[error](l, nil), nil, nil)
		l.Go(func() {
			if v, err := chained.Await(); v != 7 || err != nil {
				t.Errorf("got %v, %v", v, err)
			}
			if _, err := failed.Await(); !errors.Is(err, reason) {
				t.Errorf("got reason %v", err)
			}
			if v, err := empty.Await(); v != nil || err != nil {
				t.Errorf("got %v, %v", v, err)
			}
		})
	})
}

func TestUnhandledRejectionsAreReportedOnceAtTheEndOfTheirTurn(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	l.Unhandled = func(reason error) { j.add("unhandled " + reason.Error()) }
	var kept *loop.Promise[int]
	l.Turn(func() {
		loop.Rejected[int](l, nil)
		kept = loop.Rejected[int](l, errors.New("kept"))
		caught := loop.Rejected[int](l, errors.New("caught in time"))
		l.Microtask(func() { caught.Catch(func(error) (int, error) { return 0, nil }) })
		j.add("turn")
	})
	j.want(t, "turn", "unhandled undefined", "unhandled kept")
	l.Turn(func() { kept.Catch(func(error) (int, error) { return 0, nil }) })
	l.Turn(func() {})
	j.want(t, "turn", "unhandled undefined", "unhandled kept")
}

func TestWhatTheListenerOfUnhandledRejectionsDoesIsDrained(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	l.Unhandled = func(reason error) {
		j.add(reason.Error())
		if reason.Error() == "first" {
			l.Microtask(func() { loop.Rejected[int](l, errors.New("second")) })
		}
	}
	l.Turn(func() { loop.Rejected[int](l, errors.New("first")) })
	j.want(t, "first", "second")
}

func TestAPromiseSettlesOnce(t *testing.T) {
	l, _ := newLoop(t)
	followed := loop.NewPromise[int](l)
	p := loop.NewPromise[int](l)
	l.Turn(func() {
		p.Follow(followed)
		p.Resolve(1) // decided: it follows
		p.Reject(errors.New("no"))
		p.Follow(loop.Resolved(l, 2))
	})
	if p.Settled() {
		t.Fatal("it settled before what it follows")
	}
	l.Turn(func() { followed.Resolve(3) })
	got := ""
	l.Turn(func() {
		l.Go(func() {
			v, err := p.Await()
			got = fmt.Sprint(v, err)
		})
	})
	if got != "3 <nil>" {
		t.Errorf("got %s", got)
	}
}

func TestDrainRunsWhatWaits(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	l.Turn(func() {
		l.Microtask(func() {
			j.add("a")
			l.Microtask(func() { j.add("b") })
		})
		l.Drain()
		j.add("turn")
		p := loop.NewPromise[string](l)
		p.OnSettled(func(s string, _ error) { j.add(s) })
		p.Resolve("settled")
		l.Drain()
		j.add("end")
	})
	j.want(t, "a", "b", "turn", "settled", "end")
	defer func() {
		if recover() == nil {
			t.Error("outside of a turn it does not complain")
		}
	}()
	l.Drain()
}
