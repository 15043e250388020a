package loop_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
)

const ms = time.Millisecond

func TestTimersRunInTheOrderOfTimeAndCreation(t *testing.T) {
	l, c := newLoop(t)
	var j journal
	for _, x := range []struct {
		name string
		d    time.Duration
	}{{"c", 2 * ms}, {"a", -5 * ms}, {"d", 2 * ms}, {"b", 0}} {
		l.SetTimeout(x.d, func() { j.add(x.name) })
	}
	j.want(t) // none runs inside SetTimeout
	c.run()
	j.want(t, "a", "b", "c", "d")
}

func TestStoppedTimersDoNotRun(t *testing.T) {
	l, c := newLoop(t)
	var j journal
	var later *loop.Timer
	first := l.SetTimeout(ms, func() { j.add("first") })
	l.SetTimeout(2*ms, func() {
		j.add("second")
		later.Stop() // of the same time, already due
	})
	later = l.SetTimeout(2*ms, func() { j.add("later") })
	var self *loop.Timer
	self = l.SetTimeout(3*ms, func() {
		self.Stop() // in its own turn: nothing to stop
		j.add("self")
	})
	first.Stop()
	first.Stop()
	(*loop.Timer)(nil).Stop()
	c.run()
	self.Stop()
	j.want(t, "second", "self")
}

// lateClock is a host that has handed a timer's event over already when it is
// stopped.
type lateClock struct{ clock }

func (c *lateClock) After(d time.Duration, t loop.Task) loop.Stopper {
	c.clock.After(d, t)
	return &event{} // of no effect
}

func TestAStoppedTimerWhoseEventIsInTheInboxDoesNotRun(t *testing.T) {
	c := &lateClock{}
	l := loop.New(c, nil)
	defer l.Close()
	var j journal
	stopped := l.SetTimeout(ms, func() { j.add("stopped") })
	l.SetTimeout(2*ms, func() { j.add("other") })
	stopped.Stop()
	c.run()
	j.want(t, "other")
}

func TestATimerThatFiredWhileSuspendedCanStillBeStopped(t *testing.T) {
	l, c := newLoop(t)
	var j journal
	var second *loop.Timer
	l.SetTimeout(ms, func() {
		j.add("first")
		second.Stop()
	})
	second = l.SetTimeout(2*ms, func() { j.add("second") })
	l.Suspend()
	c.run()
	j.want(t)
	l.Resume()
	j.want(t, "first")
}

func TestResumeRunsTheMissedTurnsInOrder(t *testing.T) {
	l, _ := newLoop(t)
	var j journal
	l.Suspend()
	l.Turn(func() {
		j.add("a")
		l.Microtask(func() { j.add("a'") })
	})
	l.Turn(func() { j.add("b"); l.Suspend() })
	l.Turn(func() { j.add("c") })
	l.Resume()
	j.want(t, "a", "a'", "b") // suspended again
	l.Turn(func() { j.add("d") })
	l.Resume()
	j.want(t, "a", "a'", "b", "c", "d")
	l.Turn(func() { j.add("e") })
	j.want(t, "a", "a'", "b", "c", "d", "e")
}

func TestSleepParksTheAsyncFunctionOnly(t *testing.T) {
	l, c := newLoop(t)
	var j journal
	l.Turn(func() {
		l.Go(func() {
			j.add("before")
			l.Sleep(5 * ms)
			j.add("after")
		})
		j.add("turn")
	})
	j.want(t, "before", "turn")
	c.run()
	j.want(t, "before", "turn", "after")
	if got := l.Now().Sub(epoch); got != 5*ms {
		t.Errorf("slept %v", got)
	}
}

// poll sets itself again until done says so.
func poll(l *loop.Loop, done func() bool) {
	if !done() {
		l.SetTimeout(10*ms, func() { poll(l, done) })
	}
}

func never() bool { return false }

func TestPollingIsAProgramOfWhichOnlyTimersThatRepeatAreLeft(t *testing.T) {
	l, c := newLoop(t)
	if !l.Polling() {
		t.Error("an empty program has nothing left to do")
	}
	poll(l, never)
	if l.Polling() {
		t.Error("the first timer may do anything")
	}
	c.step()
	if !l.Polling() {
		t.Error("it set itself again, and did nothing else")
	}
	l.Touch()
	if l.Polling() {
		t.Error("the platform gave a sign of life")
	}
	c.step()
	c.step()
	if !l.Polling() {
		t.Error("no sign of life since")
	}
	l.SetTimeout(time.Minute, func() {})
	if l.Polling() {
		t.Error("another timer is pending that may do anything")
	}
}

func TestAPollThatEndsIsASignOfLife(t *testing.T) {
	l, c := newLoop(t)
	rounds := 0
	poll(l, never)
	poll(l, func() bool { rounds++; return rounds == 4 })
	for range 4 {
		c.step()
	}
	if !l.Polling() {
		t.Error("two polls that repeat are polling")
	}
	for rounds < 4 {
		c.step()
	}
	if l.Polling() {
		t.Error("what the ended poll has done may end the other")
	}
	c.step()
	c.step()
	if !l.Polling() {
		t.Error("the other went on regardless")
	}
}

func TestEverySignOfLifeCounts(t *testing.T) {
	l, c := newLoop(t)
	poll(l, never)
	c.step() // the poll repeats
	l.SetTimeout(0, func() {})
	c.step() // a timer ends without setting another
	l.Touch()
	if l.Polling() {
		t.Error("two signs of life are as good as none")
	}
}

func TestAnAsyncFunctionThatSleepsInALoopPolls(t *testing.T) {
	l, c := newLoop(t)
	l.Turn(func() {
		l.Go(func() {
			for {
				l.Sleep(ms)
			}
		})
	})
	if l.Polling() {
		t.Error("the first sleep may end in anything")
	}
	c.step()
	if !l.Polling() {
		t.Error("it only sleeps")
	}
}

func TestMissedTurnsAreNoPolling(t *testing.T) {
	l, _ := newLoop(t)
	l.Suspend()
	l.Turn(func() {})
	if l.Polling() {
		t.Error("a turn waits for the app's return")
	}
	l.Resume()
	if !l.Polling() {
		t.Error("nothing is left")
	}
}
