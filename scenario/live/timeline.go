package live

import (
	"context"
	"sync"
	"time"
)

// timeline fires the scenario's events. Control calls take their time, so each
// event has a goroutine; wait waits for them.
type timeline struct {
	ctx     context.Context // ends the calls early
	run     *run
	fired   []bool
	alarm   *time.Timer
	calls   sync.WaitGroup
	mu      sync.Mutex
	trouble []string
}

func newTimeline(ctx context.Context, r *run) *timeline {
	t := &timeline{ctx: ctx, run: r, fired: make([]bool, len(r.scenario.Events)), alarm: time.NewTimer(time.Hour)}
	t.set()
	return t
}

// next delivers when an event is due.
func (t *timeline) next() <-chan time.Time { return t.alarm.C }

// set sets the alarm for the first event that has not been fired.
func (t *timeline) set() {
	first := -1
	for i, e := range t.run.scenario.Events {
		if !t.fired[i] && (first < 0 || e.At < t.run.scenario.Events[first].At) {
			first = i
		}
	}
	if first < 0 {
		t.alarm.Stop()
		return
	}
	t.alarm.Reset(time.Until(t.run.begun.Add(t.run.scenario.Events[first].At)))
}

// fire fires what is due.
func (t *timeline) fire() {
	now := time.Since(t.run.begun)
	for i, e := range t.run.scenario.Events {
		if t.fired[i] || e.At > now {
			continue
		}
		t.fired[i] = true
		t.run.fired = append(t.run.fired, happened(&e, now))
		t.calls.Go(func() {
			if err := t.run.expire(t.ctx, i, e); err != nil {
				t.mu.Lock()
				t.trouble = append(t.trouble, "an event did not happen: "+err.Error())
				t.mu.Unlock()
			}
		})
	}
	t.set()
}

// wait waits for the calls and hands what went wrong to the report.
func (t *timeline) wait() {
	t.alarm.Stop()
	t.calls.Wait()
	t.run.trouble = append(t.run.trouble, t.trouble...)
}
