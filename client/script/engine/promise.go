package engine

import "github.com/dop251/goja"

// resolved is a promise that is resolved with undefined.
func (e *Engine) resolved() goja.Value {
	p, resolve, _ := e.rt.NewPromise()
	e.unwind(resolve(goja.Undefined()))
	return e.rt.ToValue(p)
}

// Promise is a pending promise and what settles it.
func (e *Engine) Promise() (promise goja.Value, resolve, reject func(goja.Value)) {
	p, ok, fail := e.rt.NewPromise()
	return e.rt.ToValue(p), func(v goja.Value) { e.unwind(ok(v)) }, func(v goja.Value) { e.unwind(fail(v)) }
}

// unwind lets what cannot be caught go on to the turn.
func (e *Engine) unwind(err error) {
	if err != nil {
		e.failed(err)
	}
}

// After calls one of the functions once the promise, or whatever has a method
// then, is settled, in the microtask in which its own then would. A nil function
// leaves that end alone, and a rejection is then nobody's. It returns false where
// the value has no method then.
func (e *Engine) After(promise goja.Value, ok, fail func(goja.Value)) bool {
	o, is := promise.(*goja.Object)
	if !is {
		return false
	}
	var then goja.Callable
	ex := e.rt.Try(func() { then, is = goja.AssertFunction(o.Get("then")) })
	if ex != nil {
		e.failed(ex)
		return false
	}
	if !is {
		return false
	}
	if _, err := then(o, e.reaction(ok), e.reaction(fail)); err != nil {
		e.failed(err)
	}
	return true
}

// reaction is a function of Go's for a then.
func (e *Engine) reaction(f func(goja.Value)) goja.Value {
	if f == nil {
		return goja.Undefined()
	}
	wrapped, err := e.wrap(goja.Undefined(), e.rt.ToValue(func(c goja.FunctionCall) goja.Value {
		f(c.Argument(0))
		return goja.Undefined()
	}))
	if err != nil {
		e.failed(err)
		return goja.Undefined()
	}
	return wrapped
}
