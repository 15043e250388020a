package load_test

import "testing"

// says is a module that names itself.
func says(name string) string { return "module.exports = '" + name + "'" }

func TestAModuleIsFoundByTheRulesOfAMiniProgram(t *testing.T) {
	app := []string{"app.json", `{"pages": ["pages/a/a"]}`, "pages/a/a.js", ""}
	for _, c := range []struct {
		name  string
		code  string // of pages/a/m.js
		files []string
		want  string
	}{
		{"relative", "log(require('./x'), require('../y'), require('./x.js'))", []string{"pages/a/x.js", says("x"), "pages/y.js", says("y")}, "x y x"},
		{"from the root of the mini program", "log(require('/utils/x'))", []string{"utils/x.js", says("x")}, "x"},
		{"bare, beside the file", "log(require('utils/x'))", []string{"pages/a/utils/x.js", says("beside"), "utils/x.js", says("root")}, "beside"},
		{"bare, at the root", "log(require('utils/x'))", []string{"utils/x.js", says("root")}, "root"},
		{"bare, of one word", "log(require('x'), require('y'))", []string{"pages/a/x.js", says("beside"), "y.js", says("root")}, "beside root"},
		{"index of a folder", "log(require('./lib'), require('./lib/'))", []string{"pages/a/lib/index.js", says("index")}, "index index"},
		{"a file before a folder", "log(require('./lib'))", []string{"pages/a/lib.js", says("file"), "pages/a/lib/index.js", says("index")}, "file"},
		{"a folder's own package.json", "log(require('./lib'))", []string{"pages/a/lib/package.json", `{"main": "main"}`, "pages/a/lib/main.js", says("main")}, "main"},
		{"dots in a name", "log(require('./x.config'))", []string{"pages/a/x.config.js", says("config")}, "config"},
		{"TypeScript and the others", "log(require('./x').default, require('./y').default, require('./z'), require('./j').a)", []string{"pages/a/x.ts", "export default 'ts' as string", "pages/a/y.mjs", "export default 'mjs'", "pages/a/z.cjs", says("cjs"), "pages/a/j.json", `{"a": 1}`}, "ts mjs cjs 1"},
		{"a built twin beside TypeScript", "log(require('./x'))", []string{"pages/a/x.ts", says("ts"), "pages/a/x.js", says("js")}, "js"},
		{"TypeScript as it asks for itself", "log(require('./t').default)", []string{"pages/a/t.ts", "import x from './x.js'; export default x", "pages/a/x.ts", "export default 'ts'"}, "ts"},
		{"TypeScript beside a built twin, from TypeScript", "log(require('./t').default)", []string{"pages/a/t.ts", "import x from './x'; export default x", "pages/a/x.ts", "export default 'ts'", "pages/a/x.js", says("js")}, "ts"},
		{"the project's compiler is TypeScript's", "log(require('./x'))", []string{"pages/a/x.ts", says("ts"), "pages/a/x.js", says("js"), "project.config.json", `{"setting": {"useCompilerPlugins": ["typescript"]}}`}, "ts"},
		{"miniprogram_npm", "log(require('pkg'), require('pkg/sub'), require('@s/p'), require('one'))", []string{"miniprogram_npm/pkg/index.js", says("pkg"), "miniprogram_npm/pkg/sub.js", says("sub"), "miniprogram_npm/@s/p/index.js", says("scoped"), "miniprogram_npm/one.js", says("one")}, "pkg sub scoped one"},
		{"node_modules", "log(require('pkg'))", []string{"node_modules/pkg/package.json", `{"main": "lib/main.js"}`, "node_modules/pkg/lib/main.js", says("main")}, "main"},
		{"a path into npm that is not built", "log(require('../../miniprogram_npm/pkg/x'), require('/miniprogram_npm/@s/p'))", []string{"node_modules/pkg/x.js", says("pkg"), "node_modules/@s/p/index.js", says("scoped")}, "pkg scoped"},
		{"not above the mini program", "log(require('../../../../x'))", []string{"x.js", says("x")}, "x"},
		{"the nearest npm", "log(require('pkg'))", []string{"pages/miniprogram_npm/pkg/index.js", says("near"), "miniprogram_npm/pkg/index.js", says("far")}, "near"},
		{"npm before a file of the same name", "log(require('pkg'))", []string{"miniprogram_npm/pkg/index.js", says("npm"), "pages/a/pkg.js", says("file")}, "npm"},
		{"a wrapper of the name of its library", "log(require('./axios'))", []string{"pages/a/axios.js", "module.exports = require('axios') + ' wrapped'", "node_modules/axios/index.js", says("axios")}, "axios wrapped"},
		{"built npm before node_modules", "log(require('pkg'))", []string{"miniprogram_npm/pkg/index.js", says("built"), "node_modules/pkg/index.js", says("raw")}, "built"},
		{"a package's folder for mini programs", "log(require('pkg'), require('dist'))", []string{"node_modules/pkg/package.json", `{"main": "node.js", "miniprogram": "mp"}`, "node_modules/pkg/node.js", says("node"), "node_modules/pkg/mp/index.js", says("mp"), "node_modules/dist/package.json", `{"main": "node.js"}`, "node_modules/dist/miniprogram_dist/index.js", says("dist")}, "mp dist"},
		{"module before main, browser before both", "log(require('a').default, require('b'))", []string{"node_modules/a/package.json", `{"main": "m.js", "module": "e.js"}`, "node_modules/a/m.js", says("main"), "node_modules/a/e.js", "export default 'module'", "node_modules/b/package.json", `{"main": "m.js", "browser": "b.js"}`, "node_modules/b/m.js", says("main"), "node_modules/b/b.js", says("browser")}, "module browser"},
		{"a browser's stand-ins", "log(require('a'))", []string{"node_modules/a/package.json", `{"main": "m.js", "browser": {"./http.js": "./xhr.js", "fs": false, "other": "./own.js"}}`, "node_modules/a/m.js", "module.exports = [require('./http'), JSON.stringify(require('fs')), require('other')]", "node_modules/a/xhr.js", says("xhr"), "node_modules/a/http.js", says("http"), "node_modules/a/own.js", says("own")}, "xhr,{},own"},
		{"exports", "log(require('a'), require('a/x'), require('a/p/q'), require('b').default)", []string{"node_modules/a/package.json", `{"exports": {".": {"node": "./no.js", "require": "./r.js"}, "./x": "./dist/x.js", "./p/*": {"default": "./dist/p/*.js"}}}`, "node_modules/a/r.js", says("r"), "node_modules/a/dist/x.js", says("x"), "node_modules/a/dist/p/q.js", says("q"), "node_modules/b/package.json", `{"exports": {"types": "./t.d.ts", "import": "./e.mjs", "require": "./r.js"}}`, "node_modules/b/e.mjs", "export default 'import'"}, "r x q import"},
		{"packages use their own npm", "log(require('a'))", []string{"node_modules/a/index.js", "module.exports = require('b')", "node_modules/a/node_modules/b/index.js", says("inner"), "node_modules/b/index.js", says("outer")}, "inner"},
		{"@/ from the root", "log(require('@/utils/x'))", []string{"utils/x.js", says("x")}, "x"},
		{"paths of tsconfig.json", "log(require('@/x'), require('~lib'), require('deep/y'))", []string{"tsconfig.json", `{
			// comments and commas are allowed
			"compilerOptions": {"baseUrl": "./base", "paths": {"@/*": ["src/*"], "~lib": ["../lib/index"],}}, }`, "base/src/x.js", says("x"), "lib/index.js", says("lib"), "base/deep/y.js", says("y")}, "x lib y"},
		{"baseUrl is not for packages", "log(require('a'))", []string{"tsconfig.json", `{"compilerOptions": {"baseUrl": "."}}`, "node_modules/a/index.js", "module.exports = require('b')", "b.js", says("file"), "node_modules/b/index.js", says("package")}, "package"},
		{"an extended tsconfig.json", "log(require('@c/x'))", []string{"tsconfig.json", `{"extends": "./base.json"}`, "base.json", `{"compilerOptions": {"paths": {"@c/*": ["./c/*"]}}}`, "c/x.js", says("c")}, "c"},
		{"jsconfig.json", "log(require('@u/x'))", []string{"jsconfig.json", `{"compilerOptions": {"paths": {"@u/*": ["utils/*"]}}}`, "utils/x.js", says("u")}, "u"},
		{"resolveAlias of app.json", "log(require('~/x'))", []string{"app.json", `{"pages": ["pages/a/a"], "resolveAlias": {"~/*": "/lib/*"}}`, "lib/x.js", says("lib")}, "lib"},
		{"styles and pictures are nothing", "require('./x.css'); log(typeof require('../../logo.png'))", []string{"pages/a/x.css", "a { b: c }", "logo.png", "\x89PNG"}, "object"},
		{"a computed name", "for (const n of ['zh', 'en']) log(require('./lang/' + n))", []string{"pages/a/lang/zh.js", says("中文"), "pages/a/lang/en.js", says("en")}, "中文\nen"},
		{"a computed name of npm", "const name = 'p' + 'kg'; log(require(name))", []string{"miniprogram_npm/pkg/index.js", says("pkg")}, "pkg"},
		{"Taro's file for WeChat", "log(require('./x'))", []string{"pages/a/x.js", says("any"), "pages/a/x.weapp.js", says("weapp")}, "weapp"},
	} {
		t.Run(c.name, func(t *testing.T) {
			pairs := append(append([]string{"pages/a/m.js", c.code}, app...), c.files...)
			if got := run(t, files(pairs...), "pages/a/m.js"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAModuleRunsOnceAndItsErrorIsThrown(t *testing.T) {
	got := run(t, files(
		"m.js", "log(require('./x') === require('x')); try { require('./no') } catch (e) { log(e instanceof Error, e.message) }",
		"x.js", "log('runs'); module.exports = {}",
	), "m.js")
	want := "runs\ntrue\ntrue m.js:1:45: cannot find module './no': there is no no.js; is it left out of the repository, or made by a build?"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
