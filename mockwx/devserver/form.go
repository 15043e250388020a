package devserver

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// form is the JSON text of an answer with holes in it.
type form struct {
	texts []string // around the holes, one more than these
	holes []int    // which value goes into each
}

// fill is the text with values, as JSON, in its holes.
func (f *form) fill(values ...string) []byte {
	size := 0
	for _, s := range f.texts {
		size += len(s)
	}
	for _, hole := range f.holes {
		size += len(values[hole])
	}
	b := append(make([]byte, 0, size), f.texts[0]...)
	for i, hole := range f.holes {
		b = append(append(b, values[hole]...), f.texts[i+1]...)
	}
	return b
}

// hole stands for the nth value in the JSON of an entry. No JSON has such a byte
// in it.
func hole(n byte) string { return string(rune(n)) }

const maxHoles = 4 // of a form

// entry is a value in the body of an answer.
type entry struct {
	setting string // of the contract that asks for it; empty where it may be left out
	path    string // empty for no entry
	value   string // JSON; may have holes
}

// compose makes the body of an answer with these entries, in their order. Entries
// that may be left out are, where another one has their place. The error is a
// [*SettingError].
func compose(entries ...entry) (form, error) {
	root := &object{}
	var all []place
	for _, e := range entries {
		names, plain := splitPath(e.path)
		switch {
		case e.path == "":
		case plain:
			all = append(all, place{e, names})
		case e.setting != "":
			return form{}, &SettingError{e.setting, fmt.Sprintf("no answer of the stand-in has a place %q; expected names with dots between them, such as data.token", e.path)}
		}
	}
	for i, p := range all {
		before := slices.IndexFunc(all[:i], p.collides)
		after := slices.IndexFunc(all[i+1:], func(o place) bool { return o.setting != "" && p.collides(o) })
		switch {
		case p.setting == "" && (before >= 0 || after >= 0):
			continue
		case before >= 0 && all[before].setting != "":
			return form{}, &SettingError{p.setting, fmt.Sprintf("%s and %s (%s) cannot both stand in one answer; one of them needs another path", p.path, all[before].path, all[before].setting)}
		}
		root.put(p.names, p.value)
	}
	return root.form(), nil
}

// deepest is how deep the members of an object are entries of their own.
const deepest = 8

// leaves are the members of an object below a path, and theirs, which may be left out.
func leaves(path string, v gjson.Result, depth int) (all []entry) {
	if !v.IsObject() || depth > deepest {
		return nil
	}
	v.ForEach(func(key, member gjson.Result) bool {
		name := gjson.Escape(key.Str)
		if path != "" {
			name = path + "." + name
		}
		if inner := leaves(name, member, depth+1); len(inner) > 0 {
			all = append(all, inner...)
		} else {
			all = append(all, entry{"", name, member.Raw})
		}
		return true
	})
	return all
}

// place is where an entry stands.
type place struct {
	entry
	names []string // of its path
}

// collides reports whether one of two places is the other, or lies in it.
func (p place) collides(o place) bool {
	n := min(len(p.names), len(o.names))
	return slices.Equal(p.names[:n], o.names[:n])
}

// splitPath splits a path at its dots, as gjson does; plain reports that all its
// parts are names. A backslash takes the meaning from the next character.
func splitPath(path string) (names []string, plain bool) {
	name := []byte{}
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\' && i+1 < len(path):
			i++
			name = append(name, path[i])
		case c == '.':
			names = append(names, string(name))
			name = name[:0]
		case strings.IndexByte(`\|#@*?!{}[]()=<>%"`, c) >= 0:
			return nil, false
		default:
			name = append(name, c)
		}
	}
	names = append(names, string(name))
	return names, utf8.ValidString(path) && !slices.Contains(names, "")
}

// object is a JSON object while it is put together, or a value in one.
type object struct {
	name    string
	value   string // JSON; empty for an object
	members []*object
}

// put puts a value under a path on which there is none.
func (o *object) put(names []string, value string) {
	i := slices.IndexFunc(o.members, func(m *object) bool { return m.name == names[0] })
	if i < 0 {
		i = len(o.members)
		o.members = append(o.members, &object{name: names[0]})
	}
	if len(names) == 1 {
		o.members[i].value = value
		return
	}
	o.members[i].put(names[1:], value)
}

// append writes the object or the value.
func (o *object) append(b []byte) []byte {
	if o.value != "" {
		return append(b, o.value...)
	}
	b = append(b, '{')
	for i, m := range o.members {
		if i > 0 {
			b = append(b, ',')
		}
		b = m.append(append(gjson.AppendJSONString(b, m.name), ':'))
	}
	return append(b, '}')
}

// form cuts the text at its holes.
func (o *object) form() form {
	text := string(o.append(nil))
	f := form{}
	for {
		i := strings.IndexFunc(text, func(r rune) bool { return r < maxHoles })
		if i < 0 {
			f.texts = append(f.texts, text)
			return f
		}
		f.texts, f.holes = append(f.texts, text[:i]), append(f.holes, int(text[i]))
		text = text[i+1:]
	}
}
