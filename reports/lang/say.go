package lang

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Say is a text of wxload in the language of w. Arguments in it are data and stay as they
// are, unless the catalogue says that they are texts themselves (%w). A text that is not in
// the catalogue stays as it is, as a whole. The lines of a text are said one by one.
func (w *Words) Say(text string) string {
	if w == nil {
		return text
	}
	s := saying{Words: w, known: map[string]said{}}
	return s.message(text).text
}

// Text is like Say for a text that may have no more in it than a name: a single word stays
// as it is.
func (w *Words) Text(text string) string {
	if w == nil {
		return text
	}
	s := saying{Words: w, known: map[string]said{}}
	return s.say(text).text
}

// SayAll says each of some texts.
func (w *Words) SayAll(texts []string) []string {
	if w == nil || texts == nil {
		return texts
	}
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = w.Say(text)
	}
	return all
}

// maxText is how many bytes a line has at most that is looked at: ours are shorter, and the
// work grows with the square of what others make of their errors.
const maxText = 600

// saying is the work on one text: a part of it is said once, however often it comes up.
type saying struct {
	*Words
	known map[string]said
}

// said is what a text, or a part of one, is in another language.
type said struct {
	text  string
	known bool // the catalogue has it; else the text is as it was
	data  int  // the bytes of it that are data, or not known
	parts int  // the formats that it is made with
	loose int  // how loosely the outermost one holds it together; the more the better

	phrase bool // it is part of a sentence
}

func unknown(text string) said { return said{text: text, data: len(text)} }

// message says a text that is wxload's, be it a single word.
func (s *saying) message(text string) said {
	body := strings.TrimSpace(text)
	if e, known := s.exact[body]; known {
		before, after, _ := strings.Cut(text, body)
		return said{text: before + e.text + after, known: true, phrase: e.phrase}
	}
	return s.say(text)
}

// say says what may be a text of wxload. A single word may as well be a name.
func (s *saying) say(text string) said {
	body := strings.TrimSpace(text)
	if body == "" {
		return said{text: text}
	}
	done, known := s.known[body]
	if !known {
		s.known[body] = unknown(body) // for a text that is its own argument
		done = s.body(body)
		s.known[body] = done
	}
	before, after, _ := strings.Cut(text, body)
	done.text = before + done.text + after
	return done
}

// number is a number with or without a unit, or a flag: no text.
var number = regexp.MustCompile(`^(?:[-+]?[\d,.]+(?: ?%| (?:ms|s|KiB|MiB|GiB))?|--[a-z-]+)$`)

// body reads a text in all ways that there are, and takes the one that leaves the least of
// it as data.
func (s *saying) body(body string) said {
	if len(body) > maxText && !strings.Contains(body, "\n") {
		return unknown(body)
	}
	if number.MatchString(body) {
		return said{text: body, known: true, data: len(body)}
	}
	if e, known := s.exact[body]; known && strings.Contains(body, " ") {
		return said{text: e.text, known: true, parts: 1, phrase: e.phrase}
	}
	best := unknown(body)
	for p := range s.candidates(body) {
		if arguments, fits := p.arguments(body); fits {
			best = best.or(s.fill(p, arguments))
		}
	}
	return best.or(s.parts(body)).or(s.besideName(body)).or(choice(body))
}

// or is the better of two readings: it is known, has less data, is made with fewer formats,
// or puts the looser one outermost.
func (a said) or(b said) said {
	if !a.known || !b.known {
		if b.known {
			return b
		}
		return a
	}
	if cmp.Or(cmp.Compare(a.data, b.data), cmp.Compare(a.parts, b.parts), cmp.Compare(b.loose, a.loose)) > 0 {
		return b
	}
	return a
}

// fill puts arguments into the translation of a format. Those that are texts are said. A
// format that has little of its own is the text's only if these are known, and there are but
// numbers besides; one that asks for phrases only if there are no sentences.
func (s *saying) fill(p *pattern, arguments []string) said {
	filled := said{known: true, parts: 1, loose: p.loose, phrase: p.phrase}
	values := make([]string, len(arguments))
	for i, v := range p.verbs {
		value := unknown(arguments[i])
		value.known = v.kind != 's' && v.kind != 'w' || number.MatchString(arguments[i])
		kind := p.texts[v.argument]
		if kind == 'd' && !value.known {
			return unknown("")
		}
		switch {
		case kind == 'l':
			value = s.names(arguments[i])
		case kind != 0 && !value.known:
			value = s.message(arguments[i])
			value.text = closed(value.text)
		}
		sentence := value.known && !value.phrase || strings.Contains(value.text, " ") && !value.known
		if !value.known && p.letters < fewLetters && value.text != "" || kind == 'p' && sentence {
			return unknown("")
		}
		values[v.argument] = value.text
		filled.data += value.data
		filled.parts += value.parts
	}
	filled.text = s.printer.Sprintf(p.id, p.said.spaced(values)...)
	return filled
}

// closed is a text without the spaces before Chinese, and behind its punctuation.
func closed(text string) string {
	if trimmed := strings.TrimRight(text, " "); strings.HasSuffix(trimmed, "，") {
		text = trimmed
	}
	trimmed := strings.TrimLeft(text, " ")
	if first, _ := utf8.DecodeRuneInString(trimmed); unicode.Is(unicode.Han, first) || strings.ContainsRune("（，", first) {
		return trimmed
	}
	return text
}

// fewLetters is how many letters of its own a format has at least that is more than its
// arguments.
const fewLetters = 4
