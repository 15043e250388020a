package engine

import "github.com/dop251/goja"

// Cause is what the code that runs now was called for: the page's call that led
// to it, as far as promises, timers and the platform's callbacks can tell. It is
// kept by what is called back later, and restored there. nil is none.
func (e *Engine) Cause() any {
	if t, is := e.cause.(*trail); is {
		return t.cause
	}
	return e.cause
}

// Kept is the cause as it is kept for [Engine.For] where something will be called
// back.
func (e *Engine) Kept() any {
	if !e.cfg.Trails {
		return e.cause
	}
	before, _ := e.cause.(*trail)
	t := &trail{cause: e.Cause(), before: before, length: 1}
	if before != nil {
		if t.length += before.length; t.length > longestTrail {
			t.before, t.length = nil, 1
		}
	}
	if e.inside {
		t.stack = e.rt.CaptureCallStack(deepestFrame, nil)
	}
	return t
}

// longestTrail bounds how far back a trail goes.
const longestTrail = 24

// trail is a cause with the functions that were under way where it was kept.
type trail struct {
	cause  any
	stack  []goja.StackFrame
	before *trail
	length int
}

// Trail is [Engine.Frames] and behind them, where the engine keeps [Config.Trails],
// the functions that were under way where what runs now was asked for, and so on.
func (e *Engine) Trail() []Frame {
	frames := e.Frames()
	t, _ := e.cause.(*trail)
	for ; t != nil; t = t.before {
		frames = append(frames, e.framesOf(t.stack)...)
	}
	return frames
}

// For runs f with a cause, and what f leads to.
func (e *Engine) For(cause any, f func()) {
	before := e.cause
	e.cause = cause
	f()
	e.cause = before
}

// tracker is an engine as its promises see it.
type tracker Engine

// Grab is called where a reaction is attached to a promise.
func (t *tracker) Grab() any { return (*Engine)(t).Kept() }

// Resumed is called before a reaction runs.
func (t *tracker) Resumed(cause any) {
	t.cause = cause
	if t.microtasks++; t.microtasks == t.limits.Microtasks {
		t.rt.Interrupt(tooMany(t.limits.Microtasks, "microtasks in one turn"))
	}
}

// Exited is called after it.
func (t *tracker) Exited() { t.cause = nil }
