package loop_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// thrown is a JavaScript string that was thrown, or was a reason.
type thrown string

func (s thrown) Error() string { return string(s) }

const undefined = "undefined"

func orUndefined(s *string) string {
	if s == nil {
		return undefined
	}
	return *s
}

// nameOf is what a program logs of a reason.
func nameOf(reason error) string {
	if errors.Is(reason, loop.ErrCycle) {
		return "TypeError"
	}
	return reason.Error()
}

// machine runs one program.
type machine struct {
	l        *loop.Loop
	clock    *clock
	lines    []string
	promises map[string]*loop.Promise[string]
	timers   map[string]*loop.Timer
}

func execute(t *testing.T, program []op) []string {
	l, c := newLoop(t)
	m := &machine{l: l, clock: c, lines: []string{}, promises: map[string]*loop.Promise[string]{}, timers: map[string]*loop.Timer{}}
	l.Unhandled = func(reason error) { m.lines = append(m.lines, "unhandledRejection:"+nameOf(reason)) }
	l.Turn(func() { m.body(program, undefined) })
	c.run()
	return m.lines
}

// outcome is how a body ended: it ran to its end (or returned a value), returned
// a promise, or threw.
type outcome struct {
	over    bool
	value   string
	promise *loop.Promise[string]
	err     error
}

func (o outcome) into(p *loop.Promise[string]) {
	if o.promise != nil {
		p.Follow(o.promise)
	} else {
		p.Settle(o.value, o.err)
	}
}

// body runs the body of a function, which starts with the current value v.
func (m *machine) body(ops []op, v string) outcome {
	o := m.block(ops, &v)
	if !o.over {
		o.value = undefined
	}
	return o
}

func (m *machine) block(ops []op, v *string) outcome {
	for i := range ops {
		if o := m.control(&ops[i], v); o.over {
			return o
		}
	}
	return outcome{}
}

// control runs the ops that can end a body, and leaves the others to act.
func (m *machine) control(o *op, v *string) outcome {
	switch {
	case o.Await != nil:
		return m.await(m.promises[*o.Await], v)
	case o.AwaitValue != nil:
		return m.await(loop.Resolved(m.l, *o.AwaitValue), v)
	case o.Return != nil:
		return outcome{over: true, promise: m.promises[*o.Return]}
	case o.ReturnValue != nil:
		return outcome{over: true, value: *o.ReturnValue}
	case o.Throw != nil:
		return outcome{over: true, err: thrown(*o.Throw)}
	case o.Try != nil:
		return m.try(o, v)
	}
	m.act(o, *v)
	return outcome{}
}

func (m *machine) await(p *loop.Promise[string], v *string) outcome {
	value, err := p.Await()
	if err != nil {
		return outcome{over: true, err: err}
	}
	*v = value
	return outcome{}
}

func (m *machine) try(o *op, v *string) outcome {
	end := m.block(o.Try, v)
	if end.err != nil && o.Catch != nil {
		*v = nameOf(end.err)
		end = m.block(o.Catch, v)
	}
	if o.Finally != nil {
		if last := m.block(o.Finally, v); last.over {
			end = last
		}
	}
	return end
}

func (m *machine) act(o *op, v string) {
	switch {
	case o.Log != nil:
		m.lines = append(m.lines, *o.Log)
	case o.LogValue != nil:
		m.lines = append(m.lines, *o.LogValue+":"+v)
	case o.LogTime != nil:
		m.lines = append(m.lines, fmt.Sprintf("%s@%d", *o.LogTime, m.clock.now.Milliseconds()))
	case o.Promise != nil:
		m.promises[*o.Promise] = loop.NewPromise[string](m.l)
	case o.Resolve != nil:
		m.promises[*o.Resolve].Resolve(orUndefined(o.Value))
	case o.ResolveWith != nil:
		m.promises[o.ResolveWith[0]].Follow(m.promises[o.ResolveWith[1]])
	case o.Reject != nil:
		m.reject(m.promises[*o.Reject], o.Reason)
	case o.Then != nil:
		m.promises[o.Then.As] = m.then(o.Then)
	case o.Async != nil:
		m.promises[o.Async.As] = m.async(o.Async.Do)
	case o.Microtask != nil:
		m.l.Microtask(func() { m.body(o.Microtask, undefined) })
	case o.Timeout != nil:
		m.timers[o.Timeout.As] = m.l.SetTimeout(time.Duration(o.Timeout.MS)*time.Millisecond,
			func() { m.body(o.Timeout.Do, undefined) })
	case o.Clear != nil:
		m.timers[*o.Clear].Stop()
	default:
		panic(fmt.Sprintf("unknown op %+v", o))
	}
}

