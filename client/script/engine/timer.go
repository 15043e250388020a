package engine

import (
	"slices"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
)

// timers are those that a script has set and that are pending.
type timers struct {
	pending []*timer
	last    int64 // the number of the newest
	depth   int   // of the timer whose turn runs
}

// timer is a setTimeout or a setInterval.
type timer struct {
	e        *Engine
	id       int64
	f        goja.Value
	args     []goja.Value
	cause    any
	interval time.Duration // zero for a timeout
	depth    int           // how many timers set each other, without a pause, to this one
	clock    *loop.Timer
}

// HTML: timers that set each other more than five times wait for 4 ms at least.
// Without that, a program that polls without a pause would stop the virtual time.
const (
	deepTimers = 5
	deepDelay  = 4 * time.Millisecond
	longest    = time.Duration(1<<31-1) * time.Millisecond
)

// SetTimeout is the function setTimeout.
func (e *Engine) SetTimeout(c goja.FunctionCall) goja.Value { return e.setTimer(c, false) }

// SetInterval is the function setInterval.
func (e *Engine) SetInterval(c goja.FunctionCall) goja.Value { return e.setTimer(c, true) }

// ClearTimer is the functions clearTimeout and clearInterval.
func (e *Engine) ClearTimer(c goja.FunctionCall) goja.Value {
	id := c.Argument(0)
	if n, is := id.Export().(int64); is {
		if i := slices.IndexFunc(e.timers.pending, func(t *timer) bool { return t.id == n }); i >= 0 {
			e.timers.pending[i].clock.Stop()
			e.timers.pending = slices.Delete(e.timers.pending, i, i+1)
		}
	}
	return goja.Undefined()
}

func (e *Engine) setTimer(c goja.FunctionCall, repeat bool) goja.Value {
	if _, is := goja.AssertFunction(c.Argument(0)); !is {
		return e.rt.ToValue(0) // a device ignores it, too
	}
	if len(e.timers.pending) >= e.limits.Timers {
		e.rt.Interrupt(tooMany(e.limits.Timers, "timers pending"))
		return goja.Undefined()
	}
	ms := c.Argument(1).ToFloat()
	if !(ms >= 0) { // nor a NaN
		ms = 0
	}
	d := min(time.Duration(min(ms, float64(longest)))*time.Millisecond, longest)
	e.timers.last++
	t := &timer{e: e, id: e.timers.last, f: c.Argument(0), cause: e.Kept(), depth: e.timers.depth + 1}
	if len(c.Arguments) > 2 {
		t.args = slices.Clone(c.Arguments[2:])
	}
	if repeat {
		t.interval = max(d, deepDelay)
		d = t.interval
	}
	if t.depth > deepTimers {
		d = max(d, deepDelay)
	}
	e.timers.pending = append(e.timers.pending, t)
	t.set(d)
	return e.rt.ToValue(t.id)
}

func (t *timer) set(d time.Duration) { t.clock = t.e.loop.SetTimeout(d, t.fire) }

// fire is the timer's turn.
func (t *timer) fire() {
	e := t.e
	if t.interval > 0 {
		t.set(t.interval)
	} else if i := slices.Index(e.timers.pending, t); i >= 0 {
		e.timers.pending = slices.Delete(e.timers.pending, i, i+1)
	}
	e.timers.depth = t.depth
	this := e.rt.GlobalObject() // as of a browser's timers: strict code may look at it
	e.Enter(func() { e.For(t.cause, func() { e.Call(t.f, this, t.args...) }) })
	e.timers.depth = 0
}

// QueueMicrotask is the function queueMicrotask.
func (e *Engine) QueueMicrotask(c goja.FunctionCall) goja.Value {
	f := c.Argument(0)
	if _, is := goja.AssertFunction(f); !is {
		panic(e.rt.NewTypeError("queueMicrotask: the argument is not a function"))
	}
	e.After(e.resolved(), func(goja.Value) { e.Call(f, nil) }, nil)
	return goja.Undefined()
}

// Later runs f in a turn of its own, d from now, with the cause of now.
func (e *Engine) Later(d time.Duration, f func()) {
	cause := e.Kept()
	e.loop.SetTimeout(d, func() { e.Enter(func() { e.For(cause, f) }) })
}
