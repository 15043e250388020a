package world

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// Frozen reports whether the app's code took more than it may in a turn.
func (w *World) Frozen() bool { return w.client.Frozen() }

// over reports whether nothing can happen any more but faults: every call is
// answered, every deed is done or lacks an answer, and no timer is left or the client only polls. A
// client that waits for a call that never calls back is given time to notice. An app
// that has frozen is ended by WeChat, and so is the run.
func (w *World) over() bool {
	if w.Frozen() {
		return true
	}
	if len(w.calls) > 0 || w.arrivalsOpen {
		return false
	}
	for i, thread := range w.situation.Threads {
		if w.next[i] < len(thread) && w.answered(thread[w.next[i]]) {
			return false
		}
	}
	return len(w.timers) == 0 || w.stuck() && !w.waitOut()
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

// opaque reports whether the wrapper is a user's own, of which nobody knows what it
// keeps from turn to turn.
func (w *World) opaque() bool { return w.subject.Info.Source != "" }

// Own reports whether the wrapper is a user's own code.
func (w *World) Own() bool { return w.opaque() }

// Counted reports whether a timer did something after others that only looked, and
// although nothing had come since: the wrapper counts how often it looks, or takes
// several timers for one thing.
func (w *World) Counted() bool { return w.counted }

// Looked is how many timers were taken for ones that only look, so that nothing is known
// to have happened.
func (w *World) Looked() int { return w.looks }

// ReadsTime reports whether the wrapper has read the clock: how often it has looked may
// make a difference then.
func (w *World) ReadsTime() bool { return w.readsTime || w.client.ReadsTime() }

// waitOut lets an opaque client look until it does something else, and reports
// whether it did. No choice is made meanwhile: there is none.
func (w *World) waitOut() bool {
	if !w.opaque() || w.subject.Polls {
		return false
	}
	until := w.now + patience
	for n := 0; n < Looks && w.now < until; n++ {
		if !w.fireNext() {
			return true
		}
	}
	return false
}

// A poll that goes on so often, or for so long, is taken to go on for ever.
const (
	Looks    = 300
	patience = 2 * time.Minute
)

// elapsed bounds a run in virtual time. A hidden app is destroyed after half of it.
const elapsed = 2 * wx.DestroyAfter
