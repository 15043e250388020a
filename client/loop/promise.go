package loop

import "errors"

// ErrUndefined is the reason of a rejection without one: JavaScript's reject().
var ErrUndefined = errors.New("undefined")

// ErrCycle is the reason of a promise that was resolved with itself.
var ErrCycle = errors.New("TypeError: chaining cycle detected for promise")

// Promise is a value that comes later, or the reason why it does not. Make it
// with [NewPromise], [Resolved], [Rejected], [Then] or [Async].
type Promise[T any] struct {
	loop     *Loop
	value    T
	reason   error
	state    state
	decided  bool // resolve or reject was called: later calls do nothing
	handled  bool // somebody will see a rejection
	reaction Task // the first of them; most promises have no other
	others   []Task
}

type state uint8

const (
	pending state = iota
	fulfilled
	failed
)

// NewPromise returns a pending promise.
func NewPromise[T any](l *Loop) *Promise[T] { return &Promise[T]{loop: l} }

// Resolved returns a promise fulfilled with v (Promise.resolve).
func Resolved[T any](l *Loop, v T) *Promise[T] {
	return &Promise[T]{loop: l, value: v, state: fulfilled, decided: true}
}

// Rejected returns a rejected promise (Promise.reject).
func Rejected[T any](l *Loop, reason error) *Promise[T] {
	p := NewPromise[T](l)
	p.Reject(reason)
	return p
}

// Resolve fulfils p with v, if nothing decided p before.
func (p *Promise[T]) Resolve(v T) {
	if !p.decided {
		p.decided = true
		p.fulfil(v)
	}
}

// Reject rejects p, if nothing decided p before. A nil reason is ErrUndefined.
func (p *Promise[T]) Reject(reason error) {
	if !p.decided {
		p.decided = true
		p.fail(reason)
	}
}

// Settle resolves p with v, or rejects it where reason is not nil.
func (p *Promise[T]) Settle(v T, reason error) {
	if reason != nil {
		p.Reject(reason)
	} else {
		p.Resolve(v)
	}
}

// Follow resolves p with the promise q, if nothing decided p before: p settles
// as q does, two microtasks later than q's own reactions. A promise that follows
// itself is rejected with ErrCycle.
// ECMAScript: NewPromiseResolveThenableJob.
func (p *Promise[T]) Follow(q *Promise[T]) {
	if p.decided {
		return
	}
	p.decided = true
	if p == q {
		p.fail(ErrCycle)
		return
	}
	p.loop.queue(&follow[T]{p: p, q: q})
}

// follow makes p settle as q does: first the microtask that asks q, then q's
// reaction.
type follow[T any] struct {
	p, q  *Promise[T]
	asked bool
}

// Run is either of them.
func (f *follow[T]) Run() {
	switch {
	case !f.asked:
		f.asked = true
		f.q.react(f)
	case f.q.state == failed:
		f.p.fail(f.q.reason)
	default:
		f.p.fulfil(f.q.value)
	}
}

// Await parks the async function that calls it until p has settled, for one
// microtask at least, and returns p's value or its reason. It panics outside of
// an async function. Once the loop is closed it does not return: it unwinds the
// function by a panic that must not be kept back.
func (p *Promise[T]) Await() (T, error) {
	l := p.loop
	l.mayAwait()
	p.react(l.current)
	l.park()
	return p.value, p.reason
}

func (l *Loop) mayAwait() {
	if l.closed {
		panic(unwind{})
	}
	if l.current == nil {
		panic("loop: Await outside of an async function")
	}
}

// Settled reports whether p has a value or a reason.
func (p *Promise[T]) Settled() bool { return p.state != pending }

func (p *Promise[T]) fulfil(v T) {
	p.value, p.state = v, fulfilled
	p.release()
}

func (p *Promise[T]) fail(reason error) {
	if reason == nil {
		reason = ErrUndefined
	}
	p.reason, p.state = reason, failed
	if !p.handled && !p.loop.closed {
		p.loop.rejected = append(p.loop.rejected, rejection{&p.handled, reason})
	}
	p.release()
}

func (p *Promise[T]) release() {
	if p.reaction != nil {
		p.loop.queue(p.reaction)
	}
	for _, t := range p.others {
		p.loop.queue(t)
	}
	p.reaction, p.others = nil, nil
}

// react queues t as a microtask once p has settled.
func (p *Promise[T]) react(t Task) {
	p.handled = true
	switch {
	case p.state != pending:
		p.loop.queue(t)
	case p.reaction == nil:
		p.reaction = t
	default:
		p.others = append(p.others, t)
	}
}

// rejection remembers a promise that was rejected while nobody listened.
type rejection struct {
	handled *bool
	reason  error
}

func (l *Loop) reportUnhandled() {
	for len(l.rejected) > 0 && !l.closed {
		late := l.rejected
		l.rejected = nil
		for _, r := range late {
			if !*r.handled && l.Unhandled != nil {
				l.Unhandled(r.reason)
			}
		}
		l.drain() // what the listener queued
	}
}
