package wxml

import "strings"

// Template is what a template tells, together with the files that it imports and
// includes.
type Template struct {
	// Handlers are those that it names in bind and catch, in its order, each once.
	Handlers []Handler
	sources  []*source         // its own file first
	scripts  map[string]string // the files of its WXS
}

// Handler is a function of the page that a template names.
type Handler struct{ Event, Name string }

// Parse reads a template with the text at a path.
func Parse(at, text string, files Files) *Template {
	t := &Template{}
	seen := map[Handler]bool{}
	r := &reader{files: files, seen: func(e *element) {
		for _, a := range e.attributes {
			event, is := eventOf(a.name)
			h := Handler{event, a.value}
			if is && a.value != "" && !strings.Contains(a.value, "{{") && !seen[h] {
				seen[h] = true
				t.Handlers = append(t.Handlers, h)
			}
		}
	}}
	t.sources = r.all(at, text)
	t.readScripts(files)
	return t
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
