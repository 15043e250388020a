package engine_test

import (
	"slices"
	"testing"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
)

// Whatever a function is, and wherever it stands, a hook is put around it once, and it does
// what it did.
func TestFunctionsAreHooked(t *testing.T) {
	for _, c := range []struct{ name, source string }{
		{"a declaration", `exports.f = f; function f(a, b) { var a = a || {}; return a + b }`},
		{"a declaration, with directives", `'use strict'; exports.f = f; function f(a, b) { return a + b }`},
		{"an expression", `const f = function (a, b) { return a + b }; exports.f = f`},
		{"an arrow", `const f = (a, b) => a + b; exports.f = f`},
		{"assigned", `exports.f = (a, b) => a + b`},
		{"a property", `module.exports = { f: function (a, b) { return a + b } }`},
		{"a method", `module.exports = { f(a, b) { return a + b } }`},
		{"a method of a class", `class A { f(a, b) { return this.n + a + b } get n() { return 0 } }; module.exports = new A()`},
		{"a static method", `module.exports = class { static f(a, b) { return a + b } }`},
		{"a field", `class A { f = (a, b) => a + b }; module.exports = new A()`},
		{"inside of another", `(() => { function f(a, b) { return a + b } exports.f = f })()`},
	} {
		p, err := engine.CompileHooked("user.js", c.source, false, func(name string, begin engine.Place) bool { return name == "f" })
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if p.Hooks() != 1 {
			t.Errorf("%s: %d hooks", c.name, p.Hooks())
		}
		w := newWorld(t, engine.Config{})
		rt := w.Runtime()
		calls := 0
		around := func(v goja.Value) goja.Value {
			f, _ := goja.AssertFunction(v)
			return rt.ToValue(func(c goja.FunctionCall) goja.Value {
				calls++
				result, err := f(c.This, c.Arguments...)
				if err != nil {
					panic(err)
				}
				return result
			})
		}
		got := called(t, w, p, func(c goja.FunctionCall) goja.Value {
			switch _, isName := c.Argument(1).(goja.String); {
			case len(c.Arguments) == 0:
				return goja.NewSymbol("wxload")
			case len(c.Arguments) == 1:
				return around(c.Argument(0))
			case !isName: // an object
				return goja.Undefined()
			}
			o, name := c.Argument(0).(*goja.Object), c.Argument(1).String()
			o.Set(name, around(o.Get(name)))
			return goja.Undefined()
		})
		if got != 5 || calls != 1 {
			t.Errorf("%s: %d after %d calls", c.name, got, calls)
		}
	}
}

// called runs a file and calls f(2, 3) of what it exports.
func called(t *testing.T, w *world, p *engine.Program, hook func(goja.FunctionCall) goja.Value) int64 {
	t.Helper()
	rt := w.Runtime()
	d, err := w.Run(p)
	if err != nil {
		t.Fatal(err)
	}
	module, exports := rt.NewObject(), rt.NewObject()
	module.Set("exports", exports)
	f, _ := goja.AssertFunction(d)
	if _, err := f(goja.Undefined(), goja.Undefined(), module, exports, rt.ToValue(hook)); err != nil {
		t.Fatal(err)
	}
	owner := module.Get("exports").(*goja.Object)
	call, _ := goja.AssertFunction(owner.Get("f"))
	v, err := call(owner, rt.ToValue(2), rt.ToValue(3))
	if err != nil {
		t.Fatal(err)
	}
	return v.ToInteger()
}

func TestPlacesStayWhereTheyAreWithHooks(t *testing.T) {
	const source = "function g() { return 1 }; function f() {\n  throw new Error('no') }\nf()"
	for _, hooked := range []engine.Hooked{nil, func(name string, _ engine.Place) bool { return name == "f" }} {
		var begins []engine.Place
		p, err := engine.CompileHooked("user.js", source, true, func(name string, begin engine.Place) bool {
			begins = append(begins, begin)
			return hooked != nil && hooked(name, begin)
		})
		if err != nil {
			t.Fatal(err)
		}
		if want := (engine.Place{File: "user.js", Line: 1, Column: 28}); len(begins) != 2 || begins[1] != want {
			t.Errorf("functions begin at %v, the second should at %v", begins, want)
		}
		if at, found := p.FunctionAt(engine.Place{File: "user.js", Line: 2, Column: 9}); !found || at.Column != 28 {
			t.Errorf("the function around the throw begins at %v, %v", at, found)
		}
		if _, found := p.FunctionAt(engine.Place{File: "user.js", Line: 3, Column: 1}); found {
			t.Error("a call outside of functions is in one")
		}
	}
}

func TestAProxyMayDefineAnAccessor(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		const p = new Proxy({}, { defineProperty(target, key, d) { return Reflect.defineProperty(target, key, d) } })
		log(String(Object.defineProperty(p, 'a', { get() { return 'a' } }) === p) + p.a)
		log(String(Reflect.defineProperty(p, 'b', { get: () => 'b', set() {} })) + p.b)
		try { Object.defineProperty(Object.freeze({}), 'c', { get: () => 1 }) } catch (e) { log(e.name) }
	`)
	if want := []string{"truea", "trueb", "TypeError"}; !slices.Equal(w.lines, want) {
		t.Errorf("%q, want %q", w.lines, want)
	}
}
