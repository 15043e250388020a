package platform

import (
	"errors"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// call is one call of an asynchronous function of wx: what it was given, and how
// it tells its end, by callbacks or by a promise.
type call struct {
	p       *Platform
	name    string
	options *goja.Object // never nil
	cause   any

	success, fail, complete goja.Value // nil where there is none
	promise                 goja.Value // nil where there are callbacks
	resolve, reject         func(goja.Value)
}

// begin reads the options of a call. Without callbacks it gives a promise, as a
// device does.
func (p *Platform) begin(name string, c goja.FunctionCall) *call {
	x := p.beginTask(name, c)
	if x.success == nil && x.fail == nil && x.complete == nil {
		x.promise, x.resolve, x.reject = p.e.Promise()
	}
	return x
}

// beginTask is begin for those that never give a promise.
func (p *Platform) beginTask(name string, c goja.FunctionCall) *call {
	x := &call{p: p, name: name, cause: p.e.Kept()}
	var is bool
	if x.options, is = c.Argument(0).(*goja.Object); !is {
		x.options = p.rt.NewObject()
		return x
	}
	x.success, x.fail, x.complete = x.callback("success"), x.callback("fail"), x.callback("complete")
	return x
}

func (x *call) callback(name string) goja.Value {
	v := x.options.Get(name)
	if _, is := goja.AssertFunction(v); !is {
		return nil
	}
	return v
}

// result is what the call returns at once.
func (x *call) result() goja.Value {
	if x.promise == nil {
		return goja.Undefined()
	}
	return x.promise
}

// option is a member of the options; undefined where there is none.
func (x *call) option(name string) goja.Value {
	if v := x.options.Get(name); v != nil {
		return v
	}
	return goja.Undefined()
}

// text is an option as a text; empty where there is none.
func (x *call) text(name string) string {
	v := x.option(name)
	if goja.IsUndefined(v) || goja.IsNull(v) {
		return ""
	}
	return v.String()
}

// enter runs f in the turn in which the call calls back, with its cause.
func (x *call) enter(f func()) { x.p.e.Enter(func() { x.p.e.For(x.cause, f) }) }

// succeeded calls back with success and then complete, inside of enter. result
// gets the errMsg that it lacks.
func (x *call) succeeded(result *goja.Object) {
	if result.Get("errMsg") == nil {
		result.Set("errMsg", x.name+":ok")
	}
	x.tell(x.success, result, x.resolve)
}

// failed calls back with fail and then complete, inside of enter.
func (x *call) failed(reason *goja.Object) { x.tell(x.fail, reason, x.reject) }

func (x *call) tell(callback goja.Value, result *goja.Object, settle func(goja.Value)) {
	if settle != nil {
		settle(result)
		return
	}
	if callback != nil {
		x.p.e.Call(callback, x.options, result)
	}
	if x.complete != nil {
		x.p.e.Call(x.complete, x.options, result)
	}
}

// reason is what a fail callback gets for an error of the platform.
func (x *call) reason(err error) *goja.Object {
	o := x.p.fill("errMsg", err.Error())
	if e, is := errors.AsType[*wx.Error](err); is && e.Errno != 0 {
		o.Set("errno", e.Errno)
	}
	return o
}

// later succeeds in a turn of its own. ui says that it is a call of the user
// interface, not of the storage.
func (x *call) later(ui bool, result func() *goja.Object) goja.Value {
	x.p.wx.CallBack(ui, func() { x.enter(func() { x.succeeded(result()) }) })
	return x.result()
}

// refuse fails in a turn of its own.
func (x *call) refuse(ui bool, err error) goja.Value {
	x.p.wx.CallBack(ui, func() { x.enter(func() { x.failed(x.reason(err)) }) })
	return x.result()
}

// ok is the result of a call that has nothing to tell.
func (p *Platform) ok() *goja.Object { return p.rt.NewObject() }
