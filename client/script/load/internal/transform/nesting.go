package transform

import "strings"

// The parsers below go into what is nested, so a file that nests without end would
// take all memory or end the process. No file that people or tools write comes
// near these bounds.
const (
	deepest = 2000      // brackets inside each other
	longest = 256 << 10 // bytes of one expression without a bracket, a comma or a text
)

// nesting says what is nested too deep in a text; "" is nothing. It reads brackets
// as they come, also those in regular expressions, which hardly ever matter.
func nesting(text string) string {
	depth, from := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"', '\'', '`':
			i = closing(text, i)
		case '(', '[', '{':
			if depth++; depth > deepest {
				return "more than 2000 brackets inside each other"
			}
		case ')', ']', '}':
			depth = max(0, depth-1)
		case '/':
			i = commented(text, i)
		case ',', ';', '\n':
		default:
			if i-from > longest {
				return "an expression of more than 256 KB"
			}
			continue
		}
		from = i
	}
	return ""
}

// commented is where the comment that may begin at i ends.
func commented(text string, i int) int {
	for _, c := range [][2]string{{"//", "\n"}, {"/*", "*/"}} {
		if strings.HasPrefix(text[i:], c[0]) {
			if n := strings.Index(text[i:], c[1]); n > 0 {
				return i + n
			}
			return len(text)
		}
	}
	return i
}

// closing is where the text in quotes that begins at i ends: with its quote, or
// before the end of its line.
func closing(text string, i int) int {
	quote := text[i]
	for j := i + 1; j < len(text); j++ {
		switch text[j] {
		case '\\':
			j++
		case quote:
			return j
		case '\n':
			if quote != '`' {
				return i
			}
		}
		if quote == '`' && strings.HasPrefix(text[j:], "${") {
			return i // what is in it counts
		}
	}
	return i
}
