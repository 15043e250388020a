package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
)

// Limits of a document.
const (
	maxNodes = 2_000_000
	maxDepth = 200
)

// tree is a value of a JSON or YAML document; its members are in the order of the file.
// Nil stands for one that is not there.
type tree struct {
	kind  byte     // '{', '[', '"' for a text, 'n' for a number, true, false or null
	value string   // of a text, or the JSON of what is none
	names []string // of the members
	items []*tree
	index map[string]*tree // of members; the first of a name
	line  int              // from 1
}

func (t *tree) is(kind byte) bool { return t != nil && t.kind == kind }

// get is a member; nil where there is none.
func (t *tree) get(name string) *tree {
	if t == nil {
		return nil
	}
	return t.index[name]
}

// text is a scalar as a text; empty for any other.
func (t *tree) text() string {
	if t == nil || t.kind == '{' || t.kind == '[' || t.value == "null" && t.kind == 'n' {
		return ""
	}
	return t.value
}

// list are the items of a list; none of any other value.
func (t *tree) list() []*tree {
	if !t.is('[') {
		return nil
	}
	return t.items
}

// members calls f with each member of an object, in the file's order.
func (t *tree) members(f func(name string, value *tree)) {
	if !t.is('{') {
		return
	}
	for i, name := range t.names {
		f(name, t.items[i])
	}
}

// put adds a member.
func (t *tree) put(name string, value *tree) {
	if t.index == nil {
		t.index = map[string]*tree{}
	}
	if t.index[name] == nil {
		t.index[name] = value
		t.names, t.items = append(t.names, name), append(t.items, value)
	}
}

// place is the line of a value.
func (t *tree) place() string {
	if t == nil {
		return ""
	}
	return "line " + strconv.Itoa(t.line)
}

// json appends the value as JSON, as far as there is room; it reports whether there was.
func (t *tree) json(out []byte, limit, depth int) ([]byte, bool) {
	if t == nil {
		return append(out, "null"...), true
	}
	if len(out) > limit || depth > maxDepth {
		return out, false
	}
	switch t.kind {
	case '"':
		return appendText(out, t.value), true
	case '[', '{':
		out = append(out, t.kind)
		for i, item := range t.items {
			if i > 0 {
				out = append(out, ',')
			}
			if t.kind == '{' {
				out = append(appendText(out, t.names[i]), ':')
			}
			var ok bool
			if out, ok = item.json(out, limit, depth+1); !ok {
				return out, false
			}
		}
		return append(out, t.kind+2), true // ']' and '}' are two after their beginnings
	}
	return append(out, t.value...), true
}

func appendText(out []byte, text string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text has no errors
	return append(out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// parseJSON reads a JSON document.
func parseJSON(data []byte) (*tree, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	p := &jsonParser{data: data, d: json.NewDecoder(bytes.NewReader(data)), line: 1}
	p.d.UseNumber()
	t, err := p.value(0)
	if err == nil {
		if _, more := p.d.Token(); !errors.Is(more, io.EOF) {
			err = &Error{p.place(), "something follows the end of the document", ""}
		}
	}
	if own, is := errors.AsType[*Error](err); is {
		return nil, own
	}
	if syntax, is := errors.AsType[*json.SyntaxError](err); is {
		return nil, &Error{p.place(), "no JSON: " + syntax.Error(), ""}
	}
	if err != nil {
		return nil, &Error{p.place(), "no JSON: the file ends in the middle", ""}
	}
	return t, nil
}

type jsonParser struct {
	data  []byte
	d     *json.Decoder
	nodes int
	at    int64 // up to where lines were counted
	line  int
}

// place is the line that was read last.
func (p *jsonParser) place() string {
	at := min(p.d.InputOffset(), int64(len(p.data)))
	p.line += bytes.Count(p.data[p.at:at], []byte("\n"))
	p.at = at
	return "line " + strconv.Itoa(p.line)
}

func (p *jsonParser) value(depth int) (*tree, error) {
	token, err := p.d.Token()
	if err != nil {
		return nil, err
	}
	if p.nodes++; p.nodes > maxNodes || depth > maxDepth {
		return nil, &Error{p.place(), "the document is too large, or nested too deep", ""}
	}
	p.place()
	t := &tree{line: p.line}
	switch v := token.(type) {
	case json.Delim:
		t.kind = byte(v)
		for p.d.More() {
			if err := p.item(t, depth); err != nil {
				return nil, err
			}
		}
		_, err = p.d.Token()
		return t, err
	case string:
		t.kind, t.value = '"', v
	case json.Number:
		t.kind, t.value = 'n', v.String()
	case bool:
		t.kind, t.value = 'n', strconv.FormatBool(v)
	default:
		t.kind, t.value = 'n', "null"
	}
	return t, nil
}

// item reads an item of a list, or a member.
func (p *jsonParser) item(t *tree, depth int) error {
	var name string
	if t.kind == '{' {
		token, err := p.d.Token()
		if err != nil {
			return err
		}
		name, _ = token.(string)
	}
	item, err := p.value(depth + 1)
	if err != nil {
		return err
	}
	if t.kind == '{' {
		t.put(name, item)
	} else {
		t.items = append(t.items, item)
	}
	return nil
}
