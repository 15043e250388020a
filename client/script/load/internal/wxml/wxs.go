package wxml

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// Files reads the file of a module of WXS by its path; false where it is not there.
type Files func(path string) (text string, found bool)

// maxScripts bounds the files that the WXS of one template consists of.
const maxScripts = 100

// ScriptFiles are the paths of the files that the WXS of a template at a path consists of,
// with their texts.
func (t *Template) ScriptFiles(at string, files Files) map[string]string {
	all := map[string]string{}
	var follow func(name, text string)
	follow = func(name, text string) {
		if _, known := all[name]; known || len(all) >= maxScripts {
			return
		}
		all[name] = text
		for _, m := range required.FindAllStringSubmatch(text, -1) {
			if next, found := files(besides(name, m[1])); found {
				follow(besides(name, m[1]), next)
			}
		}
	}
	for _, s := range t.Scripts {
		if s.Source == "" {
			follow(at+"#"+s.Name, s.Text)
		} else if text, found := files(besides(at, s.Source)); found {
			follow(besides(at, s.Source), text)
		}
	}
	return all
}

var required = regexp.MustCompile(`require\(\s*["']([^"']+)["']\s*\)`)

// besides is the path of a file that another names: from it, or from the root.
func besides(at, name string) string {
	if strings.HasPrefix(name, "/") {
		return strings.TrimPrefix(path.Clean(name), "/")
	}
	return path.Join(path.Dir(strings.Split(at, "#")[0]), name)
}

// Prelude is JavaScript that defines the modules of a template's WXS, from their files. A
// module that cannot be compiled is empty.
func (t *Template) Prelude(at string, files map[string]string) string {
	if len(files) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(runtime)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		code := kind.ReplaceAllString(files[name], "$$kind($1)")
		if _, err := goja.Compile("", "(function(module,exports,require){"+code+"\n})", false); err != nil {
			code = ""
		}
		b.WriteString("$files[" + text(name) + "]=function(module,exports,require){" + code + "\n};\n")
	}
	for _, s := range t.Scripts {
		name := at + "#" + s.Name
		if s.Source != "" {
			name = besides(at, s.Source)
		}
		if variable := variableOf(s.Name); variable != "" {
			b.WriteString("var " + variable + "=$wxs(" + text(name) + ");\n")
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
	this       = regexp.MustCompile(`\bthis\b`)
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
