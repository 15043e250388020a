package engine_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script/engine"
)

func TestErrorsNameTheirPlace(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"first line", "  throw new Error('no')", "Error: no (user.js:1:9)"},
		{"another line", "\n\n throw new TypeError('no')", "TypeError: no (user.js:3:8)"},
		{"the engine's own", "\nundefined.x", "TypeError: Cannot read property 'x' of undefined (user.js:2:11)"},
		{"an unknown name", "nobody()", "ReferenceError: nobody is not defined (user.js:1:7)"},
		{"a text", "throw 'no'", "no (user.js:1:1)"},
		{"nothing", "throw undefined", "undefined (user.js:1:1)"},
		{"an answer", "throw { errMsg: 'request:fail', data: 1 }", "request:fail (user.js:1:1)"},
		{"an object", "throw { data: 1 }", "an object of class Object (user.js:1:1)"},
		{"an object that throws", "throw { get message() { throw 1 } }", "an object of class Object (user.js:1:1)"},
		{"a rejection", "Promise.reject(new Error('no'))", "Error: no (user.js:1:16)"},
		{"a rejection with a text", "new Promise((_, reject) => {\n reject('no') })", "no (user.js:2:8)"},
		{"a rejection made by another", "const e = new Error('no');\nPromise.reject(e)", "Error: no (user.js:1:11)"},
		{"an async function", "(async () => { await 1;\n throw new Error('no') })()", "Error: no (user.js:2:8)"},
		{"a timer", "setTimeout(() => {\n throw new Error('no') })", "Error: no (user.js:2:8)"},
		{"a microtask", "queueMicrotask(() => {\n throw new Error('no') })", "Error: no (user.js:2:8)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, engine.Config{})
			w.run("user.js", c.source)
			w.pass(time.Second)
			w.wantErrors(c.want)
		})
	}
}

func TestPlacesAreTranslated(t *testing.T) {
	w := newWorld(t, engine.Config{Locate: func(p engine.Place) engine.Place {
		return engine.Place{File: "src/" + p.File, Line: p.Line + 100, Column: p.Column}
	}})
	w.run("user.js", "throw new Error('no')")
	w.wantErrors("Error: no (src/user.js:101:7)")
}

func TestAFileThatCannotBeCompiled(t *testing.T) {
	for source, want := range map[string]string{
		"let = 1 + ]":             "user.js:1:11",
		"\n\n  const a = ;":       "user.js:3:13",
		"let a; let a;":           "user.js:1:12",
		"with (a) {}":             "user.js:1:1",
		"return 1":                "",
		"await 1":                 "user.js:1:7",
		"//# sourceMappingURL=/x": "",
	} {
		_, err := engine.Compile("user.js", source, true)
		var e *engine.Error
		switch {
		case want == "" && err != nil:
			t.Errorf("%q: %v", source, err)
		case want == "":
		case !errors.As(err, &e) || e.Place.String() != want || e.Kind != engine.SyntaxError:
			t.Errorf("%q: %v, want one at %s", source, err, want)
		}
	}
}

func TestArrowFunctionsUseTheArgumentsAroundThem(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		log((function () { 'use strict'; return (() => arguments[0])() })(7));
		log((function f(a) { const g = () => () => arguments.length; return g()() })(1, 2));
		log((() => (function () { return [3].map((x) => x + arguments[0]) })(4))());
		const o = { m() { return (() => arguments[1])() } };
		log(o.m(5, 6));
	`)
	w.wantLines("7", "2", "7", "6")
	w.wantErrors()
}

func TestFunctionsThatDevicesHaveAreThere(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		const d = new Date(Date.UTC(2024, 5, 7)), o = {};
		d.setYear(99);
		log(d.getYear() + ' ' + d.toGMTString());
		o.__defineGetter__('x', () => 3);
		log(o.x + Object.keys(o).join() + Object.keys(Date.prototype).join());
		const { promise, resolve } = Promise.withResolvers();
		promise.then(log);
		resolve(JSON.stringify(Object.groupBy([1, 2, 3], (n) => n % 2 ? 'odd' : 'even')));
		try { Date.prototype.getYear.call(null) } catch (e) { log(e.name) }
	`)
	w.wantLines("99 Mon, 07 Jun 1999 00:00:00 GMT", "3x", "TypeError", `{"odd":[1,3],"even":[2]}`)
	w.wantErrors()
}

func TestTheLastMatchOfARegularExpressionIsKept(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		const show = () => log([RegExp.$1, RegExp.$2, RegExp.$9].join('|'));
		show();
		/(y+)-(m+)/.test('a yyyy-mm'); show();
		/(z)/.test('none'); show();
		let s = 'yyyy'; if (/(y+)/.test(s)) s = s.replace(RegExp.$1, '2026'.substr(4 - RegExp.$1.length)); log(s);
		'1,2'.replace(/(\d)(x)?/g, (m) => m); show();
		log('a1b2'.split(/\d/).join() + 'x-y'.match(/(x)-(y)/).length + 'aXbX'.replace(/X/g, '.') + 'ab'.search(/b/) + [...'a1b2'.matchAll(/\d/g)].length); show();
		log(Object.keys(RegExp).length);
	`)
	w.wantLines("||", "yyyy|mm|", "yyyy|mm|", "2026", "2||", "a,b,3a.b.12", "||", "0")
	w.wantErrors()
}

func TestSymbolsOfLoweredCode(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", "log(String(Symbol.asyncIterator) + (Symbol.asyncIterator === Symbol.for('Symbol.asyncIterator')) + typeof Symbol.dispose)")
	w.wantLines("Symbol(Symbol.asyncIterator)truesymbol")
}

func TestAFileMayDeclareABrowsersNames(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", "const fetch = 1, location = 2; let history = 3; class screen {} var confirm = 4; log([fetch, location, history, confirm, typeof screen, typeof window].join())")
	w.wantLines("1,2,3,4,function,undefined")
	w.wantErrors()
}
