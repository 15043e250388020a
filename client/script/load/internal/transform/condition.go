package transform

import (
	"regexp"
	"strings"
)

// directive is one of uni-app's conditional comments: "// #ifdef MP-WEIXIN",
// "/* #endif */".
var directive = regexp.MustCompile(`^\s*(?://|/\*)\s*#(ifdef|ifndef|endif)\b([^*\r\n]*)`)

// applyConditions blanks what conditional comments leave out. Lines stay where
// they are. Without flags the text is as it was.
func applyConditions(text string, flags map[string]bool) string {
	if flags == nil || !strings.Contains(text, "#ifdef") && !strings.Contains(text, "#ifndef") {
		return text
	}
	lines := strings.Split(text, "\n")
	var kept []bool // for each open condition
	keep := true
	for i, line := range lines {
		m := directive.FindStringSubmatch(line)
		switch {
		case m == nil:
			if !keep {
				lines[i] = ""
			}
		case m[1] == "endif":
			if n := len(kept); n > 0 {
				keep, kept = kept[n-1], kept[:n-1]
			}
		default:
			kept = append(kept, keep)
			keep = keep && holds(m[2], flags) == (m[1] == "ifdef")
		}
	}
	return strings.Join(lines, "\n")
}

// holds evaluates A || B && C.
func holds(expression string, flags map[string]bool) bool {
	for _, alternative := range strings.Split(expression, "||") {
		all := true
		for _, name := range strings.Split(alternative, "&&") {
			name = strings.Trim(name, " \t()")
			all = all && flags[strings.TrimPrefix(name, "!")] != strings.HasPrefix(name, "!")
		}
		if all {
			return true
		}
	}
	return false
}
