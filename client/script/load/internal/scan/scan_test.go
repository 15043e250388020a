package scan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/script/load/internal/scan"
	"github.com/wxload/wxload/client/script/load/internal/transform"
)

// translated is a file as esbuild writes it.
func translated(t testing.TB, code string) string {
	t.Helper()
	r, err := transform.Transform("a.js", code, transform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Code
}

func TestRequiresAreFound(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"literal", "var a = require('./a'), b = require(`./b`)", "./a ./b"},
		{"once", "require('./a'); require('./a')", "./a"},
		{"import and import()", "import a from './a'; import './b'; import('./c').then(() => a)", "wxload:interop ./a ./b ./c"},
		{"with other arguments", "require('../sub/a.js', (m) => m, (e) => e)", "../sub/a.js"},
		{"require.async", "require.async('../sub/a.js').then((m) => m)", "../sub/a.js"},
		{"spread", "module.exports = { ...require('./a') }", "./a"},
		{"escapes", `require('./\u4e2d\x61'); require("./a\tb")`, "./中a ./a\tb"},
		{"computed", "require('./lang/' + l); require(`./x/${y}.js`); require(z); require('./a' + b + '.js')", "./lang/* ./x/* * ./a*"},
		{"not a member", "a.require('./a'); a?.require('./b'); require.resolve('./c'); typeof require; var { require: r } = q", ""},
		{"not the user's own", "function require(x) { return x } require('./a')", ""},
		{"not in texts and comments", "var a = \"require('./a')\"; /*! require('./b') */ var c = /require('.\\/c')/; var d = `require('./d')`", ""},
		{"in a template", "var a = `x${require('./a')}y${ {b: `${require('./b')}`}.b }z`; require('./c')", "./a ./b ./c"},
		{"after divisions", "var a = b / c / require('./a'); if (x) /'/.test(y); require('./b'); var z = (a) / 2; require('./c')", "./a ./b ./c"},
		{"after a class of a regular expression", `var a = /[/"]/g; require('./a'); b = a[0] / 1 + "'"; require('./b')`, "./a ./b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, r := range scan.Scan(translated(t, c.code)).Requires {
				if r.Computed {
					r.Request += "*"
				}
				got = append(got, r.Request)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDoubtsAreFound(t *testing.T) {
	for _, c := range []struct{ name, code, want string }{
		{"properties in regular expressions", `a = 1;` + "\n" + `/\p{L}/u.test(a); new RegExp("\\P{Lu}", "gu"); /\p{L}/.test(a)`, "2:1 3:5"},
		{"lookbehind", `/(?<=a)b/.test(c); /(?<!a)b/.test(c); /(?<name>a)/.test(c)`, "1:1 2:1"},
		{"flags", "/a/d.exec(b)", "1:5"},
		{"missing globals", "new Intl.DateTimeFormat(); Intl.x; new URL(a); structuredClone(a); new WeakRef(a)", "1:5 2:1 3:5 4:1 5:5"},
		{"asked for first", "if (typeof Intl !== 'undefined') a()", ""},
		{"a name of the file", "const URL = 'https://x'; log(URL.length, new URL())", ""},
		{"a member", "api.URL.x; a.structuredClone(b)", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, d := range scan.Scan(translated(t, c.code)).Doubts {
				got = append(got, fmt.Sprintf("%d:%d", d.Line, d.Column))
				if d.Text == "" {
					t.Error("a doubt without words")
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %q, want %q, in\n%s", got, c.want, translated(t, c.code))
			}
		})
	}
}

func TestPluginsAreFound(t *testing.T) {
	found := scan.Scan(translated(t, "const p = requirePlugin('myPlugin'); log(p)"))
	if len(found.Plugins) != 1 || found.Plugins[0].Request != "myPlugin" {
		t.Errorf("got %v", found.Plugins)
	}
}

func FuzzAnyTextIsScanned(f *testing.F) {
	f.Add("require('./a'); `x${`y${1}`}` / 2")
	f.Add("require(\"\\u12")
	f.Add("`${'")
	f.Add("/[/\\")
	f.Fuzz(func(t *testing.T, code string) {
		for _, r := range scan.Scan(code).Requires {
			if r.Line < 1 || r.Column < 1 || r.Line > 1+strings.Count(code, "\n") {
				t.Errorf("a require at %d:%d of %q", r.Line, r.Column, code)
			}
		}
	})
}
