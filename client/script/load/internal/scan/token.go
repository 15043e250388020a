package scan

import "strings"

// kind is what a token is.
type kind uint8

const (
	end kind = iota
	word
	number
	text     // in quotes
	template // without ${} in it, or up to the first
	pattern  // a regular expression
	sign     // one character of punctuation, or ...
)

// token is a piece of the text.
type token struct {
	kind   kind
	text   string
	offset int
}

func (t token) is(s string) bool { return t.text == s && (t.kind == word || t.kind == sign) }

// lexer cuts a text into tokens.
type lexer struct {
	code string
	at   int
	last token // the one before
	// braces counts the open { of each template that is open.
	braces []int
}

// next returns the next token; its kind is end behind the last one.
func (l *lexer) next() token {
	t := l.read()
	l.last = t
	return t
}

func (l *lexer) read() token {
	l.skip()
	if l.at >= len(l.code) {
		return token{kind: end, offset: len(l.code)}
	}
	from, c := l.at, l.code[l.at]
	switch {
	case isLetter(c):
		l.while(func(c byte) bool { return isLetter(c) || isDigit(c) })
		return token{word, l.code[from:l.at], from}
	case isDigit(c):
		l.while(func(c byte) bool { return isLetter(c) || isDigit(c) || c == '.' })
		return token{number, l.code[from:l.at], from}
	case c == '"' || c == '\'':
		l.quoted(c)
		return token{text, l.code[from:l.at], from}
	case c == '`':
		l.at++
		return l.templateFrom(from)
	case c == '/' && l.startsPattern():
		l.regexp()
		return token{pattern, l.code[from:l.at], from}
	}
	return l.sign(from)
}

// sign reads punctuation. A } may end the ${} of a template.
func (l *lexer) sign(from int) token {
	if strings.HasPrefix(l.code[l.at:], "...") {
		l.at += 3
		return token{sign, "...", from}
	}
	c := l.code[l.at]
	l.at++
	if n := len(l.braces); n > 0 {
		switch {
		case c == '{':
			l.braces[n-1]++
		case c == '}' && l.braces[n-1] == 0:
			l.braces = l.braces[:n-1]
			return l.templateFrom(from)
		case c == '}':
			l.braces[n-1]--
		}
	}
	return token{sign, l.code[from:l.at], from}
}

// skip passes spaces and comments.
func (l *lexer) skip() {
	for l.at < len(l.code) {
		switch rest := l.code[l.at:]; {
		case rest[0] == ' ' || rest[0] == '\n' || rest[0] == '\t' || rest[0] == '\r':
			l.at++
		case strings.HasPrefix(rest, "//"):
			l.to("\n")
		case strings.HasPrefix(rest, "/*"):
			l.at += 2
			l.to("*/")
		default:
			return
		}
	}
}

// to passes everything up to and with s.
func (l *lexer) to(s string) {
	if i := strings.Index(l.code[l.at:], s); i >= 0 {
		l.at += i + len(s)
		return
	}
	l.at = len(l.code)
}

func (l *lexer) while(in func(byte) bool) {
	for l.at < len(l.code) && in(l.code[l.at]) {
		l.at++
	}
}

// quoted passes a text; it ends with its line at the latest.
func (l *lexer) quoted(quote byte) {
	for l.at++; l.at < len(l.code); l.at++ {
		switch l.code[l.at] {
		case '\\':
			l.at++
		case quote:
			l.at++
			return
		case '\n':
			return
		}
	}
	l.at = min(l.at, len(l.code))
}

// templateFrom passes a template up to its end or its next ${.
func (l *lexer) templateFrom(from int) token {
	for ; l.at < len(l.code); l.at++ {
		switch {
		case l.code[l.at] == '\\':
			l.at++
		case l.code[l.at] == '`':
			l.at++
			return token{template, l.code[from:l.at], from}
		case strings.HasPrefix(l.code[l.at:], "${"):
			l.at += 2
			l.braces = append(l.braces, 0)
			return token{template, l.code[from:l.at], from}
		}
	}
	l.at = len(l.code)
	return token{template, l.code[from:], from}
}

// startsPattern tells a regular expression from a division.
func (l *lexer) startsPattern() bool {
	switch next := l.peek(); l.last.kind {
	case end:
		return true
	case number, text, pattern:
		return false
	case template:
		return strings.HasSuffix(l.last.text, "${")
	case word:
		return beforeValue[l.last.text]
	default:
		if l.last.is(")") || l.last.is("]") || l.last.is("}") {
			return l.last.text != "]" && next != ' ' && next != '='
		}
		return true
	}
}

func (l *lexer) peek() byte {
	if l.at+1 < len(l.code) {
		return l.code[l.at+1]
	}
	return 0
}

// beforeValue are the words after which a value begins.
var beforeValue = map[string]bool{
	"return": true, "typeof": true, "case": true, "in": true, "of": true, "delete": true, "void": true, "throw": true,
	"new": true, "else": true, "do": true, "instanceof": true, "yield": true, "await": true,
}

// regexp passes a regular expression with its flags; it ends with its line.
func (l *lexer) regexp() {
	class := false
	for l.at++; l.at < len(l.code) && l.code[l.at] != '\n'; l.at++ {
		switch c := l.code[l.at]; {
		case c == '\\':
			l.at++
		case c == '[':
			class = true
		case c == ']':
			class = false
		case c == '/' && !class:
			l.at++
			l.while(isLetter)
			return
		}
	}
	l.at = min(l.at, len(l.code))
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c == '#' || c == '\\' || c >= 0x80
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
