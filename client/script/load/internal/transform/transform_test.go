package transform_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script/load/internal/transform"
)

func TestHelpersAreFetchedAndNotRepeated(t *testing.T) {
	r, err := transform.Transform("a.js", "import d, { b } from './b'\nexport * from './c'\nexport const e = d + b\n", transform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "const { __export, __reExport, __toESM, __toCommonJS } = require(\"wxload:interop\");\n"; !strings.HasPrefix(r.Code, want) {
		t.Errorf("no look-up of the helpers at the top of\n%s", r.Code)
	}
	if strings.Contains(r.Code, "var __") {
		t.Errorf("a helper is left in\n%s", r.Code)
	}
}

func TestHelpersAreKnownWithOtherNamesInThem(t *testing.T) {
	const names = "var name, target, all, to, from, except, desc, key, mod, isNodeMode, secondTarget, currentModule, value, x\n"
	r, err := transform.Transform("a.js", names+"import d, { b } from './b'\nexport * from './c'\nexport const e = d + b\n", transform.Options{})
	if err != nil || strings.Contains(r.Code, "var __") {
		t.Errorf("a helper is left in\n%s%v", r.Code, err)
	}
}

func TestAFilesOwnVariablesStayApart(t *testing.T) {
	r, err := transform.Transform("a.js", "var __export = 1, __toESM = (m) => m\nimport d from './b'\nexport const e = d\nlog(__export)", transform.Options{})
	if err != nil || !strings.Contains(r.Code, "__export2 = 1, __toESM2 = (m) => m;") || !strings.Contains(r.Code, "log(__export2)") {
		t.Errorf("got\n%s%v", r.Code, err)
	}
}

func TestAFileWithoutHelpersStaysAsEsbuildWritesIt(t *testing.T) {
	r, err := transform.Transform("a.js", "'use strict'\nvar a = require('./b')\n", transform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "\"use strict\";\nvar a = require(\"./b\");\n"; r.Code != want {
		t.Errorf("got %q, want %q", r.Code, want)
	}
}

func TestESModulesAreTold(t *testing.T) {
	for _, c := range []struct {
		name, code string
		want       bool
	}{
		{"import", "import a from './a'\nlog(a)", true},
		{"import for the effect", "import './a'", true},
		{"export", "export default 1", true},
		{"import and module.exports", "import a from './a'; module.exports = a", true},
		{"require", "module.exports = require('./a')", false},
		{"import()", "module.exports = () => import('./a')", false},
		{"a word in a comment", "/*\nimport a from 'x'\n*/\nmodule.exports = 1", false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := transform.Transform("a.js", c.code, transform.Options{})
			if err != nil || r.Module != c.want {
				t.Errorf("module %v, error %v; want %v", r.Module, err, c.want)
			}
		})
	}
}

func TestErrorsSayWhereAndWhatToDo(t *testing.T) {
	for _, c := range []struct{ name, file, code, want string }{
		{"await outside of a function", "a.js", "let a\n  a = await b()", "2:7: await outside of an async function: a mini program has no such modules; put it into an async function"},
		{"TypeScript in JavaScript", "a.js", "let a: number = 1", `1:6: expected ";" but found ":"; if this is TypeScript, its name must end in .ts`},
		{"a broken file", "a.js", "function (", `1:10: expected identifier but found "("`},
		{"the column counts characters as editors do", "a.js", "var 你好 = '😀' +", "1:16: unexpected end of file"},
		{"JSON", "a.json", "{a: 1}", `1:2: not JSON: expected string in JSON but found "a"`},
		{"TypeScript", "a.ts", "let a: = 1", `1:8: unexpected "="`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := transform.Transform(c.file, c.code, transform.Options{})
			var list transform.Errors
			if !errors.As(err, &list) || err.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestWhatNestsWithoutEndIsNotLoaded(t *testing.T) {
	for _, c := range []struct {
		name, code string
		want       bool // that it is loaded
	}{
		{"brackets", strings.Repeat("[", 5000) + strings.Repeat("]", 5000), false},
		{"templates", "a = " + strings.Repeat("`${[", 5000) + "1" + strings.Repeat("]}`", 5000), false},
		{"a chain", "a" + strings.Repeat(".b", 200_000), false},
		{"operators", "a = " + strings.Repeat("!", 300_000) + "1", false},
		{"brackets beside each other", strings.Repeat("a([]);", 5000), true},
		{"brackets in texts", "a('" + strings.Repeat("(", 5000) + "', \"" + strings.Repeat("[", 5000) + "\", `" + strings.Repeat("{", 5000) + "`)", true},
		{"a long text", "a('" + strings.Repeat("x", 300_000) + "')", true},
		{"a long list", "a = [" + strings.Repeat("1, ", 200_000) + "]", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := transform.Transform("a.js", c.code, transform.Options{}); (err == nil) != c.want {
				t.Errorf("error: %.100v", err)
			}
		})
	}
}

func TestConditionalCommentsKeepWhatWeChatGets(t *testing.T) {
	const code = `a(1)
// #ifdef H5
a(2)
// #ifdef MP-WEIXIN
a(3)
// #endif
// #endif
// #ifdef MP-WEIXIN || H5
a(4)
// #endif
/* #ifndef MP */
a(5)
/* #endif */
  //#ifndef H5 || APP-PLUS
a(6)
  //#endif
// #ifdef MP && VUE3
a(7)
// #endif
a(8)
`
	r, err := transform.Transform("a.js", code, transform.Options{Flags: map[string]bool{"MP-WEIXIN": true, "MP": true}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "a(1);\na(4);\na(6);\na(8);\n"; r.Code != want {
		t.Errorf("got %q, want %q", r.Code, want)
	}
	r, err = transform.Transform("a.js", code, transform.Options{})
	if err != nil || strings.Count(r.Code, "a(") != 8 {
		t.Errorf("without flags: %q, error %v", r.Code, err)
	}
}

func TestPlacesLeadBackToTheFile(t *testing.T) {
	const code = `import d from './d'
// a comment that goes
export async function* f() {

  throw   d.nothing
}
`
	r, err := transform.Transform("a.ts", code, transform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	line := 1 + strings.Count(r.Code[:strings.Index(r.Code, "throw import")], "\n")
	column := strings.Index(strings.Split(r.Code, "\n")[line-1], "import_d") + 1
	m, err := transform.NewMap("a.ts", code, transform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l, c, ok := m.Source(line, column); !ok || l != 5 || c != 11 {
		t.Errorf("%d:%d, %v; want 5:11", l, c, ok)
	}
	if l, c, ok := m.Source(1, 1); ok {
		t.Errorf("the helpers come from %d:%d", l, c)
	}
}

func FuzzConditionalCommentsKeepLines(f *testing.F) {
	f.Add("// #ifdef H5\na\n// #endif\nb")
	f.Add("//#ifndef MP\r\n//#ifdef\n/*#endif*/")
	f.Fuzz(func(t *testing.T, text string) {
		kept := transform.ApplyConditions(text, map[string]bool{"MP": true})
		if strings.Count(kept, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q became %q", text, kept)
		}
		for i, line := range strings.Split(kept, "\n") {
			if line != "" && line != strings.Split(text, "\n")[i] {
				t.Errorf("line %d of %q became %q", i+1, text, line)
			}
		}
	})
}

func TestExportsThatNeverChangeBecomeValues(t *testing.T) {
	r, err := transform.Transform("a.js", `export const a = 1; export let b = 2
export function f() {} export function g() { return 1 }
export class C {} export default 5; export { a as z }; export * from './x'; export { y } from './y'
g = null`, transform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "\nrequire(\"wxload:interop\").fix(module_exports, \"C a default f z\");\n"; !strings.HasSuffix(r.Code, want) {
		t.Errorf("no %q at the end of\n%s", want, r.Code)
	}
}

func TestAFunctionWithWhichAFileBeginsHasAPlace(t *testing.T) {
	for _, text := range []string{"function f() {}\n", "async function f() {}\n", "export default function f() {}\n"} {
		m, err := transform.NewMap("a.js", text, transform.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := transform.Transform("a.js", text, transform.Options{})
		if err != nil {
			t.Fatal(err)
		}
		before, _, _ := strings.Cut(r.Code, "function f")
		line, column := strings.Count(before, "\n")+1, len(before)-strings.LastIndex(before, "\n")
		if l, _, ok := m.Source(line, column); !ok || l != 1 {
			t.Errorf("%q, %d:%d: line %d, %v", text, line, column, l, ok)
		}
	}
}
