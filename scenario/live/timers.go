package live

import (
	"container/heap"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// timer is something that a worker does at a time.
type timer struct {
	at    time.Time
	seq   uint64 // timers of one moment run in the order in which they were set
	user  *user  // whose timer it is; nil for the worker's own
	task  loop.Task
	set   *timers
	index int // in the heap; -1 when it is not there
}

// timers is a heap of them. It implements heap.Interface.
type timers struct {
	heap []*timer
	seq  uint64
}

func (t *timers) Len() int { return len(t.heap) }

func (t *timers) Less(i, j int) bool {
	a, b := t.heap[i], t.heap[j]
	if !a.at.Equal(b.at) {
		return a.at.Before(b.at)
	}
	return a.seq < b.seq
}

func (t *timers) Swap(i, j int) {
	t.heap[i], t.heap[j] = t.heap[j], t.heap[i]
	t.heap[i].index, t.heap[j].index = i, j
}

func (t *timers) Push(x any) {
	added := x.(*timer)
	added.index = len(t.heap)
	t.heap = append(t.heap, added)
}

func (t *timers) Pop() any {
	last := len(t.heap) - 1
	out := t.heap[last]
	t.heap[last] = nil
	t.heap = t.heap[:last]
	out.index = -1
	return out
}

// add runs a task at a time.
func (t *timers) add(at time.Time, u *user, task loop.Task) *timer {
	t.seq++
	added := &timer{at: at, seq: t.seq, user: u, task: task, set: t}
	heap.Push(t, added)
	return added
}

// Stop takes the timer back.
func (t *timer) Stop() {
	if t.index >= 0 {
		heap.Remove(t.set, t.index)
	}
}

// due takes out the first timer whose time has come; nil if there is none.
func (t *timers) due(now time.Time) *timer {
	if len(t.heap) == 0 || t.heap[0].at.After(now) {
		return nil
	}
	return heap.Pop(t).(*timer)
}

// next is when the first timer is due, and whether there is one.
func (t *timers) next() (time.Time, bool) {
	if len(t.heap) == 0 {
		return time.Time{}, false
	}
	return t.heap[0].at, true
}
