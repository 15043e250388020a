package lang

import (
	"regexp"
	"strings"
)

// parts says a text that is put together of others, all of which are known.
func (s *saying) parts(text string) said {
	if strings.Contains(text, "\n") {
		return s.lines(text)
	}
	best := unknown(text)
	for _, joint := range joints() {
		best = best.or(s.list(text, joint[0], joint[1]))
	}
	return best
}

// joints are what stands between texts, in English and in Chinese, the loosest first.
func joints() [][2]string {
	return [][2]string{{"; ", "；"}, {", ", "，"}, {", and ", "，并且"}, {": ", "："}}
}

// lines says the lines of a text one by one.
func (s *saying) lines(text string) said {
	all := said{}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		done := s.say(line)
		lines[i] = done.text
		all.known, all.data, all.parts = all.known || done.known, all.data+done.data, all.parts+done.parts
	}
	all.text = strings.Join(lines, "\n")
	return all
}

// list says two texts with a joint between them, each of which may be such a list.
func (s *saying) list(text, joint, translation string) said {
	best := unknown(text)
	for at := nextJoint(text, joint, 0); at >= 0; at = nextJoint(text, joint, at+len(joint)) {
		if joint == ": " && endsWithName(text[:at]) {
			continue
		}
		left, right := s.say(text[:at]), s.say(text[at+len(joint):])
		if right.known && (left.known || at == 0) {
			best = best.or(joined(left.text+translation+right.text, left, right, looseJoint))
		}
	}
	return best
}

// endsWithName reports whether a text before a colon ends with another colon and a single
// word: that may be the key of a file, as in "line 3: name: expected a text".
func endsWithName(text string) bool {
	at := strings.LastIndex(text, ": ")
	return at >= 0 && !strings.Contains(text[at+len(": "):], " ")
}

var choices = regexp.MustCompile(`^[^\s,]+(, [^\s,]+)* or [^\s,]+$`)

// choice says "a, b or c", all of which are names.
func choice(text string) said {
	if !choices.MatchString(text) {
		return unknown(text)
	}
	said := unknown(strings.NewReplacer(", ", "、", " or ", " 或 ").Replace(text))
	said.known, said.data = true, len(text)-len(", ")*strings.Count(text, ", ")-len(" or ")-1 // better than to take it apart
	return said
}

// joined is a text that is put together of two.
func joined(text string, left, right said, loose int) said {
	return said{text: text, known: true, data: left.data + right.data, parts: left.parts + right.parts + 1, loose: loose}
}

// besideName says a text that has somebody's name before a colon, another program's error
// behind it, or either beside brackets.
func (s *saying) besideName(text string) said {
	best := s.brackets(text)
	for at := nextJoint(text, ": ", 0); at >= 0; at = nextJoint(text, ": ", at+1) {
		left, right := text[:at], text[at+len(": "):]
		if done := s.say(right); done.known {
			best = best.or(joined(left+colon(left)+done.text, unknown(left), done, looseName))
		}
		if done := s.say(left); done.known && !number.MatchString(left) && !endsWithName(left) {
			best = best.or(joined(done.text+"："+right, done, unknown(right), looseName))
		}
	}
	for at := nextJoint(text, "; ", 0); at >= 0; at = nextJoint(text, "; ", at+1) {
		if done := s.message(text[at+len("; "):]); done.known {
			best = best.or(joined(text[:at]+"；"+done.text, unknown(text[:at]), done, looseName))
		}
	}
	return best
}

// place is where something stands in a file, such as "shop.yaml:3" or "shop.yaml:3:5".
var place = regexp.MustCompile(`:\d+(?::\d+)?$`)

// colon is what stands between a name and a text about it. Behind a place it is as
// compilers have it, which editors and terminals know.
func colon(name string) string {
	if place.MatchString(name) {
		return ": "
	}
	return "："
}

// lastName is the last one of a list, and what stands before it.
var lastName = regexp.MustCompile(`^(.*[^,]) (and|or) ([^ ,]+)$`)

// names says a list of names or texts, such as "a, b or c".
func (s *saying) names(text string) said {
	if m := lastName.FindStringSubmatch(text); m != nil {
		before, last := s.names(m[1]), s.say(m[3])
		both := parseFormat(map[string]string{"and": "%s和%s", "or": "%s或%s"}[m[2]])
		return joined(both.with(before.text, last.text), before, last, looseName)
	}
	at := nextJoint(text, ", ", 0)
	if at < 0 {
		one := s.say(text)
		one.known = true
		return one
	}
	first, rest := s.say(text[:at]), s.names(text[at+len(", "):])
	rest.text, rest.data, rest.parts = first.text+"、"+rest.text, rest.data+first.data, rest.parts+first.parts
	return rest
}

// brackets says "text (more)", one of which may be a name.
func (s *saying) brackets(text string) said {
	at := openingBracket(text)
	if at < 0 {
		return unknown(text)
	}
	left, right := s.say(text[:at]), s.say(text[at+len(" ("):len(text)-1])
	switch {
	case right.known:
		return joined(left.text+"（"+strings.TrimPrefix(right.text, "，")+"）", left, right, looseName)
	case left.known:
		return joined(left.text+"（"+right.text+"）", left, unknown(text[at:]), looseName)
	}
	return unknown(text)
}

// openingBracket is where the brackets begin that a text ends with; -1 without any.
func openingBracket(text string) int {
	if !strings.HasSuffix(text, ")") {
		return -1
	}
	depth := 0
	for i := len(text) - 1; i > 0; i-- {
		switch text[i] {
		case ')':
			depth++
		case '(':
			if depth--; depth == 0 {
				if text[i-1] == ' ' {
					return i - 1
				}
				return -1
			}
		}
	}
	return -1
}

// nextJoint is where a joint stands that is not inside quotation marks or brackets; -1
// for nowhere.
func nextJoint(text, joint string, from int) int {
	depth, quoted := 0, false
	for i := 0; i < len(text); i++ {
		if i >= from && depth <= 0 && !quoted && strings.HasPrefix(text[i:], joint) {
			return i
		}
		switch text[i] {
		case '"':
			quoted = !quoted
		case '(', '{', '[':
			depth++
		case ')', '}', ']':
			depth--
		}
	}
	return -1
}
