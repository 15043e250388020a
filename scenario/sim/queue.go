package sim

import "container/heap"

// event is something that happens at a virtual millisecond.
type event struct {
	at  int64
	seq uint64 // the order of insertion
	run func() // nil once it was stopped
}

// queue orders events by time and insertion.
type queue struct {
	events []*event
	seq    uint64
	now    int64
}

func (q *queue) Len() int { return len(q.events) }
func (q *queue) Less(i, j int) bool {
	a, b := q.events[i], q.events[j]
	return a.at < b.at || a.at == b.at && a.seq < b.seq
}
func (q *queue) Swap(i, j int) { q.events[i], q.events[j] = q.events[j], q.events[i] }
func (q *queue) Push(x any)    { q.events = append(q.events, x.(*event)) }
func (q *queue) Pop() any {
	last := len(q.events) - 1
	e := q.events[last]
	q.events[last] = nil
	q.events = q.events[:last]
	return e
}

// at inserts an event; stopping it leaves it in the queue, without effect.
func (q *queue) at(ms int64, run func()) *event {
	q.seq++
	e := &event{at: ms, seq: q.seq, run: run}
	heap.Push(q, e)
	return e
}

func (q *queue) after(ms int64, run func()) *event { return q.at(q.now+ms, run) }

// Stop takes the event back.
func (e *event) Stop() { e.run = nil }

// maxSteps is how many events a run has at most: a second or two of real time. A
// wrapper that looks every 200 ms comes to them after 111 hours.
const maxSteps = 2_000_000

// runUntil runs all events up to and including the horizon. It stops before, and
// says so, where there are more than a run may have, or enough says that it is.
func (q *queue) runUntil(horizon int64, enough func() bool) (stopped bool) {
	for steps := 0; len(q.events) > 0 && q.events[0].at <= horizon; steps++ {
		if steps == maxSteps || enough() {
			return true
		}
		e := heap.Pop(q).(*event)
		if e.run == nil {
			continue
		}
		q.now = e.at
		e.run()
	}
	q.now = horizon
	return false
}
