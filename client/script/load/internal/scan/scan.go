package scan

import (
	"slices"
	"strings"
)

// Place is a place in the text; line and column count from 1.
type Place struct{ Line, Column int }

// Require is a call of require, require.async or import.
type Require struct {
	// Request is what is required. Where it is computed, it is the part that is
	// known to come first, and may be empty.
	Request  string
	Computed bool
	Place
}

// Doubt is something that the engine does not do as a device does.
type Doubt struct {
	Text string // for people
	Place
}

// Found is what a file has.
type Found struct {
	Requires []Require // each request once, computed ones always
	Plugins  []Require // of requirePlugin
	Doubts   []Doubt
	// Words are all identifiers and short texts.
	Words map[string]bool
}

// longestWord bounds the texts that can be the name of something.
const longestWord = 40

// Scan reads a transformed file.
func Scan(code string) Found {
	s := scanner{lexer: lexer{code: code}, seen: map[string]bool{}, lines: 1}
	s.found.Words = map[string]bool{}
	for t := s.next(); t.kind != end; t = s.next() {
		s.note(t)
		s.see(t)
	}
	return s.found
}

type scanner struct {
	lexer
	found Found
	seen  map[string]bool
	// before is the token in front of the one that is seen.
	before, now token
	// lines is the line of the offset from.
	lines, from, begin int
}

// note keeps a word.
func (s *scanner) note(t token) {
	switch {
	case t.kind == word:
		s.found.Words[t.text] = true
	case (t.kind == text || t.kind == template) && len(t.text) <= longestWord+2:
		if value, ok := unquote(t.text); ok {
			s.found.Words[value] = true
		}
	}
}

func (s *scanner) see(t token) {
	s.before, s.now = s.now, t
	switch {
	case t.kind == pattern:
		s.regular(t)
	case t.kind != word || s.before.is("."):
	case t.text == "require":
		s.require(t)
	case t.text == "requirePlugin":
		if value, computed, ok := s.argument(); ok && !computed {
			s.found.Plugins = append(s.found.Plugins, Require{Request: value, Place: s.place(t)})
		}
	case t.text == "RegExp":
		s.regexpOf(t)
		s.lastMatch()
	default:
		s.global(t)
	}
}

// lastMatch notes RegExp.$1 and the like as one word.
func (s *scanner) lastMatch() {
	ahead := s.ahead()
	if dot, name := ahead.next(), ahead.next(); dot.is(".") && strings.HasPrefix(name.text, "$") {
		s.found.Words["RegExp.$1"] = true
	}
}

// require notes a call of require, or of require.async.
func (s *scanner) require(t token) {
	ahead := s.ahead()
	if ahead.next().is(".") {
		if !ahead.next().is("async") {
			return
		}
		s.lexer = ahead
	}
	value, computed, ok := s.argument()
	if !ok || !computed && s.seen[value] {
		return
	}
	s.seen[value] = !computed || s.seen[value]
	s.found.Requires = append(s.found.Requires, Require{Request: value, Computed: computed, Place: s.place(t)})
}

// argument looks at the first argument of the call that may follow. Of one that
// is no text alone it returns how it begins.
func (s *scanner) argument() (value string, computed, ok bool) {
	ahead := s.ahead()
	if !ahead.next().is("(") {
		return "", false, false
	}
	first := ahead.next()
	if first.is(")") || first.kind == end {
		return "", false, false
	}
	if first.kind == text || first.kind == template {
		value, ok = unquote(first.text)
	}
	if !ok {
		return "", true, true
	}
	after := ahead.next()
	return value, !after.is(")") && !after.is(",") || strings.HasSuffix(first.text, "${"), true
}

// ahead is a lexer that reads on without moving this one.
func (l *lexer) ahead() lexer {
	copied := *l
	copied.braces = slices.Clone(l.braces)
	return copied
}

// place is that of a token; tokens are asked for in their order.
func (s *scanner) place(t token) Place {
	between := s.code[s.from:t.offset]
	if n := strings.Count(between, "\n"); n > 0 {
		s.lines += n
		s.begin = s.from + strings.LastIndexByte(between, '\n') + 1
	}
	s.from = t.offset
	return Place{s.lines, t.offset - s.begin + 1}
}

func (s *scanner) doubt(t token, words string) {
	s.found.Doubts = append(s.found.Doubts, Doubt{words, s.place(t)})
}
