package capture

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// harFields are the headers of an entry: a list of names and values, or, as some proxies
// write them, an object.
type harFields []Field

// UnmarshalJSON reads either form; what is neither is no header.
func (f *harFields) UnmarshalJSON(data []byte) error {
	var list []struct {
		Name  string   `json:"name"`
		Value harValue `json:"value"`
	}
	if json.Unmarshal(data, &list) == nil {
		for _, x := range list {
			f.add(x.Name, string(x.Value))
		}
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for d.More() {
		name, _ := d.Token()
		var value harValue
		if d.Decode(&value) != nil {
			break
		}
		text, _ := name.(string)
		f.add(text, string(value))
	}
	return nil
}

func (f *harFields) add(name, value string) {
	if name != "" && !strings.HasPrefix(name, ":") && len(*f) < maxFields {
		*f = append(*f, Field{name, value})
	}
}

// harValue is a text; of any other value it is the JSON.
type harValue string

// UnmarshalJSON takes any value.
func (v *harValue) UnmarshalJSON(data []byte) error {
	var text string
	switch {
	case json.Unmarshal(data, &text) == nil:
		*v = harValue(text)
	default:
		*v = harValue(data)
	}
	return nil
}

// harParams are the fields of a form.
type harParams struct {
	fields []Field // but for files
	file   string  // name of the first that is a file; empty where none is
}

// UnmarshalJSON reads a list of names and values; what is none has no fields.
func (p *harParams) UnmarshalJSON(data []byte) error {
	var list []struct {
		Name  string   `json:"name"`
		Value harValue `json:"value"`
		File  string   `json:"fileName"`
	}
	if json.Unmarshal(data, &list) != nil {
		return nil
	}
	for _, x := range list {
		if x.File != "" {
			if p.file == "" {
				p.file = x.Name
			}
		} else if len(p.fields) < maxFields {
			p.fields = append(p.fields, Field{x.Name, string(x.Value)})
		}
	}
	return nil
}

// withoutBOM passes over the mark that some editors of Windows begin a file with.
func withoutBOM(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = b.Discard(3) // they are there
	}
	return b
}