func (m *machine) reject(p *loop.Promise[string], reason *string) {
	if reason == nil {
		p.Reject(nil)
	} else {
		p.Reject(thrown(*reason))
	}
}

// async takes Async where the function cannot return a promise.
func (m *machine) async(do []op) *loop.Promise[string] {
	if !returnsPromise(do) {
		return loop.Async(m.l, func() (string, error) {
			o := m.body(do, undefined)
			return o.value, o.err
		})
	}
	p := loop.NewPromise[string](m.l)
	m.l.Go(func() { m.body(do, undefined).into(p) })
	return p
}

func returnsPromise(ops []op) bool {
	return slices.ContainsFunc(ops, func(o op) bool {
		return o.Return != nil || returnsPromise(o.Try) || returnsPromise(o.Catch) || returnsPromise(o.Finally)
	})
}

// then takes Then where no handler returns a promise, Chain where all do, and
// settles the result by hand where they differ.
func (m *machine) then(o *thenOp) *loop.Promise[string] {
	on := m.promises[o.On]
	switch {
	case o.Finally != nil && !plainFinally(o.Finally):
		return m.finally(on, o.Finally)
	case o.Finally != nil:
		return on.Finally(func() { m.body(o.Finally, undefined) })
	case !returnsPromise(o.OK) && !returnsPromise(o.Fail):
		return loop.Then(on, valueHandler[string](m, o.OK), valueHandler[error](m, o.Fail))
	}
	out := loop.NewPromise[string](m.l)
	loop.Then(on, func(v string) (any, error) {
		if o.OK == nil {
			out.Resolve(v)
		} else {
			m.body(o.OK, v).into(out)
		}
		return nil, nil
	}, func(err error) (any, error) {
		if o.Fail == nil {
			out.Reject(err)
		} else {
			m.body(o.Fail, nameOf(err)).into(out)
		}
		return nil, nil
	})
	return out
}

// valueHandler is a handler that returns no promise; nil where it is absent.
func valueHandler[T any](m *machine, ops []op) func(T) (string, error) {
	if ops == nil {
		return nil
	}
	return func(v T) (string, error) {
		text, isString := any(v).(string)
		if !isString {
			text = nameOf(any(v).(error))
		}
		o := m.body(ops, text)
		return o.value, o.err
	}
}

func plainFinally(ops []op) bool {
	return !slices.ContainsFunc(ops, func(o op) bool { return o.Return != nil || o.Throw != nil })
}

// finally is p.finally(f) where f throws or returns a promise. ECMAScript: the
// result of f is waited for, and only its rejection counts.
func (m *machine) finally(on *loop.Promise[string], ops []op) *loop.Promise[string] {
	run := func(v string, reason error) *loop.Promise[string] {
		o := m.body(ops, undefined)
		switch {
		case o.err != nil:
			return nil
		case o.promise == nil:
			o.promise = loop.Resolved(m.l, o.value)
		}
		return loop.Then(o.promise, func(string) (string, error) { return v, reason }, nil)
	}
	out := loop.NewPromise[string](m.l)
	settle := func(v string, reason error) (any, error) {
		if p := run(v, reason); p != nil {
			out.Follow(p)
		} else {
			out.Reject(thrown(*ops[len(ops)-1].Throw))
		}
		return nil, nil
	}
	loop.Then(on, func(v string) (any, error) { return settle(v, nil) },
		func(err error) (any, error) { return settle("", err) })
	return out
}
