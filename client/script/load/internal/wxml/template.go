package wxml

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// Template is what a template tells.
type Template struct {
	// Handlers are those that it names in bind and catch, in its order, each once.
	Handlers []Handler
	// Scripts are its modules of WXS.
	Scripts []Script
	roots   []*element
}

// Script is a module of WXS that a template uses.
type Script struct {
	Name   string // by which its expressions name it
	Source string // the path of its file; empty where Text is it
	Text   string
}

// Handler is a function of the page that a template names.
type Handler struct{ Event, Name string }

// Parse reads a template's text.
func Parse(text string) *Template {
	t := &Template{roots: parse(text)}
	seen := map[Handler]bool{}
	t.each(t.roots, func(e *element) {
		if name, is := e.attribute("module"); is && e.tag == "wxs" {
			source, _ := e.attribute("src")
			t.Scripts = append(t.Scripts, Script{name, source, e.text})
		}
		for _, a := range e.attributes {
			event, is := eventOf(a.name)
			h := Handler{event, a.value}
			if is && a.value != "" && !strings.Contains(a.value, "{{") && !seen[h] {
				seen[h] = true
				t.Handlers = append(t.Handlers, h)
			}
		}
	})
	return t
}

func (t *Template) each(list []*element, f func(*element)) {
	for _, e := range list {
		f(e)
		t.each(e.children, f)
	}
}

// eventOf is the event that an attribute binds: "bindtap", "catch:tap".
func eventOf(name string) (event string, is bool) {
	for _, prefix := range []string{"mut-bind", "capture-bind", "capture-catch", "bind", "catch"} {
		if event, is = strings.CutPrefix(name, prefix); is {
			return strings.TrimPrefix(event, ":"), event != ""
		}
	}
	return "", false
}

// Module is a CommonJS module that exports the tree of the components in the
// template: those whose tags the map has, with their modules. It is empty where there
// are none.
func (t *Template) Module(components map[string]string) string {
	w := &writer{components: components}
	nodes := w.nodes(t.roots)
	if nodes == "[]" {
		return ""
	}
	return "module.exports = " + nodes
}

// writer writes a tree as the JavaScript that makes it.
type writer struct{ components map[string]string }

// nodes writes those elements of a list that are components, or have some in them.
func (w *writer) nodes(list []*element) string {
	var b strings.Builder
	b.WriteByte('[')
	var before []string // the conditions of the chain of wx:if and wx:elif
	for _, e := range list {
		when := condition(e, &before)
		module := w.components[e.tag]
		children := w.nodes(e.children)
		if e.tag == "template" || module == "" && children == "[]" {
			continue
		}
		b.WriteString("{tag:" + text(e.tag) + ",module:" + text(module) + ",when:[" + when + "]" + each(e))
		if module != "" {
			w.component(&b, e)
		}
		b.WriteString(",children:" + children + "},\n")
	}
	b.WriteByte(']')
	return b.String()
}

// condition writes when an element is there: a list of [expression, value].
func condition(e *element, before *[]string) string {
	own, isIf := e.attribute("wx:if")
	if elif, is := e.attribute("wx:elif"); is {
		own = elif
	} else if _, is := e.attribute("wx:else"); isIf || !is {
		*before = nil
	}
	all := ""
	for _, earlier := range *before {
		all += "[" + earlier + ",false],"
	}
	if own != "" {
		test := value(own)
		all += "[" + test + ",true]"
		*before = append(*before, test)
	}
	return all
}

func each(e *element) string {
	list, is := e.attribute("wx:for")
	if !is {
		if list, is = e.attribute("wx:for-items"); !is {
			return ""
		}
	}
	name := func(key, usual string) string {
		if v, is := e.attribute(key); is {
			return text(v)
		}
		return text(usual)
	}
	return ",each:{list:" + value(list) + ",item:" + name("wx:for-item", "item") + ",index:" + name("wx:for-index", "index") + "}"
}

// component writes what a component has besides.
func (w *writer) component(b *strings.Builder, e *element) {
	attrs, binds, data, id, class := "", "", "", `""`, `""`
	for _, a := range e.attributes {
		event, isEvent := eventOf(a.name)
		switch {
		case isEvent:
			binds += text(event) + ":" + value(a.value) + ","
		case a.name == "id":
			id = value(a.value)
		case a.name == "class":
			class = value(a.value)
		case strings.HasPrefix(a.name, "data-"):
			data += text(camel(strings.ToLower(a.name[len("data-"):]))) + ":" + value(a.value) + ","
		case !strings.HasPrefix(a.name, "wx:"):
			attrs += text(camel(a.name)) + ":" + value(a.value) + ","
		}
	}
	b.WriteString(",id:" + id + ",class:" + class + ",attrs:{" + attrs + "},binds:{" + binds + "},dataset:{" + data + "}")
}

// camel is a name with dashes as JavaScript has it.
func camel(name string) string {
	parts := strings.Split(name, "-")
	for i, p := range parts[1:] {
		if p != "" {
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}

// value writes an attribute's value: a text, or a function of the data where there are
// expressions in it. One that cannot be compiled is undefined.
func value(v string) string {
	if !strings.Contains(v, "{{") {
		return text(v)
	}
	var parts []string
	for v != "" {
		before, rest, found := strings.Cut(v, "{{")
		if before != "" {
			parts = append(parts, text(before))
		}
		if !found {
			break
		}
		expression, after, _ := strings.Cut(rest, "}}")
		if strings.HasPrefix(after, "}") { // {{ {a: 1} }} without the space
			expression, after = expression+"}", after[1:]
		}
		parts = append(parts, "("+known(expression)+")")
		v = after
	}
	if len(parts) > 1 {
		parts = append([]string{`""`}, parts...)
	}
	return "function($){with($){return " + strings.Join(parts, "+") + "}}"
}

func known(expression string) string {
	expression = this.ReplaceAllString(expression, "$$this")
	for _, try := range []string{expression, "{" + expression + "}"} { // "{{a: 1}}" is an object
		if _, err := goja.Compile("", "(function($){with($){return ("+try+"\n)}})", false); err == nil {
			return try
		}
	}
	return "undefined"
}

func text(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return strconv.Quote(s)
	}
	return string(b)
}
