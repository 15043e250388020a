package wxml

import "strings"

// element is a tag of a template, with what lies in it.
type element struct {
	tag        string
	text       string // of wxs
	attributes []attribute
	children   []*element
}

// attribute is one of a tag, as it is written.
type attribute struct{ name, value string }

func (e *element) attribute(name string) (string, bool) {
	for _, a := range e.attributes {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// maxElements and deepest bound a template.
const (
	maxElements = 20_000
	deepest     = 500
)

// parse reads a template. What is wrong in it is passed over, as WeChat's tool tells
// of it: a tag that is not closed ends with what it lies in.
func parse(text string) []*element {
	text = strings.TrimPrefix(text, "\uFEFF")
	root := &element{}
	open := []*element{root}
	count := 0
	for len(text) > 0 && count < maxElements {
		i := strings.IndexByte(text, '<')
		if i < 0 {
			break
		}
		text = text[i:]
		switch {
		case strings.HasPrefix(text, "<!--"):
			text = after(text, "-->")
		case strings.HasPrefix(text, "</"):
			name := strings.TrimSpace(strings.TrimSuffix(text[2:len(text)-len(after(text, ">"))], ">"))
			open = closed(open, name)
			text = after(text, ">")
		case len(text) < 2 || !isLetter(text[1]): // a text
			text = text[1:]
		default:
			e, rest, alone := tag(text)
			text = rest
			count++
			last := open[len(open)-1]
			last.children = append(last.children, e)
			switch {
			case e.tag == "wxs" && !alone:
				e.text, text, _ = strings.Cut(text, "</wxs>")
			case !alone && len(open) < deepest:
				open = append(open, e)
			}
		}
	}
	return root.children
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// after is what follows on the first end in a text.
func after(text, end string) string {
	_, rest, _ := strings.Cut(text, end)
	return rest
}

// closed closes the innermost open element of a name, and those in it.
func closed(open []*element, name string) []*element {
	for i := len(open) - 1; i > 0; i-- {
		if open[i].tag == name {
			return open[:i]
		}
	}
	return open
}

// tag reads a tag at the beginning of a text. alone says that it has no end.
func tag(text string) (e *element, rest string, alone bool) {
	text = text[1:]
	n := strings.IndexAny(text, " \t\r\n/>")
	if n < 0 {
		return &element{}, "", true
	}
	e = &element{tag: text[:n]}
	text = text[n:]
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		switch {
		case text == "":
			return e, "", true
		case text[0] == '>':
			return e, text[1:], false
		case strings.HasPrefix(text, "/>"):
			return e, text[2:], true
		case text[0] == '/':
			text = text[1:]
			continue
		}
		var a attribute
		a, text = readAttribute(text)
		e.attributes = append(e.attributes, a)
	}
}

// readAttribute reads name="value" at the beginning of a text; without a value it is
// true.
func readAttribute(text string) (attribute, string) {
	n := strings.IndexAny(text, "= \t\r\n/>")
	if n < 0 {
		return attribute{text, ""}, ""
	}
	if n == 0 { // "=" without a name
		n = 1
	}
	a := attribute{name: text[:n], value: "{{true}}"}
	text = strings.TrimLeft(text[n:], " \t\r\n")
	if !strings.HasPrefix(text, "=") {
		return a, text
	}
	text = strings.TrimLeft(text[1:], " \t\r\n")
	if text == "" {
		return a, ""
	}
	if quote := text[0]; quote == '"' || quote == '\'' {
		end := strings.IndexByte(text[1:], quote)
		if end < 0 {
			return a, ""
		}
		a.value = text[1 : 1+end]
		return a, text[end+2:]
	}
	n = strings.IndexAny(text, " \t\r\n>")
	if n < 0 {
		n = len(text)
	}
	a.value = text[:n]
	return a, text[n:]
}
