package wxml

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// maxScripts bounds the files that the WXS of one template consists of.
const maxScripts = 100

// readScripts reads the WXS of a template, which its expressions need.
func (t *Template) readScripts(files Files) {
	t.scripts = map[string]string{}
	var follow func(name, text string)
	follow = func(name, text string) {
		if _, known := t.scripts[name]; known || len(t.scripts) >= maxScripts {
			return
		}
		t.scripts[name] = text
		for _, m := range required.FindAllStringSubmatch(text, -1) {
			if next, found := files(beside(name, m[1])); found {
				follow(beside(name, m[1]), next)
			}
		}
	}
	for _, s := range t.sources {
		for _, script := range s.scripts {
			if script.from == "" {
				follow(script.file(s), script.text)
			} else if text, found := files(script.file(s)); found {
				follow(script.file(s), text)
			}
		}
	}
}

var required = regexp.MustCompile(`require\(\s*["']([^"']+)["']\s*\)`)

// file is by what name the module of a script is found.
func (s script) file(of *source) string {
	if s.from == "" {
		return of.path + "#" + s.name
	}
	return beside(of.path, s.from)
}

// prelude is JavaScript that defines the modules of WXS. One that cannot be compiled is
// empty.
func (t *Template) prelude() string {
	if len(t.scripts) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(runtime)
	names := make([]string, 0, len(t.scripts))
	for name := range t.scripts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		code := kind.ReplaceAllString(t.scripts[name], "$$kind($1)")
		if _, err := goja.Compile("", "(function(module,exports,require){"+code+"\n})", false); err != nil {
			code = ""
		}
		b.WriteString("$files[" + text(name) + "]=function(module,exports,require){" + code + "\n};\n")
	}
	return b.String()
}

// scripts writes the variables by which the expressions of a file name its modules.
func (w *writer) scripts() string {
	var b strings.Builder
	for _, script := range w.s.scripts {
		_, read := w.of.scripts[script.file(w.s)]
		if variable := variableOf(script.name); variable != "" && read {
			delete(w.names, variable)
			b.WriteString("var " + variable + "=$wxs(" + text(script.file(w.s)) + ");\n")
		}
	}
	return b.String()
}

// variableOf is the variable for a module of a name; "" where there can be none. "this" is
// a usual name.
func variableOf(name string) string {
	if name == "this" {
		return "$this"
	}
	if _, err := goja.Compile("", "var "+name+"=1", true); err != nil || !identifier.MatchString(name) {
		return ""
	}
	return name
}

var (
	identifier = regexp.MustCompile(`^[A-Za-z_]\w*$`)
	// kind finds x.constructor, which is a text in WXS.
	kind = regexp.MustCompile(`((?:\w+\.)*\w+)\.constructor\b`)
)

// runtime is what WXS has besides JavaScript.
const runtime = `var $files={},$loaded={};
function $join(at,to){var way=to[0]==='/'?[]:at.split('#')[0].split('/').slice(0,-1);to.split('/').forEach(function(s){if(s==='..')way.pop();else if(s&&s!=='.')way.push(s)});return way.join('/')}
function $wxs(name){if(!$loaded[name]){var m=$loaded[name]={exports:{}};if($files[name])$files[name](m,m.exports,function(to){return $wxs($join(name,to))})}return $loaded[name].exports}
function $kind(v){return v===undefined||v===null?undefined:Object.prototype.toString.call(v).slice(8,-1)}
function getRegExp(s,f){return new RegExp(s,f)}
function getDate(a,b,c,d,e,f,g){return arguments.length===0?new Date():arguments.length===1?new Date(a):new Date(a,b,c||1,d||0,e||0,f||0,g||0)}
`
