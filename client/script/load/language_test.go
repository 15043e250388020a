package load_test

import "testing"

func TestModulesOfEachKindWorkTogether(t *testing.T) {
	esm := "export default 1; export const a = 2; export function f() { return a }"
	cjs := "module.exports = { a: 2, f() { return this.a } }"
	for _, c := range []struct {
		name string
		from []string
		want string
	}{
		{"ES module imports ES module", []string{"m.js", "import d, { a, f } from './x'; import * as n from './x'; log(d, a, f(), n.a, n.default)", "x.js", esm}, "1 2 2 2 1"},
		{"ES module imports CommonJS", []string{"m.js", "import d, { a } from './x'; import * as n from './x'; log(d.a, a, n.a, n.default === d, d.f(), Object.keys(n))", "x.js", cjs}, "2 2 2 true 2 default,a,f"},
		{"CommonJS requires ES module", []string{"m.js", "const x = require('./x'); log(x.default, x.a, x.f(), x.__esModule, Object.keys(x))", "x.js", esm}, "1 2 2 true a,default,f"},
		{"Babel's modules are ES modules", []string{"m.js", "import d, { a } from './x'; log(d, a)", "x.js", "Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 1; exports.a = 2"}, "1 2"},
		{"a function as a CommonJS module", []string{"m.js", "import f from './x'; import { name2 } from './x'; log(f(), name2)", "x.js", "module.exports = () => 1; module.exports.name2 = 2"}, "1 2"},
		{"a value as a CommonJS module", []string{"m.js", "import v from './x'; log(v)", "x.js", "module.exports = 3"}, "3"},
		{"both in one file: import and module.exports", []string{"m.js", "import { a } from './x'; module.exports = { a }; log(module.exports.a)", "x.js", esm}, "2"},
		{"both in one file: export and exports", []string{"m.js", "const x = require('./x'); log(x.a, x.b, x.default)", "x.js", "export const a = 1; exports.b = 2; export default 3"}, "1 2 3"},
		{"both in one file: export and module.exports", []string{"m.js", "log(JSON.stringify(require('./x')))", "x.js", "export const a = 1; module.exports = { b: 2 }"}, `{"b":2}`},
		{"require in an ES module", []string{"m.js", "export const x = require('./x'); log(x.a)", "x.js", cjs}, "2"},
		{"export star", []string{"m.js", "import * as n from './x'; log(Object.keys(n).sort(), n.a)", "x.js", "export * from './y'; export * as ns from './y'; export { default as d } from './y'; export const own = 1", "y.js", esm}, "a,d,f,ns,own 2"},
		{"exports are alive", []string{"m.js", "import { n, more } from './x'; more(); log(n)", "x.js", "export let n = 1; export function more() { n++ }"}, "2"},
		{"exports that change, by each kind of assignment", []string{"m.js", "import { a, b, c, d, f, g, next } from './x'; next(); log(a, b, c, d, f(), g())", "x.js", "export let a = 1, b = 1; export var c = 1, d = 1; export function f() { return 1 } export function g() { return 1 } export function next() { a = 2; b += 1; ++c; d++; f = () => 2; g ||= 1; g &&= () => 2 }"}, "2 2 2 2 2 2"},
		{"exports that stay can be replaced", []string{"m.js", "'use strict'; const x = require('./x'); x.f = () => 2; log(x.f(), Object.keys(x))", "x.js", "export const f = () => 1"}, "2 f"},
		{"names that esbuild's own functions have", []string{"m.js", "import d, { name } from './x'; log(d, name, target, all)\nvar target = 1, all = 2; export { target }", "x.js", "export default 1; export const name = 'n', key = 2; var mod, from; export var __export = 3, __toCommonJS = 4"}, "1 n undefined undefined"},
		{"a circle of ES modules", []string{"m.js", "import { f } from './x'; export const g = () => 1; log(f())", "x.js", "import { g } from './m'; export function f() { return typeof g }"}, "function"},
		{"a circle of CommonJS", []string{"m.js", "exports.a = 1; const x = require('./x'); log(x.get())", "x.js", "import { a, b } from './m'; exports.get = () => [a, b]; require('./m').b = 2"}, "1,2"},
		{"import()", []string{"m.js", "import('./x').then((n) => log(n.default, n.a))", "x.js", esm}, "1 2"},
		{"a JSON file", []string{"m.js", "import j from './x.json'; import { a } from './x.json'; log(j.a, a, require('./x.json').__proto__ === 5)", "x.json", `{"a": 1, "__proto__": 5}`}, "1 1 true"},
		{"TypeScript", []string{"m.ts", "import { T, f } from './x'; enum E { A = 1 } const t: T = { n: E.A }; log(f<T>(t)!.n as number)", "x.ts", "export interface T { n: number } export function f<A>(a: A): A { return a }; export class C { constructor(private x: number) {} }"}, "1"},
		{"TypeScript's export =", []string{"m.ts", "import x = require('./x'); log(x.a)", "x.ts", "export = { a: 1 }"}, "1"},
		{"decorators of TypeScript", []string{"m.ts", "const d = (t: any, k: string, p: any) => { const f = p.value; p.value = () => f() + 1; return p }; class A { @d m() { return 1 } } log(new A().m())", "tsconfig.json", `{"compilerOptions": {"experimentalDecorators": true}}`}, "2"},
		{"decorators in JavaScript are Babel's", []string{"m.js", "const d = (t, k, p) => ({ value: () => 5 }); class A { @d m() { return 1 } } log(new A().m())"}, "5"},
		{"JSX in a .js", []string{"m.js", "const React = { createElement: (tag) => tag }; log(<view/>)"}, "view"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, files(c.from...), c.from[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNewSyntaxRuns(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"async generators and for await", "(async () => { async function* g() { yield 1; yield 2 } let s = 0; for await (const x of g()) s += x; log(s) })()", "3"},
		{"for await over promises", "(async () => { let s = 0; for await (const x of [Promise.resolve(1), 2]) s += x; log(s) })()", "3"},
		{"logical assignment of what is awaited", "(function () { (async () => { let x; x ??= await 3; return x })().then(log) })()", "3"},
		{"arguments of the function around an arrow", "(function () { log((() => arguments[0])()) })(7)", "7"},
		{"static blocks", "class A { static a; static { this.a = 1 } } log(A.a)", "1"},
		{"private members", "class A { #a = 1; static #b = 2; has(o) { return #a in o } get sum() { return this.#a + A.#b } } log(new A().sum, new A().has({}))", "3 false"},
		{"optional chaining, nullish, separators", "const o = null; log(o?.a?.b ?? 1_000)", "1000"},
		{"a keyword as a member before a line break", "var a = { default: 1 }; var b = a.default\nif (b) log(b)", "1"},
		{"a function in a block is seen outside", "if (true) { function f() { return 1 } } log(f())", "1"},
		{"names that a browser has", "const fetch = 1, location = 2; let history = 3; class screen {} log(fetch, location, history, typeof screen)", "1 2 3 function"},
		{"a function of the name require", "function require(x) { return 'mine ' + x } log(require('./nothing'))", "mine ./nothing"},
		{"a parameter of the name require", "log(((require) => require('./nothing'))((x) => 'own ' + x))", "own ./nothing"},
		{"using", "{ using x = { [Symbol.for('Symbol.dispose')]() { log('closed') } } }", "closed"},
		{"html comments", "<!-- hidden\nlog(1)", "1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := run(t, files("m.js", c.code), "m.js"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
