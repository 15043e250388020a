package scan

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// unquote is the value of a text in quotes or of a template's beginning; ok is
// false where it has an escape that this does not know.
func unquote(s string) (value string, ok bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(s[1:], "${"), s[:1])
	if !strings.Contains(s, `\`) {
		return s, true
	}
	var units []uint16
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			r := []rune(s[i:])[0]
			units = append(units, utf16.Encode([]rune{r})...)
			i += len(string(r))
			continue
		}
		unit, n := escape(s[i:])
		if n == 0 {
			return "", false
		}
		units = append(units, unit)
		i += n
	}
	return string(utf16.Decode(units)), true
}

// escape reads an escape and tells its length.
func escape(s string) (unit uint16, length int) {
	if len(s) < 2 {
		return 0, 0
	}
	digits := 0
	switch s[1] {
	case 'n':
		return '\n', 2
	case 't':
		return '\t', 2
	case 'r':
		return '\r', 2
	case 'u':
		digits = 4
	case 'x':
		digits = 2
	case '\\', '"', '\'', '`', '/', '$', '-':
		return uint16(s[1]), 2
	default:
		return 0, 0
	}
	if len(s) < 2+digits {
		return 0, 0
	}
	v, err := strconv.ParseUint(s[2:2+digits], 16, 16)
	if err != nil {
		return 0, 0
	}
	return uint16(v), 2 + digits
}
