package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Fingerprint is a hash of all that a run of the scenario does, SHA-256 in hex: two runs
// with one fingerprint were asked for the same. Resolve the scenario with [Embedded] first,
// so that defaults count by their values and no port by chance does.
//
// In it are all keys of the file by their paths, with their values, but those that are
// zero: a later version with more keys gives the same hash. Further the rows of the feed,
// and code, the hash of the wrapper's own files, in the place of wrapper.id where it is not
// empty. Not in it are the scenario's name, the names of files whose content is, and
// record_answers. Which part of the clients a process runs, when it begins and what it
// writes are no keys. Of an uploaded file its name and size count.
func (s *Scenario) Fingerprint(code string) string {
	plain := *s
	plain.Name, plain.RecordAnswers = "", ""
	if code != "" {
		plain.Wrapper.ID = code
	}
	p := &printer{sha256.New()}
	if len(s.Clients.Feed.rows) > 0 {
		plain.Clients.Feed.File = ""
	}
	for _, row := range s.Clients.Feed.rows {
		p.line("row", fmt.Sprintf("%q %q %q", row.columns, row.cells, row.line))
	}
	p.value("", reflect.ValueOf(plain))
	return hex.EncodeToString(p.hash.Sum(nil))
}

// printer writes values as lines "path value" into a hash.
type printer struct{ hash hash.Hash }

func (p *printer) line(path, text string) {
	_, _ = io.WriteString(p.hash, path+" "+strconv.Quote(text)+"\n") // a hash takes everything
}

// value prints what is below a path; zero values are left out.
func (p *printer) value(path string, v reflect.Value) {
	if !v.IsValid() || v.IsZero() {
		return
	}
	switch x := v.Interface().(type) {
	case json.RawMessage:
		p.line(path, sortedJSON(x))
		return
	case fmt.Stringer:
		if v.Kind() == reflect.Struct { // a threshold, a latency: all of it is inside
			p.line(path, x.String())
			return
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		p.fields(path, v)
	case reflect.Map:
		p.members(path, v)
	case reflect.Slice:
		for i := range v.Len() {
			// An element counts even where it is zero.
			p.line(index(path, i), "")
			p.value(index(path, i), v.Index(i))
		}
	case reflect.Pointer:
		p.value(path, v.Elem())
	case reflect.Float64:
		p.line(path, strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case reflect.Interface: // an open file, whose name and size are printed
	default:
		p.line(path, fmt.Sprint(v))
	}
}

// fields prints the exported fields of a struct in the order of their names in the file.
func (p *printer) fields(path string, v reflect.Value) {
	names := map[string]reflect.Value{}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		name := field.Tag.Get("yaml")
		if name == "" || name == "-" {
			name = field.Name
		}
		names[name] = v.Field(i)
	}
	for _, name := range sortedKeys(names) {
		p.value(strings.TrimPrefix(path+"."+name, "."), names[name])
	}
}

func (p *printer) members(path string, v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	for _, key := range keys {
		p.line(member(path, key.String()), "")
		p.value(member(path, key.String()), v.MapIndex(key))
	}
}

// sortedJSON is a value without blanks and with the keys of objects in order.
func sortedJSON(raw json.RawMessage) string {
	in := json.NewDecoder(strings.NewReader(string(raw)))
	in.UseNumber()
	var value any
	if in.Decode(&value) != nil {
		return string(raw)
	}
	out, err := json.Marshal(value)
	if err != nil {
		return string(raw)
	}
	return string(out)
}
