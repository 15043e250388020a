package loop_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// clock is a world of timers only. Its events run in the order of time and then
// of creation.
type clock struct {
	now    time.Duration
	seq    int
	events []*event
}

type event struct {
	at  time.Duration
	seq int
	run func() // nil once it was stopped
}

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

func (c *clock) Now() time.Time { return epoch.Add(c.now) }

func (c *clock) After(d time.Duration, t loop.Task) loop.Stopper {
	c.seq++
	e := &event{at: c.now + d, seq: c.seq, run: t.Run}
	i := len(c.events)
	for i > 0 && c.events[i-1].at > e.at {
		i--
	}
	c.events = slices.Insert(c.events, i, e)
	return e
}

func (e *event) Stop() { e.run = nil }

// step runs the next event, and reports whether there was one.
func (c *clock) step() bool {
	for len(c.events) > 0 {
		e := c.events[0]
		c.events = c.events[1:]
		if e.run != nil {
			c.now = e.at
			e.run()
			return true
		}
	}
	return false
}

func (c *clock) run() {
	for c.step() {
	}
}

// pass runs the events of the next d.
func (c *clock) pass(d time.Duration) {
	until := c.now + d
	for len(c.events) > 0 && c.events[0].at <= until {
		e := c.events[0]
		c.events = c.events[1:]
		if e.run != nil {
			c.now = e.at
			e.run()
		}
	}
	c.now = until
}

// newLoop returns a loop on a clock of its own, and closes it with the test.
func newLoop(t testing.TB) (*loop.Loop, *clock) {
	c := &clock{}
	l := loop.New(c, nil)
	t.Cleanup(l.Close)
	return l, c
}

// journal collects what happened, in order.
type journal []string

func (j *journal) add(line string) { *j = append(*j, line) }

func (j *journal) want(t *testing.T, lines ...string) {
	t.Helper()
	if !slices.Equal(*j, lines) {
		t.Errorf("got  %q\nwant %q", []string(*j), lines)
	}
}
