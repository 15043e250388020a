package load_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load"
)

func open(t testing.TB, fsys fstest.MapFS, entry string) *load.Project {
	t.Helper()
	p, err := load.New(fsys, entry, load.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// paths are the files of a project.
func paths(p *load.Project) string {
	var list []string
	for _, f := range p.Files() {
		list = append(list, f.Path)
	}
	return strings.Join(list, " ")
}

func warnings(p *load.Project) string {
	var list []string
	for _, w := range p.Warnings() {
		list = append(list, w.String())
	}
	return strings.Join(list, "\n")
}

func TestErrorsNameTheFileAndTheLine(t *testing.T) {
	for _, c := range []struct {
		name string
		from []string
		want string // of what the project logs
	}{
		{"an exception", []string{"a/m.ts", "import { f } from './x'\n\nf()", "a/x.ts", "type T = { n: number }\n\nexport function f(t?: T) {\n  return t!.n\n}"},
			"error: TypeError: Cannot read property 'n' of undefined (a/x.ts:4:13)"},
		{"an exception in a minified file", []string{"m.js", "var a=1;function f(){return  a.b.c}f()"}, "error: TypeError: Cannot read property 'c' of undefined (m.js:1:34)"},
		{"after conditional comments", []string{"m.js", "// #ifdef H5\nvar a\n// #endif\nnothing()"}, "error: ReferenceError: nothing is not defined (m.js:4:1)"},
		{"a rejection", []string{"m.js", "const f = async () => {\n  await null\n  throw new Error('late')\n}\nf()"}, "error: Error: late (m.js:3:9)"},
		{"a file that cannot be transformed", []string{"m.js", "var a = 1\nvar b = = 2"}, `cannot be loaded: unexpected "=" (m.js:2:9)`},
		{"a module that cannot be compiled", []string{"m.js", "try { require('./x') } catch (e) { log(e.message) }", "x.js", "var b = /a{1}+/"}, "invalid regular expression: invalid nested repetition operator: `{1}+` (x.js:1:9)"},
		{"a file that cannot be compiled", []string{"m.js", "var a = 1\nvar b = /a{1}+/"}, "cannot be loaded: invalid regular expression: invalid nested repetition operator: `{1}+` (m.js:2:9)"},
		{"a module that cannot be transformed", []string{"m.js", "try { require('./x') } catch (e) { log(e.message) }", "x.js", "var a =\n"}, "unexpected end of file (x.js:2:1)"},
		{"an entry of another kind", []string{"m.vue", ""}, "cannot be loaded: m.vue is neither JavaScript nor TypeScript"},
		{"an entry that is missing", []string{"n.js", ""}, "cannot be loaded: load JavaScript: open m.js: file does not exist"},
	} {
		t.Run(c.name, func(t *testing.T) {
			entry := "m.js"
			if strings.Contains(c.from[0], "m.") {
				entry = c.from[0]
			}
			if got := run(t, files(c.from...), entry); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPlacesOfAnyKindAreTranslated(t *testing.T) {
	p := open(t, files("m.js", "import a from './a'\n\nlog(a)", "a.js", "export default 1"), "m.js")
	for _, c := range []struct{ from, want string }{
		{"m.js:100:1", "m.js"},
		{"m.js:1:1", "m.js"},
		{"other.js:3:4", "other.js:3:4"},
		{"wxload:interop:2:3", "wxload:interop:2:3"},
		{"m.js:0:0", "m.js"},
	} {
		var at engine.Place
		i := strings.LastIndex(c.from[:strings.LastIndex(c.from, ":")], ":")
		at.File = c.from[:i]
		if _, err := fmt.Sscanf(c.from[i:], ":%d:%d", &at.Line, &at.Column); err != nil {
			t.Fatal(err)
		}
		if got := p.Locate(at).String(); got != c.want {
			t.Errorf("%s is %s, want %s", c.from, got, c.want)
		}
	}
	if got := p.Line(engine.Place{File: "m.js", Line: 3}); got != "log(a)" {
		t.Errorf("line 3 is %q", got)
	}
	if got := p.Line(engine.Place{File: "m.js", Line: 9}); got != "" {
		t.Errorf("line 9 is %q", got)
	}
}

func TestWarningsHaveThePlace(t *testing.T) {
	p := open(t, files(
		"m.js", "if (a) {\n  require('./none')\n}\nconst p = requirePlugin('talk');\n/\\p{L}/u.test(p)\nrequire('./broken'); require('@x/y'); require('@x/y/z')",
		"broken.js", "\n\nvar a = (",
		"tsconfig.json", `{"compilerOptions": {"emitDecoratorMetadata": true}, "extends": "./gone.json"}`,
	), "m.js")
	const want = "broken.js:3:10: unexpected end of file\n" +
		"m.js:2:3: cannot find module './none': there is no none.js; is it left out of the repository, or made by a build?\n" +
		"m.js:4:11: plugin talk is not loaded\n" +
		"m.js:5:1: \\p{…} in a regular expression matches nothing here; name the characters themselves\n" +
		"m.js:6:22: cannot find module '@x/y': there is no node_modules/@x/y; no package and no file has that name: run npm install; 2 places ask for @x/y\n" +
		"tsconfig.json: emitDecoratorMetadata: decorators get no types here"
	if got := warnings(p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestStrictAsTheProjectSays(t *testing.T) {
	const code = "log(typeof (function () { return this })())"
	for _, c := range []struct{ name, config, file, code, want string }{
		{"no settings", "", "m.js", code, "object"},
		{"es6", `{"setting": {"es6": true}}`, "m.js", code, "undefined"},
		{"no es6", `{"setting": {"es6": false}}`, "m.js", code, "object"},
		{"enhance", `{"setting": {"enhance": true}}`, "m.js", code, "undefined"},
		{"disableUseStrict", `{"setting": {"es6": true, "disableUseStrict": true}}`, "m.js", code, "object"},
		{"a module is strict anyway", `{"setting": {"es6": false}}`, "m.js", code + "; export {}", "undefined"},
		{"TypeScript without import is not", "", "m.ts", code, "object"},
		{"what strict code forbids runs all the same", `{"setting": {"es6": true}}`, "m.js", "with ({ a: 1 }) log(a)", "1"},
		{"large files are left alone", `{"setting": {"es6": true}}`, "m.js", code + "//" + strings.Repeat("x", 500<<10), "object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := files(c.file, c.code)
			if c.config != "" {
				fsys["project.config.json"] = &fstest.MapFile{Data: []byte(c.config)}
			}
			if got := run(t, fsys, c.file); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestPrivateSettingsComeFirst(t *testing.T) {
	got := run(t, files("m.js", "log(typeof (function () { return this })())",
		"project.config.json", `{"setting": {"es6": true}}`, "project.private.config.json", `{"setting": {"es6": false}}`), "m.js")
	if got != "object" {
		t.Errorf("this is %s", got)
	}
}

func TestTheEnvironmentOfABuild(t *testing.T) {
	const code = `log(process.env.NODE_ENV, process.env.TARO_ENV, process.env.UNI_PLATFORM, process.env.VUE_APP_HOST, process.env.NONE, process.env.SECRET)
log(import.meta.env.VITE_HOST, import.meta.env.PROD, import.meta.env.MODE, import.meta.env.NONE)
log(typeof process, typeof window, process.env['TARO_APP_X'])`
	got := run(t, files("src/m.ts", code,
		".env", "VITE_HOST=https://dev\nSECRET=1\n# VUE_APP_HOST=no\nVUE_APP_HOST = 'https://vue' \nTARO_APP_X=\"a b\"",
		".env.production", "export VITE_HOST=https://x # the real one"), "src/m.ts")
	const want = "production weapp mp-weixin https://vue undefined undefined\nhttps://x true production undefined\nundefined undefined a b"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestLimits(t *testing.T) {
	fsys := files("m.js", "require('./a'); require('./b')", "a.js", "1", "b.js", "'"+strings.Repeat("x", 1000)+"'")
	for _, c := range []struct {
		name   string
		limits load.Limits
		want   string
	}{
		{"files", load.Limits{Files: 2}, "more than 2 files are required: does the code reach into a server's, or into the sources of a build?"},
		{"bytes", load.Limits{Total: 500}, "the files that are required have more than 500 bytes together: does the code reach into a server's, or into the sources of a build?"},
		{"bytes of the entry", load.Limits{File: 10}, "m.js has more than 10 bytes"},
	} {
		if _, err := load.New(fsys, "m.js", c.limits); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", c.name, err, c.want)
		}
	}
	p, err := load.New(fsys, "m.js", load.Limits{File: 500})
	if err != nil || warnings(p) != "b.js: b.js has more than 500 bytes" {
		t.Errorf("a large file inside: %v, %q", err, warnings(p))
	}
}

func TestTheHashIsOfAllFilesThatAreRead(t *testing.T) {
	pairs := []string{"m.js", "require('./a')", "a.js", "1", "other.js", "1", "tsconfig.json", "{}"}
	hash := func(change, text string) string {
		fsys := files(pairs...)
		if change != "" {
			fsys[change] = &fstest.MapFile{Data: []byte(text)}
		}
		p := open(t, fsys, "m.js")
		if len(p.Hash()) != 64 {
			t.Errorf("hash %q", p.Hash())
		}
		return p.Hash()
	}
	first := hash("", "")
	for _, c := range []struct {
		file, text string
		same       bool
	}{{"m.js", "require('./a')", true}, {"a.js", "2", false}, {"other.js", "2", true}, {"tsconfig.json", `{"a": 1}`, false}, {"new.js", "", true}} {
		if same := hash(c.file, c.text) == first; same != c.same {
			t.Errorf("with another %s the hash is the same: %v", c.file, same)
		}
	}
}

func TestComputedNames(t *testing.T) {
	p := open(t, files(
		"m.js", "exports.say = (n) => require('./lang/' + n); exports.any = (n) => require(n)",
		"lang/en.js", "module.exports = 'en'", "lang/deep/x.js", "", "lang/readme.md", "", "late.js", "module.exports = 'late'",
	), "m.js")
	if got := paths(p); got != "lang/en.js m.js" {
		t.Errorf("at the start there are %s", got)
	}
	before := p.Hash()
	d := newDevice(t, p)
	d.do(t, "const m = require('m.js'); log(m.say('en'), m.any('./late'))")
	if got := strings.Join(d.lines, "\n"); got != "en late" || len(d.errors) > 0 {
		t.Errorf("got %s, errors %v", got, d.errors)
	}
	if got := paths(p); got != "lang/en.js late.js m.js" || p.Hash() != before {
		t.Errorf("then there are %s, hash changed: %v", got, p.Hash() != before)
	}
}

func TestMentions(t *testing.T) {
	p := open(t, files("m.js", "a.repeat(require('./x'))", "x.js", "b['fill'](c[`at`], d.\\u0070ush, '\\x6d\\u{61}p'); RegExp.$2.at"), "m.js")
	for name, want := range map[string]bool{"repeat": true, "fill": true, "at": true, "push": true, "map": true, "RegExp.$1": true, "from": false, "epe": false} {
		if got := p.Mentions(name); got != want {
			t.Errorf("%s is mentioned: %v", name, got)
		}
	}
}

func TestManyClientsShareAProject(t *testing.T) {
	fsys := files("m.js", "exports.f = (n) => { require('./x' + n); null.x }")
	for i := range 20 {
		fsys[fmt.Sprintf("x%d.js", i)] = &fstest.MapFile{Data: []byte("module.exports = 1")}
		fsys[fmt.Sprintf("y%d.ts", i)] = &fstest.MapFile{Data: []byte("export default 1 as number")}
	}
	p := open(t, fsys, "m.js")
	var all sync.WaitGroup
	programs := make([]*engine.Program, 8)
	for i := range programs {
		all.Go(func() {
			for n := range 20 {
				id, err := p.Resolve("m.js", fmt.Sprintf("./y%d", n))
				if err != nil {
					t.Error(err)
				}
				program, err := p.Module(id)
				if err != nil {
					t.Error(err)
				}
				programs[i] = program
				p.Locate(engine.Place{File: id, Line: 1, Column: 1})
				p.Warnings()
				p.Files()
				p.Mentions("x")
			}
		})
	}
	all.Wait()
	if slices.ContainsFunc(programs, func(p *engine.Program) bool { return p != programs[0] }) {
		t.Error("clients have programs of their own")
	}
}

func TestAModuleThatIsNoneIsAnError(t *testing.T) {
	p := open(t, files("m.js", "", "a.css", ""), "m.js")
	for _, id := range []string{"a.css", "wxload:nothing", "../m.js", "gone.js"} {
		if _, err := p.Module(id); err == nil {
			t.Errorf("%s is a module", id)
		}
	}
	_, err := p.Resolve("m.js", "./gone")
	var missing *load.NotFound
	if !errors.As(err, &missing) || missing.Request != "./gone" || missing.Place.File != "m.js" || missing.Advice == "" || len(missing.Tried) != 1 {
		t.Errorf("%#v", err)
	}
}
