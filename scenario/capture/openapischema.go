package capture

import (
	"strconv"
	"strings"
)

// Limits of an example that is made of a schema.
const (
	maxExampleDepth = 8
	maxExampleNodes = 500
)

// example is the example of a parameter, or of a content, and whether the description
// has one; otherwise it is made of the schema.
func (o *openAPI) example(t *tree) (value *tree, written bool) {
	if v := t.get("example"); v != nil {
		return v, true
	}
	if v := o.firstExample(t.get("examples")); v != nil {
		return v, true
	}
	if v := ownExample(o.resolve(t.get("schema"))); v != nil {
		return v, true
	}
	m := &maker{openAPI: o, left: maxExampleNodes, open: map[*tree]bool{}}
	if v := m.made(t.get("schema"), 0); v != nil {
		return v, false
	}
	return &tree{kind: 'n', value: "null"}, false
}

// firstExample is the value of the first of named examples.
func (o *openAPI) firstExample(examples *tree) (value *tree) {
	examples.members(func(_ string, x *tree) {
		if v := o.resolve(x).get("value"); value == nil {
			value = v
		}
	})
	return value
}

// ownExample is a value that a schema names.
func ownExample(schema *tree) *tree {
	for _, name := range []string{"example", "const", "default"} {
		if v := schema.get(name); v != nil {
			return v
		}
	}
	for _, name := range []string{"examples", "enum"} {
		if list := schema.get(name).list(); len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

// maker makes a value of a schema.
type maker struct {
	*openAPI
	left int            // how many more values there may be
	open map[*tree]bool // schemas around the one that is made
}

// made is a value that a schema allows; nil where there is none, as in a schema that has
// itself for a part.
func (m *maker) made(schema *tree, depth int) *tree {
	schema = m.resolve(schema)
	if m.left--; schema == nil || depth > maxExampleDepth || m.left < 0 || m.open[schema] {
		return nil
	}
	if v := ownExample(schema); v != nil {
		return v
	}
	m.open[schema] = true
	defer delete(m.open, schema)
	for _, name := range []string{"oneOf", "anyOf"} {
		if list := schema.get(name).list(); len(list) > 0 {
			return m.made(list[0], depth+1)
		}
	}
	switch kindOf(schema) {
	case "object":
		return m.object(schema, depth)
	case "array":
		list := &tree{kind: '['}
		if item := m.made(schema.get("items"), depth+1); item != nil {
			list.items = []*tree{item}
		}
		return list
	case "string":
		return &tree{kind: '"', value: textOf(schema)}
	case "integer", "number":
		if v := schema.get("minimum"); v.is('n') {
			return v
		}
		return &tree{kind: 'n', value: "1"}
	case "boolean":
		return &tree{kind: 'n', value: "true"}
	}
	return &tree{kind: 'n', value: "null"}
}

// kindOf is the type of a schema: the first that is not null, or the one that its members
// tell.
func kindOf(schema *tree) string {
	kind := schema.get("type").text()
	for _, k := range schema.get("type").list() { // 3.1
		if kind == "" && k.text() != "null" {
			kind = k.text()
		}
	}
	switch {
	case kind != "":
		return kind
	case schema.get("properties") != nil || schema.get("allOf") != nil:
		return "object"
	case schema.get("items") != nil:
		return "array"
	}
	return ""
}

// object has a value for each property; allOf brings those of its parts.
func (m *maker) object(schema *tree, depth int) *tree {
	out := &tree{kind: '{'}
	for _, part := range schema.get("allOf").list() {
		made := m.made(part, depth+1)
		made.members(out.put)
		if made.text() != "" {
			return made // it is an alias of a text or a number
		}
	}
	schema.get("properties").members(func(name string, property *tree) {
		if v := m.made(property, depth+1); v != nil {
			out.put(name, v)
		}
	})
	return out
}

// textOf is a text of a format.
func textOf(schema *tree) string {
	switch schema.get("format").text() {
	case "date":
		return "2026-01-02"
	case "date-time":
		return "2026-01-02T15:04:05Z"
	case "uuid":
		return "00000000-0000-4000-8000-000000000000"
	case "email":
		return "user@example.com"
	case "uri", "url":
		return "https://example.com/"
	}
	text := "text"
	if n, err := strconv.Atoi(schema.get("minLength").text()); err == nil && n > len(text) {
		text = strings.Repeat("t", min(n, maxExampleNodes))
	}
	return text
}
