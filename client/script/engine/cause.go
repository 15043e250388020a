package engine

// Cause is what the code that runs now was called for: the page's call that led
// to it, as far as promises, timers and the platform's callbacks can tell. It is
// kept by what is called back later, and restored there. nil is none.
func (e *Engine) Cause() any { return e.cause }

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
func (t *tracker) Grab() any { return t.cause }

// Resumed is called before a reaction runs.
func (t *tracker) Resumed(cause any) {
	t.cause = cause
	if t.microtasks++; t.microtasks == t.limits.Microtasks {
		t.rt.Interrupt(tooMany(t.limits.Microtasks, "microtasks in one turn"))
	}
}

// Exited is called after it.
func (t *tracker) Exited() { t.cause = nil }
