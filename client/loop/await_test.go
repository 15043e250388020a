package loop_test

import (
	"errors"
	"testing"

	"github.com/wxload/wxload/client/loop"
)

var errLate = errors.New("late")

func TestAWaitWithALimitEndsWithThePromiseOrTheTime(t *testing.T) {
	reason := errors.New("refused")
	for _, x := range []struct {
		name   string
		settle func(*loop.Promise[int])
		value  int
		err    error
		at     int // milliseconds
	}{
		{"fulfilled", func(p *loop.Promise[int]) { p.Resolve(7) }, 7, nil, 4},
		{"rejected", func(p *loop.Promise[int]) { p.Reject(reason) }, 0, reason, 4},
		{"neither", func(*loop.Promise[int]) {}, 0, errLate, 5},
	} {
		t.Run(x.name, func(t *testing.T) {
			l, c := newLoop(t)
			l.SetTimeout(20*ms, func() {}) // what comes later does not matter
			l.Turn(func() {
				p := loop.NewPromise[int](l)
				l.SetTimeout(4*ms, func() { x.settle(p) })
				l.Go(func() {
					value, err := p.AwaitFor(5*ms, errLate)
					if at := int(l.Now().Sub(epoch) / ms); value != x.value || !errors.Is(err, x.err) || at != x.at {
						t.Errorf("got %d, %v after %d ms, want %d, %v after %d ms", value, err, at, x.value, x.err, x.at)
					}
				})
			})
			c.run()
		})
	}
}

func TestAWaitThatWasInTimeLeavesNoTimer(t *testing.T) {
	l, c := newLoop(t)
	p := loop.NewPromise[int](l)
	goneOn := 0
	l.Turn(func() {
		l.Go(func() {
			p.AwaitFor(5*ms, errLate)
			goneOn++
		})
	})
	l.Turn(func() { p.Resolve(1) })
	if !l.Polling() {
		t.Error("a timer is pending")
	}
	c.run()
	if goneOn != 1 {
		t.Errorf("the function went on %d times", goneOn)
	}
}

func TestALateWaitIsNotResumedByItsPromise(t *testing.T) {
	l, c := newLoop(t)
	p := loop.NewPromise[int](l)
	var j journal
	l.Turn(func() {
		l.Go(func() {
			_, err := p.AwaitFor(5*ms, errLate)
			j.add(err.Error())
			l.Sleep(10 * ms)
			j.add("slept")
		})
	})
	c.pass(6 * ms)
	l.Turn(func() { p.Resolve(1) })
	j.want(t, "late")
	c.run()
	j.want(t, "late", "slept")
}

func TestOnSettledHearsOfBothEnds(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	l.Unhandled = func(error) { j.add("unhandled") }
	l.Turn(func() {
		loop.Resolved(l, 7).OnSettled(func(v int, err error) {
			if v == 7 && err == nil {
				j.add("fulfilled")
			}
		})
		loop.Rejected[int](l, errLate).OnSettled(func(_ int, err error) { j.add(err.Error()) })
		j.add("turn")
	})
	j.want(t, "turn", "fulfilled", "late")
}
