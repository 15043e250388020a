package transform

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/evanw/esbuild/pkg/api"
)

// Interop is the id of the module with the functions that translated ES modules
// need. esbuild repeats them at the top of each file, which takes up to 8 KB a
// module in each client; they are cut out, and fetched from this module.
const Interop = "wxload:interop"

// InteropSource is its text.
//
//go:embed interop.js
var InteropSource string

// helper is one of esbuild's functions as it writes it: "var __toESM = …;\n". Its
// variables have numbers behind their names where the file has such names, too;
// the text is without them.
type helper struct{ name, text string }

var numbered = regexp.MustCompile(`\b([a-z][A-Za-z]*)\d+\b`)

func withoutNumbers(text string) string { return numbered.ReplaceAllString(text, "$1") }

// helpers are those that Interop has, in esbuild's order. They are taken from
// esbuild itself, so a file has exactly these texts or others are left alone.
var helpers = sync.OnceValue(func() []helper {
	const sample = `import a, { b } from "x"; export * from "y"; export { a, b }`
	out := api.Transform(sample, esbuild("sample.js", sample, Options{}))
	var list []helper
	for rest := string(out.Code); ; {
		text, name := cutHelper(rest)
		if name == "" {
			return list
		}
		list = append(list, helper{name, withoutNumbers(text)})
		rest = rest[len(text):]
	}
})

var helperName = regexp.MustCompile(`^var (__\w+) = `)

// cutHelper is the helper at the beginning of a text: it ends with the first line
// that is not indented and ends with a semicolon.
func cutHelper(text string) (helper, name string) {
	m := helperName.FindStringSubmatch(text)
	if m == nil {
		return "", ""
	}
	end := 0
	for {
		n := strings.IndexByte(text[end:], '\n')
		if n < 0 {
			return "", ""
		}
		line := text[end : end+n]
		end += n + 1
		if !strings.HasPrefix(line, " ") && strings.HasSuffix(line, ";") {
			return text[:end], m[1]
		}
	}
}

// shareHelpers replaces the helpers at the top of a file by a look-up in the
// module Interop. The other lines stay where they are.
func shareHelpers(code string) string {
	head, rest := "", code
	for strings.HasPrefix(rest, `"use `) {
		line, after, _ := strings.Cut(rest, "\n")
		head, rest = head+line+"\n", after
	}
	texts := map[string]string{}
	for _, h := range helpers() {
		texts[h.name] = h.text
	}
	var kept strings.Builder
	var cut []string
	for {
		text, name := cutHelper(rest)
		if name == "" {
			break
		}
		rest = rest[len(text):]
		if texts[name] == withoutNumbers(text) {
			cut = append(cut, name)
			text = strings.Repeat("\n", strings.Count(text, "\n"))
		}
		kept.WriteString(text)
	}
	if len(cut) == 0 {
		return code
	}
	rest = kept.String() + rest
	cut = slices.DeleteFunc(cut, func(name string) bool { return !mentions(rest, name) })
	if len(cut) > 0 {
		head += "const { " + strings.Join(cut, ", ") + ` } = require("` + Interop + `");`
	}
	return head + rest
}

func mentions(code, name string) bool {
	return strings.Contains(code, name+"(") || strings.Contains(code, name+".")
}

// exported is the statement by which esbuild gives a module its exports.
var exported = regexp.MustCompile(`(?m)^module\.exports = __toCommonJS\((\w+)\);$`)

// keepExports lets a module that exports in both ways keep what it assigns to
// exports: as Babel's, its exports stay the one object.
func keepExports(code string) string {
	return exported.ReplaceAllString(code, "module.exports = __toCommonJS($1, exports);")
}

// isModule reports whether a file is an ES module. Its translation shows it by
// what it needs of Interop, except where it only imports for the effect.
func isModule(source, translated, shared string) bool {
	if translated != shared && strings.Contains(shared, "__toCommonJS") {
		return true
	}
	return strings.Contains(translated, `require("`) && (begins(source, "import") || begins(source, "export"))
}

// begins tells whether a line begins with a keyword, and not with a call of it.
func begins(source, keyword string) bool {
	for at := 0; ; {
		i := strings.Index(source[at:], keyword)
		if i < 0 {
			return false
		}
		at += i + len(keyword)
		before := strings.TrimRight(source[:at-len(keyword)], " \t")
		after := strings.TrimLeft(source[at:], " \t")
		if (before == "" || strings.HasSuffix(before, "\n")) && after != "" && !strings.ContainsRune("(.:=,;)", rune(after[0])) {
			return true
		}
	}
}
