package wxml

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// Components is a CommonJS module that exports the tree of the components in the
// template: those whose tags the map has, with their modules. It is empty where there
// are none.
func (t *Template) Components(components map[string]string) string {
	return t.module(components, false)
}

// Elements is such a module with the elements besides that bind a handler, and those
// around them.
func (t *Template) Elements(components map[string]string) string {
	return t.module(components, true)
}

func (t *Template) module(components map[string]string, elements bool) string {
	live := lively{components, elements, map[*element]bool{}}
	live.find(t.sources)
	if !live.in(t.sources[0], t.sources[0].roots) {
		return ""
	}
	var b strings.Builder
	b.WriteString(t.prelude())
	for i := range t.sources {
		b.WriteString("var " + table(i) + "={};\n")
	}
	for i, s := range slices.Backward(t.sources) { // its own file last
		w := &writer{expressions{map[string]bool{}}, t, &live, s}
		b.WriteString(w.file(table(i)))
	}
	return b.String()
}

// table is the variable that has the templates of a file.
func table(i int) string { return "$" + strconv.Itoa(i) }

// lively finds the templates in which something stands, or may stand, that counts.
type lively struct {
	components map[string]string
	elements   bool // those that bind a handler count, too
	templates  map[*element]bool
}

func (l *lively) find(sources []*source) {
	for again := true; again; {
		again = false
		for _, s := range sources {
			for _, e := range s.templates {
				if !l.templates[e] && l.in(s, e.children) {
					l.templates[e], again = true, true
				}
			}
		}
	}
}

// in reports whether something that counts stands in a list.
func (l *lively) in(s *source, list []*element) bool {
	return slices.ContainsFunc(list, func(e *element) bool {
		return l.counts(e) || l.used(s, e) || l.in(s, e.children)
	})
}

// counts reports whether an element does.
func (l *lively) counts(e *element) bool {
	return l.components[e.tag] != "" || l.elements && slices.ContainsFunc(e.attributes, func(a attribute) bool {
		_, is := eventOf(a.name)
		return is && a.value != ""
	})
}

// used reports whether an element is a template with such in it.
func (l *lively) used(s *source, e *element) bool {
	is, uses := e.attribute("is")
	return uses && e.tag == "template" && (l.elements || !renderers[is]) && slices.ContainsFunc(append([]*source{s}, s.imports...), func(from *source) bool {
		return slices.ContainsFunc(from.templates, func(e *element) bool {
			name, _ := e.attribute("name")
			return l.templates[e] && (name == is || strings.Contains(is, "{{"))
		})
	})
}

// renderers are the templates by which frameworks draw what they keep in a tree of their
// own: one that can be anything, again and again. No component of the user's stands there.
var renderers = map[string]bool{"taro_tmpl": true, "REMAX_TPL": true}

// writer writes a file as the JavaScript that makes its tree.
type writer struct {
	expressions
	of   *Template
	live *lively
	s    *source
}

// file writes a function around a file, which has the modules of its WXS, and its
// templates in a table.
func (w *writer) file(table string) string {
	var b strings.Builder
	for _, e := range w.s.templates {
		if name, _ := e.attribute("name"); w.live.templates[e] {
			b.WriteString(table + "[" + text(name) + "]=" + w.nodes(e.children) + ";\n")
		}
	}
	if w.s == w.of.sources[0] {
		b.WriteString("module.exports=" + w.nodes(w.s.roots) + ";\n")
	}
	if b.Len() == 0 {
		return ""
	}
	scripts := w.scripts() // takes their names out of those that are nowhere
	return "(function(){" + scripts + w.none() + b.String() + "})();\n"
}

// none writes the object in which names are found that are nowhere else.
func (w *writer) none() string {
	names := make([]string, 0, len(w.names))
	for name := range w.names {
		names = append(names, text(name)+":undefined")
	}
	slices.Sort(names)
	return "var $none={__proto__:null," + strings.Join(names, ",") + "};\n"
}

// nodes writes those elements of a list that count, or have some in them. n is an
// element's place in the list.
func (w *writer) nodes(list []*element) string {
	var b strings.Builder
	b.WriteByte('[')
	var before []string // the conditions of the chain of wx:if and wx:elif
	for n, e := range list {
		when := w.condition(e, &before)
		children := w.nodes(e.children)
		uses := w.live.used(w.s, e)
		counts := w.live.counts(e)
		if !counts && !uses && children == "[]" {
			continue
		}
		b.WriteString("{n:" + strconv.Itoa(n) + ",tag:" + text(e.tag) + ",module:" + text(w.live.components[e.tag]) + ",when:[" + when + "]" + w.each(e))
		switch {
		case uses:
			w.use(&b, e)
		case counts || w.live.elements:
			w.element(&b, e)
		}
		b.WriteString(",children:" + children + "},\n")
	}
	b.WriteByte(']')
	return b.String()
}

// use writes which template stands in an element's place, and with which data.
func (w *writer) use(b *strings.Builder, e *element) {
	is, _ := e.attribute("is")
	data, _ := e.attribute("data")
	tables := []string{table(slices.Index(w.of.sources, w.s))}
	for _, imported := range w.s.imports {
		tables = append(tables, table(slices.Index(w.of.sources, imported)))
	}
	b.WriteString(",use:" + w.value(is) + ",from:[" + strings.Join(tables, ",") + "],data:" + w.object(data))
}

// condition writes when an element is there: a list of [expression, value].
func (w *writer) condition(e *element, before *[]string) string {
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
		test := w.value(own)
		all += "[" + test + ",true]"
		*before = append(*before, test)
	}
	return all
}

func (w *writer) each(e *element) string {
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
	return ",each:{list:" + w.value(list) + ",item:" + name("wx:for-item", "item") + ",index:" + name("wx:for-index", "index") + "}"
}

// element writes what a component has besides, or what binds a handler.
func (w *writer) element(b *strings.Builder, e *element) {
	attrs, binds, data, id, class := "", "", "", `""`, `""`
	for _, a := range e.attributes {
		event, isEvent := eventOf(a.name)
		switch {
		case isEvent:
			binds += text(event) + ":" + w.value(a.value) + ","
		case a.name == "id":
			id = w.value(a.value)
		case a.name == "class":
			class = w.value(a.value)
		case strings.HasPrefix(a.name, "data-"):
			data += text(camel(strings.ToLower(a.name[len("data-"):]))) + ":" + w.value(a.value) + ","
		case !strings.HasPrefix(a.name, "wx:") && w.live.components[e.tag] != "":
			attrs += text(camel(a.name)) + ":" + w.value(a.value) + ","
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

func text(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return strconv.Quote(s)
	}
	return string(b)
}
