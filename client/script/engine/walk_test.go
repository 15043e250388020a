package engine

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/parser"
)

// syntax has each kind of node that the engine's parser makes.
const syntax = `
"use strict";
var a = 1, [b, , ...c] = [1, , ...d], { e, f: g = 2, ["h"]: i, ...j } = { e, f: 1, ["h"]: 2, get k() { return 1 }, set k(v) {}, l() {}, ...m };
let n = async (o, { p } = {}, ...q) => await o, r = (s) => { return s?.t?.[u]?.(v) };
const w = function* x() { yield 1; yield* y; new.target; delete z.a, void 0, typeof b, !c, -d, e++, --f };
class A extends (B, C) { static #a = 1; b = this.#a; ["c"] = 2; constructor() { super(); super.d() } static { e() } get f() { return 1 } async *g() {} }
class B2 { get #p() { return #q in this } #q }
label: for (var i1 = 0, i2; i1 < 2; i1++) { if (i1) continue label; else break label }
for (let x1 = 0, x2; ;) break
for (y1 = 0; ;) ;
for (const k1 in o1) {}
for (var k2 of o2) {}
for ([k3] of o3) {}
for (const { k4 } of o4) {}
do { x() } while (1)
while (0) debugger
switch (s1) { case 1: t1(); break; default: t2() }
try { throw new Error("x") } catch ({ message }) { } finally { }
try { } catch { }
a = b ? c : d, e ** f, g ?? h, i || j && k, l += 1, m ||= 2;
` + "t`a${b}c${d}`, /x/g, null, true, 1n, .5, `p`;\n" + `function decl(a, b = 1) { { } ; return }
`

func TestEveryNodeIsWalked(t *testing.T) {
	for _, code := range []string{"async function all() {" + syntax + "}", "with (a) { b }"} {
		tree, err := parser.ParseFile(nil, "syntax.js", code, 0, parser.WithDisableSourceMaps)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		walk(tree, func(n ast.Node) { got = append(got, fmt.Sprintf("%T at %d", n, n.Idx0())) },
			func(n ast.Node) { got = append(got, fmt.Sprintf("end of %T", n)) })
		reflected(reflect.ValueOf(tree), func(s string) { want = append(want, s) })
		if !slices.Equal(got, want) {
			for i := range min(len(got), len(want)) {
				if got[i] != want[i] {
					t.Fatalf("after %v: got %s, want %s", got[max(0, i-3):i], got[i], want[i])
				}
			}
			t.Fatalf("%d steps, want %d", len(got), len(want))
		}
	}
}

// reflected walks a tree by its fields, whatever their types are.
func reflected(v reflect.Value, see func(string)) {
	const own = "github.com/dop251/goja/ast"
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		reflected(v.Elem(), see)
	case reflect.Slice:
		for i := range v.Len() {
			reflected(v.Index(i), see)
		}
	case reflect.Struct:
		if v.Type().PkgPath() != own {
			return
		}
		n, is := v.Addr().Interface().(ast.Node)
		if is {
			see(fmt.Sprintf("%T at %d", n, n.Idx0()))
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "DeclarationList" {
				reflected(v.Field(i), see)
			}
		}
		if is {
			see(fmt.Sprintf("end of %T", n))
		}
	}
}
