package load

import (
	"encoding/json"
	"path"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/script/load/internal/resolve"
)

// tsconfig is what counts of a tsconfig.json or a jsconfig.json.
type tsconfig struct {
	compiler map[string]json.RawMessage
	aliases  []resolve.Alias
}

// told are the options that change what code does.
var told = []string{"alwaysStrict", "experimentalDecorators", "importsNotUsedAsValues", "preserveValueImports",
	"verbatimModuleSyntax", "jsx", "jsxFactory", "jsxFragmentFactory", "jsxImportSource", "target", "useDefineForClassFields"}

// options is the text that esbuild reads.
func (t tsconfig) options() string {
	if len(t.compiler) == 0 {
		return ""
	}
	return quote(map[string]any{"compilerOptions": t.compiler})
}

// maxExtends bounds how many files one tsconfig.json is made of.
const maxExtends = 10

// tsconfig reads the one nearest to the code.
func (p *Project) tsconfig(at layout) tsconfig {
	dir := at.app
	if at.entry != "" {
		dir = path.Dir(at.entry)
	}
	for _, name := range []string{"tsconfig.json", "jsconfig.json"} {
		if found := above(p.fsys, dir, name); found != "" {
			t := tsconfig{compiler: map[string]json.RawMessage{}}
			p.readTsconfig(&t, path.Join(found, name), maxExtends)
			if string(t.compiler["emitDecoratorMetadata"]) == "true" {
				p.warnFile(path.Join(found, name), "emitDecoratorMetadata: decorators get no types here")
			}
			delete(t.compiler, "emitDecoratorMetadata")
			return t
		}
	}
	return tsconfig{}
}

// readTsconfig reads a file over those that it extends. One that cannot be read
// is told, and left out: the code may do without.
func (p *Project) readTsconfig(t *tsconfig, name string, depth int) {
	config, err := p.setting(name)
	if err != nil {
		p.warnFile(name, "is left out: "+err.Error())
		return
	}
	dir := path.Dir(name)
	parents := config.Get("extends").Array()
	for _, parent := range parents {
		if file := p.extended(dir, parent.Str); file != "" && depth > 0 {
			p.readTsconfig(t, file, depth-1)
		}
	}
	options := config.Get("compilerOptions")
	for _, key := range slices.Concat(told, []string{"emitDecoratorMetadata"}) {
		if v := options.Get(key); v.Exists() {
			t.compiler[key] = json.RawMessage(v.Raw)
		}
	}
	base := dir
	if b := options.Get("baseUrl"); b.Exists() {
		base = path.Join(dir, b.Str)
		t.aliases = []resolve.Alias{{Pattern: "*", To: []string{path.Join(base, "*")}}}
	}
	if paths := options.Get("paths"); paths.IsObject() {
		t.aliases = aliasesOf(paths, base, t.aliases)
	}
}

// extended is the file that an extends means; "" where it is not there.
func (p *Project) extended(dir, name string) string {
	candidates := []string{path.Join(dir, name), path.Join(dir, name+".json")}
	if !strings.HasPrefix(name, ".") {
		candidates = nil
		for d := dir; ; d = path.Dir(d) {
			base := path.Join(d, "node_modules", name)
			candidates = append(candidates, base, base+".json", path.Join(base, "tsconfig.json"))
			if d == "." {
				break
			}
		}
	}
	for _, c := range candidates {
		if isFile(p.fsys, c) {
			return c
		}
	}
	return ""
}

// aliasesOf are paths, and the baseUrl behind them.
func aliasesOf(paths gjson.Result, base string, behind []resolve.Alias) []resolve.Alias {
	var list []resolve.Alias
	paths.ForEach(func(k, v gjson.Result) bool {
		a := resolve.Alias{Pattern: k.Str}
		for _, to := range v.Array() {
			a.To = append(a.To, path.Join(base, to.Str))
		}
		list = append(list, a)
		return true
	})
	for _, b := range behind {
		if b.Pattern == "*" {
			list = append(list, b)
		}
	}
	return list
}
