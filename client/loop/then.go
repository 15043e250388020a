package loop

// Then is p.then(ok, fail): the promise of what the handler returns, or of its
// error. A nil handler passes p's value or reason on, as JavaScript does; ok may
// be nil only where T and U are the same type.
func Then[T, U any](p *Promise[T], ok func(T) (U, error), fail func(error) (U, error)) *Promise[U] {
	t := &then[T, U]{out: Promise[U]{loop: p.loop}, p: p, ok: ok, fail: fail}
	p.react(t)
	return &t.out
}

// then is the reaction of a Then, with the promise that it settles.
type then[T, U any] struct {
	out  Promise[U]
	p    *Promise[T]
	ok   func(T) (U, error)
	fail func(error) (U, error)
}

// Run calls the handler.
func (t *then[T, U]) Run() {
	p := t.p
	if p.state == failed {
		if t.fail != nil {
			t.out.Settle(t.fail(p.reason))
		} else {
			t.out.Reject(p.reason)
		}
		return
	}
	if t.ok != nil {
		t.out.Settle(t.ok(p.value))
	} else {
		pass(p, &t.out)
	}
}

// pass resolves q with p's value, which is of the same type.
func pass[T, U any](p *Promise[T], q *Promise[U]) {
	v, _ := any(p.value).(U) // a nil interface is no U, and its zero value is right
	q.Resolve(v)
}

// OnSettled calls f once p has settled, as a Then whose result nobody uses.
func (p *Promise[T]) OnSettled(f func(T, error)) { p.react(&listener[T]{p, f}) }

// listener is the reaction of an OnSettled.
type listener[T any] struct {
	p *Promise[T]
	f func(T, error)
}

// Run calls f.
func (l *listener[T]) Run() { l.f(l.p.value, l.p.reason) }

// Chain is Then with handlers that return a promise: the result follows it.
func Chain[T, U any](p *Promise[T], ok func(T) *Promise[U], fail func(error) *Promise[U]) *Promise[U] {
	out := NewPromise[U](p.loop)
	p.react(Func(func() {
		if p.state == failed {
			if fail != nil {
				out.Follow(fail(p.reason))
			} else {
				out.Reject(p.reason)
			}
			return
		}
		if ok != nil {
			out.Follow(ok(p.value))
		} else {
			pass(p, out)
		}
	}))
	return out
}

// Catch is p.catch(fail).
func (p *Promise[T]) Catch(fail func(error) (T, error)) *Promise[T] {
	return Then(p, nil, fail)
}

// Finally is p.finally(f): it settles as p does, after f, and three microtasks
// later than a Then would. ECMAScript: Promise.prototype.finally waits for what
// f returns, even if it is no promise.
func (p *Promise[T]) Finally(f func()) *Promise[T] {
	after := func(v T, reason error) *Promise[T] {
		f()
		return Then(Resolved(p.loop, v), func(v T) (T, error) { return v, reason }, nil)
	}
	return Chain(p,
		func(v T) *Promise[T] { return after(v, nil) },
		func(reason error) *Promise[T] { var none T; return after(none, reason) })
}

// Async starts f as an async function and returns the promise of its result.
// A function that returns a promise is written with [Loop.Go] and
// [Promise.Follow] instead.
func Async[T any](l *Loop, f func() (T, error)) *Promise[T] {
	a := &async[T]{out: Promise[T]{loop: l}, f: f}
	l.start(a)
	return &a.out
}

// async is the body of an Async, with the promise of its result.
type async[T any] struct {
	out Promise[T]
	f   func() (T, error)
}

// Run is the whole of the async function.
func (a *async[T]) Run() { a.out.Settle(a.f()) }
