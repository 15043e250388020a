package lang

import (
	"regexp"
	"strconv"
	"strings"
)

// format is a format of package fmt, taken apart: a literal before each verb and one
// after the last.
type format struct {
	literals []string
	verbs    []verb
}

// verb is one of %s %d %f %q and so on, with the argument that it writes, from 0.
type verb struct {
	kind     byte
	argument int
	written  string // with its flags and its width
}

var verbs = regexp.MustCompile(`%[-+#0]*(?:\d+|\*)?(?:\.\d+)?(?:\[(\d+)\])?([a-zA-Z%])`)

var indexes = regexp.MustCompile(`\[\d+\]`)

// parseFormat takes a format apart. Its flags and widths are left out.
func parseFormat(text string) format {
	f := format{literals: []string{""}}
	last, next := 0, 0
	for _, at := range verbs.FindAllStringSubmatchIndex(text, -1) {
		f.write(text[last:at[0]])
		last = at[1]
		kind := text[at[4]]
		if kind == '%' {
			f.write("%")
			continue
		}
		if at[2] >= 0 {
			n, _ := strconv.Atoi(text[at[2]:at[3]])
			next = n - 1
		}
		written := indexes.ReplaceAllString(text[at[0]:at[1]], "")
		if kind == 'w' || kind == 'l' {
			written = "%v"
		}
		f.verbs = append(f.verbs, verb{canonical(kind), next, written})
		f.literals = append(f.literals, "")
		next++
	}
	f.write(text[last:])
	return f
}

func (f *format) write(literal string) { f.literals[len(f.literals)-1] += literal }

// canonical is the one of the verbs that write the same.
func canonical(kind byte) byte {
	switch kind {
	case 'v', 's':
		return 's'
	case 'f', 'g', 'e':
		return 'f'
	}
	return kind
}

// canonicalID is a text as a catalogue has it: its verbs without flags and widths, and
// nothing around it that only joins it to another.
func canonicalID(text string) string {
	f := parseFormat(strings.TrimSpace(text))
	f.literals[0] = strings.TrimLeft(f.literals[0], ".,;: \n")
	last := &f.literals[len(f.literals)-1]
	*last = strings.TrimRight(*last, " \n")
	if strings.HasPrefix(f.literals[0], "(") && strings.HasSuffix(*last, ")") {
		f.literals[0] = f.literals[0][1:]
		*last = strings.TrimSuffix(*last, ")")
	}
	next := 0
	return f.join(func(v verb) string {
		index := ""
		if v.argument != next {
			index = "[" + strconv.Itoa(v.argument+1) + "]"
		}
		next = v.argument + 1
		return "%" + index + string(v.kind)
	})
}

// ofStrings is the format for arguments that are all texts.
func (f format) ofStrings() string {
	return f.join(func(v verb) string { return "%[" + strconv.Itoa(v.argument+1) + "]s" })
}

// join is the format with its verbs as a function writes them.
func (f format) join(write func(verb) string) string {
	var b strings.Builder
	for i, literal := range f.literals {
		b.WriteString(strings.ReplaceAll(literal, "%", "%%"))
		if i < len(f.verbs) {
			b.WriteString(write(f.verbs[i]))
		}
	}
	return b.String()
}
