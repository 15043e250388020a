package wxml

import (
	"strings"

	"github.com/dop251/goja"
)

// expressions writes those of one file as JavaScript. In WXML there is no exception: what
// is not there is undefined, and so are its members and what it returns. So "{{a.b || 1}}"
// becomes "a?.b || 1", and a name that the data lack is looked up in $none at last.
type expressions struct {
	names map[string]bool // all that the file's expressions mention
}

// value writes an attribute's value: a text, or a function of the data where there are
// expressions in it. One that cannot be compiled is undefined.
func (x *expressions) value(v string) string {
	if !strings.Contains(v, "{{") {
		return text(v)
	}
	var parts []string
	for v != "" {
		before, rest, found := strings.Cut(v, "{{")
		if before != "" {
			parts = append(parts, text(before))
		}
		if !found {
			break
		}
		expression, after, _ := strings.Cut(rest, "}}")
		if strings.HasPrefix(after, "}") { // {{ {a: 1} }} without the space
			expression, after = expression+"}", after[1:]
		}
		expression = x.written(expression)
		parts = append(parts, "("+first(expression, "{"+expression+"}")+")") // "{{a: 1}}" is an object
		v = after
	}
	if len(parts) > 1 {
		parts = append([]string{`""`}, parts...)
	}
	return function(strings.Join(parts, "+"))
}

// object writes the data of a template: "{{a, ...b, c: 1}}" is an object, always.
func (x *expressions) object(v string) string {
	_, v, _ = strings.Cut(v, "{{")
	if i := strings.LastIndex(v, "}}"); i >= 0 {
		v = v[:i]
	}
	v = x.written(v)
	return function("(" + first("{"+v+"}", v) + ")")
}

func function(body string) string {
	return "function($){with($none)with($){return " + body + "}}"
}

// first is the first of several texts that can be compiled.
func first(expressions ...string) string {
	for _, e := range expressions {
		if _, err := goja.Compile("", "(function($){with($){return ("+e+"\n)}})", false); err == nil {
			return e
		}
	}
	return "undefined"
}

// written is an expression as JavaScript.
func (x *expressions) written(expression string) string {
	var b strings.Builder
	operand := false // what stands before is a value, of which there are members
	for s := expression; s != ""; {
		n, now := 1, false
		switch c := s[0]; {
		case isNameByte(c) && !isDigit(c):
			n = length(s, isNameByte)
			x.name(&b, s[:n])
			s, operand = s[n:], !operators[s[:n]]
			continue
		case isDigit(c):
			n, now = length(s, func(c byte) bool { return isNameByte(c) || c == '.' }), true
		case c == '\'' || c == '"':
			n, now = quoted(s), true
		case strings.HasPrefix(s, "..."):
			n = 3
		case c == '.' && operand, strings.HasPrefix(s, "?.") && operand && !isDigit(second(s[1:])):
			s = strings.TrimPrefix(strings.TrimPrefix(s, "?"), ".")
			b.WriteString("?.")
			if n = length(s, isNameByte); n == 0 {
				operand = false // "?.[": the brackets follow
				continue
			}
			now = true
		case (c == '[' || c == '(') && operand:
			b.WriteString("?.")
		case c == ')' || c == ']':
			now = true
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			now = operand
		}
		b.WriteString(s[:n])
		s, operand = s[n:], now
	}
	return b.String()
}

// operators are names after which no member stands.
var operators = map[string]bool{"typeof": true, "instanceof": true, "in": true, "void": true, "delete": true, "new": true}

// name writes a name that stands alone. "this" is a usual one of a module.
func (x *expressions) name(b *strings.Builder, name string) {
	if name == "this" {
		name = "$this"
	}
	x.names[name] = true
	b.WriteString(name)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool { return isLetter(c) || isDigit(c) || c == '_' || c == '$' || c >= 0x80 }

func second(s string) byte {
	if len(s) < 2 {
		return 0
	}
	return s[1]
}

// length is how many bytes at the beginning are of a kind.
func length(s string, is func(byte) bool) int {
	for i := range len(s) {
		if !is(s[i]) {
			return i
		}
	}
	return len(s)
}

// quoted is the length of the text at the beginning.
func quoted(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case s[0]:
			return i + 1
		}
	}
	return len(s)
}
