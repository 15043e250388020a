package transform

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/evanw/esbuild/pkg/api"
)

// Error is one thing that cannot be translated, and where. Line and column count
// from 1, the column in UTF-16 units as editors do.
type Error struct {
	Line, Column int
	Text         string
}

// Errors are all of a file, the first ones first; there is at least one.
type Errors []Error

// Error is the first one, with its place.
func (e Errors) Error() string { return fmt.Sprintf("%d:%d: %s", e[0].Line, e[0].Column, e[0].Text) }

func errorsOf(messages []api.Message, name string) Errors {
	list := make(Errors, len(messages))
	for i, m := range messages {
		e := Error{Line: 1, Column: 1, Text: wording(m, name)}
		if l := m.Location; l != nil {
			e.Line, e.Column = l.Line, column(l.LineText, l.Column)
		}
		list[i] = e
	}
	return list
}

// column turns bytes before a place into a column.
func column(line string, bytes int) int {
	if bytes > len(line) {
		return bytes + 1
	}
	return len(utf16.Encode([]rune(line[:bytes]))) + 1
}

// target is esbuild's word for the engine.
var target = regexp.MustCompile(` in the configured target environment \([^)]*\)`)

// wording is what is wrong and what to do about it.
func wording(m api.Message, name string) string {
	text := target.ReplaceAllString(m.Text, "")
	text = strings.TrimSuffix(text, " yet")
	switch {
	case strings.HasPrefix(text, "Top-level await"):
		return "await outside of an async function: a mini program has no such modules; put it into an async function"
	case strings.HasPrefix(text, "Transforming") || strings.Contains(text, "is not available"):
		return lowerFirst(text) + ": write it in older JavaScript"
	case strings.HasSuffix(name, ".json"):
		return "not JSON: " + lowerFirst(text)
	case strings.HasSuffix(name, "js") && looksTyped(m):
		return lowerFirst(text) + "; if this is TypeScript, its name must end in .ts"
	}
	return lowerFirst(text)
}

// looksTyped tells whether an error may be a type in a file of JavaScript.
func looksTyped(m api.Message) bool {
	for _, sign := range []string{`but found ":"`, `Unexpected "enum"`, `Unexpected "interface"`, `but found "as"`, `Expected "from" but found "{"`, `Expected ";" but found`} {
		if strings.Contains(m.Text, sign) {
			return true
		}
	}
	return false
}

func lowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && (s[1] < 'A' || s[1] > 'Z') {
		return string(s[0]+'a'-'A') + s[1:]
	}
	return s
}
