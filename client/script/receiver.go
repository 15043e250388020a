package script

import (
	"strings"

	"github.com/dop251/goja"
)

// made hears of a new object of a class with functions of the boundary: the first one is
// what they are called on until a page has called them.
func (a *app) made(o *goja.Object) {
	for _, h := range a.hooks {
		for p := o.Prototype(); p != nil && h.this == nil && h.owner != nil; p = p.Prototype() {
			if p == h.owner {
				h.this = o
			}
		}
	}
}

// receiver is what a function of the boundary is called on: what a page called it on last.
// Before, it is an object that has it: one of its class, which is made where there is
// none, or one that a module exports.
func (a *app) receiver(h *hooked) goja.Value {
	switch {
	case h.this != nil:
	case h.owner == nil && !strings.Contains(h.text, "this"):
		h.this = goja.Undefined()
	case h.owner == nil:
		h.this = a.holder(h.proxy)
	case callable(h.owner): // a class, whose own method it is
		h.this = h.owner
	default:
		h.this = a.newObject(h.owner)
	}
	return h.this
}

// newObject is a new object of a class; its prototype where none can be made so.
func (a *app) newObject(prototype *goja.Object) *goja.Object {
	o, err := a.e.Runtime().New(prototype.Get("constructor"))
	if err != nil {
		return prototype
	}
	return o
}

// holder is the first object that has a function: the app, what modules export, or what
// is in that; undefined where there is none.
func (a *app) holder(f goja.Value) (found goja.Value) {
	found = goja.Undefined()
	a.e.Runtime().Try(func() { // a module's exports may not be there yet
		if o := a.p.App(); o != nil && has(o, f) {
			found = o
			return
		}
		for _, module := range a.all {
			if o := holderIn(module.(*goja.Object).Get("exports"), f); o != nil {
				found = o
				return
			}
		}
	})
	return found
}

func holderIn(v, f goja.Value) *goja.Object {
	exports, is := v.(*goja.Object)
	if !is {
		return nil
	}
	if has(exports, f) {
		return exports
	}
	for _, name := range exports.Keys() {
		if o, is := exports.Get(name).(*goja.Object); is && has(o, f) {
			return o
		}
	}
	return nil
}

// has reports whether a function is a member of an object, or of one that it inherits from.
func has(o *goja.Object, f goja.Value) bool {
	for ; o != nil; o = o.Prototype() {
		for _, name := range o.Keys() {
			if o.Get(name).StrictEquals(f) {
				return true
			}
		}
	}
	return false
}
