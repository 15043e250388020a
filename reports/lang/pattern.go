package lang

import (
	"cmp"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// pattern is a format that texts are compared with.
type pattern struct {
	format
	id      string
	letters int          // of its own
	length  int          // of what is its own: the more, the less does a text fit by chance
	phrase  bool         // it is part of a sentence
	texts   map[int]byte // the arguments that are texts: 'w', 'p' for phrases, 'l' for lists, 'd' for numbers
	loose   int          // see said
	said    format       // the translation

	free bool // all arguments may be any text: no expression is needed
	once sync.Once
	expr *regexp.Regexp // compiled when a text looks like it
}

// arguments takes out of a text that the format made what each verb wrote; ok is false
// where it did not make it.
func (p *pattern) arguments(text string) (all []string, ok bool) {
	all, ok = p.split(text)
	if !ok || p.free {
		return all, ok
	}
	p.once.Do(p.compile)
	found := p.expr.FindStringSubmatch(text)
	if found == nil {
		return nil, false
	}
	return found[1:], true
}

// split takes out what stands between the literals, as little as possible each time.
func (p *pattern) split(text string) (all []string, ok bool) {
	last := len(p.literals) - 1
	rest, begins := strings.CutPrefix(text, p.literals[0])
	rest, ends := strings.CutSuffix(rest, p.literals[last])
	if !begins || !ends {
		return nil, false
	}
	for _, literal := range p.literals[1:last] {
		argument, behind, found := strings.Cut(rest, literal)
		if !found {
			return nil, false
		}
		all, rest = append(all, argument), behind
	}
	return append(all, rest), true
}

func (p *pattern) compile() {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	for i, literal := range p.literals {
		b.WriteString(regexp.QuoteMeta(literal))
		if i < len(p.verbs) {
			b.WriteString(p.written(i))
		}
	}
	b.WriteString(`$`)
	p.expr = regexp.MustCompile(b.String())
}

// written is what a verb writes, as a regular expression.
func (p *pattern) written(i int) string {
	kind := p.verbs[i].kind
	if kind == 's' && p.texts[p.verbs[i].argument] == 'd' {
		return ` *([+-]?[\d,.]+(?: (?:%|ms|s|KiB|MiB|GiB))?)`
	}
	if i > 0 && p.literals[i] == "" && p.texts[p.verbs[i-1].argument] == 0 && p.texts[p.verbs[i].argument] != 0 {
		return `((?:[ ,;:.(].*)?)` // what is added to data, if anything
	}
	switch kind {
	case 'd':
		return ` *([+-]?[\d,.]+)`
	case 'f':
		return ` *([+-]?(?:[\d,.]+(?:e[+-]?\d+)?|NaN|\+?Inf))`
	case 'q':
		return "(\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|'(?:[^'\\\\]|\\\\.)+'|\\[[^\\]]*\\])"
	case 't':
		return `(true|false)`
	case 'x', 'X':
		return `([0-9a-fA-F]+)`
	case 'c':
		return `(.)`
	}
	return `(.*?)`
}

func newPattern(e entry) *pattern {
	p := &pattern{format: parseFormat(e.id), id: e.id, phrase: e.phrase, texts: map[int]byte{}}
	p.said = parseFormat(e.text)
	p.loose = looseness(p.format)
	for _, v := range p.said.verbs {
		if strings.IndexByte("wpld", v.kind) >= 0 {
			p.texts[v.argument] = v.kind
		}
	}
	p.free = true
	for i, v := range p.verbs {
		adjacent := i > 0 && p.literals[i] == ""
		p.free = p.free && (v.kind == 's' || v.kind == 'w') && p.texts[v.argument] != 'd' && !adjacent
	}
	own := strings.Join(p.literals, "")
	p.length = len(own)
	for _, r := range own {
		if unicode.IsLetter(r) {
			p.letters++
		}
	}
	return p
}

// How loosely a text is held together: something beside a name, words before something, a
// subject and what is said of it, two with a semicolon between them.
const (
	looseName = iota
	loosePrefix
	looseSubject
	looseJoint
)

func looseness(f format) int {
	switch {
	case strings.Contains(strings.Join(f.literals, ""), "; "):
		return looseJoint
	case f.literals[0] == "":
		return looseSubject
	}
	return loosePrefix
}

// with is the format with arguments in it, and spaces beside those that are Latin.
func (f format) with(arguments ...string) string {
	return fmt.Sprintf(f.ofStrings(), f.spaced(arguments)...)
}

// spaced are arguments with spaces between them and the Chinese characters around them,
// where they have none at their ends.
func (f format) spaced(arguments []string) []any {
	values := make([]any, len(arguments))
	last := ' '
	for i, v := range f.verbs {
		if literal := f.literals[i]; literal != "" {
			last, _ = utf8.DecodeLastRuneInString(literal)
		}
		value := arguments[v.argument]
		if value == "" {
			values[v.argument] = ""
			continue
		}
		if unicode.Is(unicode.Han, last) && isLatin(value[0]) {
			value = " " + value
		}
		if unicode.Is(unicode.Han, f.next(i, arguments)) && isLatin(value[len(value)-1]) {
			value += " "
		}
		last, _ = utf8.DecodeLastRuneInString(value)
		values[v.argument] = value
	}
	return values
}

// next is the character behind what verb i writes.
func (f format) next(i int, arguments []string) rune {
	rest := f.literals[i+1]
	for i++; rest == "" && i < len(f.verbs); i++ {
		rest = arguments[f.verbs[i].argument] + f.literals[i+1]
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return r
}

func isLatin(b byte) bool { return ' ' < b && b < utf8.RuneSelf }

// bySpecificity puts those that have the most of their own first.
func bySpecificity(a, b *pattern) int {
	return cmp.Or(cmp.Compare(b.length, a.length), cmp.Compare(len(a.verbs), len(b.verbs)), cmp.Compare(a.id, b.id))
}

// candidates are the patterns that may have made a text, the most specific first.
func (w *Words) candidates(text string) iter.Seq[*pattern] {
	first, _, _ := strings.Cut(text, " ")
	return func(yield func(*pattern) bool) {
		known, open := w.patterns[first], w.patterns[""]
		for len(known)+len(open) > 0 {
			from := &known
			if len(known) == 0 || len(open) > 0 && bySpecificity(open[0], known[0]) < 0 {
				from = &open
			}
			if !yield((*from)[0]) {
				return
			}
			*from = (*from)[1:]
		}
	}
}
