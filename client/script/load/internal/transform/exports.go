package transform

import (
	"regexp"
	"strings"
)

// block is how esbuild gives a module its exports: a function for each.
var block = regexp.MustCompile(`(?m)^__export\((\w+), \{\n((?:  .*: \(\) => .*\n)+)\}\);\n`)

// member is one of them that is a variable of the module.
var member = regexp.MustCompile(`(?m)^  ([\w$]+): \(\) => ([\w$]+),?$`)

// fixExports appends a statement by which the exports that never change become
// plain values, as Babel's are, once the module has run: a function for each takes
// four times the memory in each client.
func fixExports(code string) string {
	m := block.FindStringSubmatch(code)
	if m == nil {
		return code
	}
	var fixed []string
	changed := assigned(code)
	for _, e := range member.FindAllStringSubmatch(m[2], -1) {
		if constant(code, e[2], changed) {
			fixed = append(fixed, e[1])
		}
	}
	if len(fixed) == 0 {
		return code
	}
	return code + `require("` + Interop + `").fix(` + m[1] + `, "` + strings.Join(fixed, " ") + "\");\n"
}

// constant tells whether a variable at the top of a module keeps its value.
func constant(code, name string, changed map[string]bool) bool {
	declared := func(by, then string) bool { return strings.Contains(code, "\n"+by+" "+name+then) }
	switch {
	case declared("const", " = "), strings.HasSuffix(name, "_default") && declared("var", " = "):
		return true
	case declared("function", "("), declared("async function", "("), declared("class", " "):
		return !changed[name]
	}
	return false
}

// assigned are the names in front of an assignment, or with ++ or --. There may be
// others among them.
func assigned(code string) map[string]bool {
	names := map[string]bool{}
	for i := 1; i+1 < len(code); i++ {
		switch c, next, last := code[i], code[i+1], code[i-1]; {
		case c == '=' && next != '=' && next != '>' && last != '=' && last != '!':
			names[nameBefore(strings.TrimRight(code[:i], "+-*/%&|^?<> "))] = true
		case (c == '+' || c == '-') && c == next:
			names[nameBefore(code[:i])] = true
			names[nameAfter(code[i+2:])] = true
		}
	}
	return names
}

func nameBefore(s string) string {
	i := len(s)
	for i > 0 && inName(s[i-1]) {
		i--
	}
	return s[i:]
}

func nameAfter(s string) string {
	i := 0
	for i < len(s) && inName(s[i]) {
		i++
	}
	return s[:i]
}

func inName(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
