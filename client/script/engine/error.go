package engine

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// Place is a place in a file; line and column count from 1. The zero Place is
// none, and a zero line is the whole file.
type Place struct {
	File         string
	Line, Column int
}

// String is file:line:column.
func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Texts are the places that have a line, as texts; one that comes several times in a row
// is there once.
func Texts(places []Place) []string {
	var texts []string
	for _, p := range places {
		if p.Line > 0 {
			texts = append(texts, p.String())
		}
	}
	return slices.Compact(texts)
}

func (p Place) before(q Place) bool {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column)) < 0
}

// Kind says what an [Error] is.
type Kind uint8

// The kinds of errors.
const (
	SyntaxError Kind = iota + 1 // a file cannot be compiled
	Thrown                      // an exception that nothing caught
	Rejected                    // a rejection that nothing handled
	Exceeded                    // a limit: the app cannot go on
)

// Error is what went wrong in a script, and where.
type Error struct {
	Kind  Kind
	Text  string // what was thrown, or which limit was exceeded, in words
	Place Place  // of the user's code that comes first; zero where none does
	Stack []Place
}

// Error is the text and the place.
func (e *Error) Error() string {
	if e.Place == (Place{}) {
		return e.Text
	}
	return e.Text + " (" + e.Place.String() + ")"
}

// Location is the place as a text, file:line:column; it tells those who do not know
// this type that an error is one of the app's own code.
func (e *Error) Location() string { return e.Place.String() }

// Where is the place and, where the error was made in a function that others called, where
// they did. Of a turn that was interrupted only the place is the same each time.
func (e *Error) Where() []string {
	if e.Kind == Exceeded || len(e.Stack) == 0 || e.Stack[0] != e.Place {
		return Texts([]Place{e.Place})
	}
	return Texts(e.Stack)
}

// OverLimit tells those who do not know this type that a limit was exceeded. Of
// several which one comes first may depend on the machine.
func (e *Error) OverLimit() bool { return e.Kind == Exceeded }

// maxText bounds the text of an error: it may be a whole answer.
const maxText = 300

func shorten(s string) string {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return s
}

// Describe puts what was thrown, or the reason of a rejection, into words. It may
// run getters of the script.
func (e *Engine) Describe(v goja.Value) (text string) {
	o, isObject := v.(*goja.Object)
	switch {
	case v == nil:
		return "undefined"
	case !isObject:
		return shorten(v.String())
	}
	text = "an object of class " + o.ClassName()
	e.rt.Try(func() {
		if o.ClassName() == "Error" {
			text = describeError(o)
			return
		}
		for _, name := range []string{"errMsg", "message", "msg"} {
			if s, is := o.Get(name).(goja.String); is {
				text = s.String()
				return
			}
		}
	})
	return shorten(text)
}

func describeError(o *goja.Object) string {
	name, message := o.Get("name"), o.Get("message")
	switch {
	case name == nil:
		return "Error"
	case message == nil || message.String() == "":
		return name.String()
	}
	return name.String() + ": " + message.String()
}
