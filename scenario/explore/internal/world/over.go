package world

import (
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// over reports whether nothing can happen any more but faults: every call is
// answered, every deed is done, and no timer is left or the client only polls. A
// client that waits for a call that never calls back is given time to notice.
func (w *World) over() bool {
	if len(w.calls) > 0 || w.arrivalsOpen {
		return false
	}
	for i, thread := range w.situation.Threads {
		if w.next[i] < len(thread) {
			return false
		}
	}
	return len(w.timers) == 0 || w.stuck()
}

// stuck reports whether the client can do nothing by itself any more: it has only
// timers that look and set themselves again. A call that never calls back does
// not count as one under way.
func (w *World) stuck() bool {
	return w.client.Stuck() || w.silent > 0 && !slices.ContainsFunc(w.timers, func(t *timer) bool { return t.looks <= enoughLooks })
}

// enoughLooks is after how many timers in a row, of which each only set the next,
// a client is taken to do nothing else.
const enoughLooks = 3

// elapsed bounds a run in virtual time. A hidden app is destroyed after half of it.
const elapsed = 2 * wx.DestroyAfter
