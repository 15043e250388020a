package scan

import "strings"

// regular looks at a regular expression.
func (s *scanner) regular(t token) {
	i := strings.LastIndexByte(t.text, '/')
	if i < 1 {
		return
	}
	s.expression(t, t.text[1:i], t.text[i+1:])
}

// regexpOf looks at RegExp("…", "…").
func (s *scanner) regexpOf(t token) {
	ahead := s.ahead()
	if !ahead.next().is("(") {
		return
	}
	source := ahead.next()
	if source.kind != text {
		return
	}
	value, _ := unquote(source.text)
	flags := ""
	if ahead.next().is(",") {
		if f := ahead.next(); f.kind == text {
			flags, _ = unquote(f.text)
		}
	}
	s.expression(t, value, flags)
}

func (s *scanner) expression(t token, source, flags string) {
	switch unicode := strings.Contains(flags, "u"); {
	case strings.ContainsAny(flags, "dv"):
		s.doubt(t, "regular expressions with the flag d or v are an error here")
	case unicode && (strings.Contains(source, `\p{`) || strings.Contains(source, `\P{`)):
		s.doubt(t, `\p{…} in a regular expression matches nothing here; name the characters themselves`)
	case strings.Contains(source, "(?<=") || strings.Contains(source, "(?<!"):
		s.doubt(t, "lookbehind in a regular expression: iPhones before iOS 16.4 do not know it, and here it is slow")
	}
}

// absent are globals that the engine does not have, and what they are for.
var absent = map[string]string{
	"Intl":                 "dates and numbers by locale",
	"WeakRef":              "weak references",
	"FinalizationRegistry": "weak references",
	"URL":                  "parsing of addresses; devices do not have it either",
	"URLSearchParams":      "parsing of addresses; devices do not have it either",
	"structuredClone":      "deep copies; devices do not have it either",
	"SharedArrayBuffer":    "shared memory",
	"Atomics":              "shared memory",
}

// global looks at a name that may be one of the absent ones. A name that the
// file declares is not, and typeof asks before.
func (s *scanner) global(t token) {
	what, is := absent[t.text]
	if !is || s.before.is("typeof") || s.declares(t.text) {
		return
	}
	switch ahead := s.ahead(); {
	case s.before.is("new"), ahead.next().is("."), t.text == "structuredClone":
		s.doubt(t, t.text+" is missing here ("+what+"): where it is used, that is an exception")
	}
}

func (s *scanner) declares(name string) bool {
	for _, keyword := range []string{"var ", "let ", "const ", "function ", "class "} {
		if strings.Contains(s.code, keyword+name) {
			return true
		}
	}
	return false
}
