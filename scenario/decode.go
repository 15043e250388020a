package scenario

import (
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/wxload/wxload/reports/suggest"
)

// maxEntries bounds each list and each mapping of a file.
const maxEntries = 10_000

// decoder reads the YAML tree into the model. It goes on after an error, so
// that all of them are reported together.
type decoder struct {
	file     string
	places   map[string]position // of the value of each path that the file gives
	broken   map[string]bool     // paths whose value could not be read
	problems Problems
}

// fail reports a problem at a place of the file and keeps the path from being
// checked further.
func (d *decoder) fail(at position, path, format string, args ...any) {
	d.broken[path] = true
	d.problems = append(d.problems, Problem{d.file, at.line, at.column, path, fmt.Sprintf(format, args...)})
}

// place returns where a path stands, or where the nearest one around it does.
func (d *decoder) place(path string) position {
	for path != "" {
		if at, ok := d.places[path]; ok {
			return at
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return position{1, 1}
}

// isBroken reports whether one of the paths, or something around or in it, has
// a value that could not be read or is known to be wrong.
func (d *decoder) isBroken(paths ...string) bool {
	for broken := range d.broken {
		for _, path := range paths {
			if within(path, broken) || within(broken, path) {
				return true
			}
		}
	}
	return false
}

// within reports whether path is outer or a part of it.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// given reports whether the file has a value for the path.
func (d *decoder) given(path string) bool {
	_, ok := d.places[path]
	return ok
}

// index is the path of an entry of a list.
func index(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// member is the path of a key of a mapping.
func member(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// value reads node into v. A null leaves v as it is: "requests:" with nothing
// but comments under it is a key that is not given.
func (d *decoder) value(path string, node ast.Node, f field, v reflect.Value) {
	if node == nil || node.Type() == ast.NullType {
		return
	}
	d.places[path] = placeOf(node)
	switch scalar := scalarOf(v.Type()); {
	case isJSON(v.Type()):
		d.json(path, node, v)
	case scalar != nil:
		d.scalar(path, node, f, scalar, v)
	case v.Kind() == reflect.Slice:
		d.list(path, node, f, v)
	case v.Kind() == reflect.Map:
		d.table(path, node, f, v)
	default:
		d.group(path, node, f, v)
	}
}

// placeOf is where a person sees a value begin: at its first key for a mapping
// in lines, whose own token is the first colon.
func placeOf(node ast.Node) position {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		return positionOf(m.Values[0].Key.GetToken())
	}
	return positionOf(node.GetToken())
}

func (d *decoder) scalar(path string, node ast.Node, f field, s *scalar, v reflect.Value) {
	text, ok := scalarText(node)
	if !ok {
		d.fail(placeOf(node), path, "expected %s, got %s", f.want(s), describe(node))
		return
	}
	value, err := s.parse(text)
	if err != nil {
		d.fail(placeOf(node), path, "expected %s, got %s%s", f.want(s), describe(node), hint(err.Error()))
		return
	}
	v.Set(reflect.ValueOf(value).Convert(v.Type()))
}

func hint(text string) string {
	if text == "" {
		return ""
	}
	return "; " + text
}

// want completes "expected …" for a value of the field, its bounds included.
func (f field) want(s *scalar) string {
	switch {
	case len(f.enum) > 0:
		return oneOf(f.enum)
	case f.min == "1ms":
		return strings.Replace(s.want, "a ", "a positive ", 1)
	case f.min != "" && f.min != "1":
		return s.want + " from " + f.min + " to " + f.max
	case f.min != "":
		return strings.TrimSuffix(s.want, " of at least 0") + " of at least " + f.min
	}
	return s.want
}

func oneOf(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// scalarText returns a scalar as it was written, without quotes.
func scalarText(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// describe names what was found, for "got …".
func describe(node ast.Node) string {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NanNode, *ast.InfinityNode: // no value of a scenario
		return node.GetToken().Value
	}
	text, ok := scalarText(node)
	if !ok {
		return "nothing"
	}
	text = shorten(text)
	if node.Type() == ast.StringType || node.Type() == ast.LiteralType {
		return strconv.Quote(text)
	}
	return text
}

// list reads a sequence. One scalar stands for a list of one where the entries
// are scalars: "status: 401".
func (d *decoder) list(path string, node ast.Node, f field, v reflect.Value) {
	element := v.Type().Elem()
	nodes := []ast.Node{node}
	if sequence, ok := node.(*ast.SequenceNode); ok {
		nodes = sequence.Values
	} else if _, ok := scalarText(node); !ok || scalarOf(element) == nil && !isJSON(element) {
		d.fail(placeOf(node), path, "expected a list, got %s%s", describe(node), hint(`begin each entry with "- "`))
		return
	}
	if len(nodes) > maxEntries {
		d.fail(placeOf(node), path, "expected a list of at most %d entries, got %d", maxEntries, len(nodes))
		return
	}
	all := reflect.MakeSlice(v.Type(), len(nodes), len(nodes))
	for i, n := range nodes {
		if n == nil || n.Type() == ast.NullType {
			d.fail(placeOf(node), index(path, i), "an empty entry; write a value or delete the line")
			continue
		}
		d.value(index(path, i), n, f, all.Index(i))
	}
	v.Set(all)
}

// table reads a mapping whose keys are the user's: headers, answers.
func (d *decoder) table(path string, node ast.Node, f field, v reflect.Value) {
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		d.fail(placeOf(node), path, "expected a mapping of %s, got %s", tableWords(f), describe(node))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	text := scalarOf(v.Type().Elem())
	d.eachKey(path, mapping, func(key string, kv *ast.MappingValueNode) {
		value := reflect.New(v.Type().Elem()).Elem()
		d.places[member(path, key)] = positionOf(kv.Key.GetToken())
		switch {
		case isJSON(v.Type().Elem()):
			d.json(member(path, key), kv.Value, value)
		case text == nil:
			d.group(member(path, key), kv.Value, field{}, value)
		default:
			d.scalar(member(path, key), kv.Value, field{}, text, value)
		}
		v.SetMapIndex(reflect.ValueOf(key), value)
	})
}

// tableWords says what a table maps.
func tableWords(f field) string {
	switch f.format {
	case "answer":
		return "requests to bodies"
	case "storage":
		return "keys to values"
	}
	return "names to texts"
}

// group reads a mapping whose keys are the fields of a struct.
func (d *decoder) group(path string, node ast.Node, f field, v reflect.Value) {
	if f.whole {
		v.SetZero()
	} else if strings.HasSuffix(path, "]") {
		setDefaults(v) // an entry of a list; all others have theirs already
	}
	if short, ok := v.Addr().Interface().(shorthand); ok {
		if text, ok := scalarText(node); ok {
			if err := short.fromText(text); err != nil {
				d.fail(placeOf(node), path, "%s", err)
			}
			return
		}
	}
	mapping, ok := node.(*ast.MappingNode)
	if !ok {
		d.fail(placeOf(node), path, "expected a mapping (%s), got %s", strings.Join(keysOf(fieldsOf(v.Type())), ", "), describe(node))
		return
	}
	fields := fieldsOf(v.Type())
	d.eachKey(path, mapping, func(key string, kv *ast.MappingValueNode) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.key == key })
		if i < 0 {
			d.unknownKey(path, key, kv, fields)
			return
		}
		d.value(member(path, key), kv.Value, fields[i], v.Field(fields[i].index))
	})
}

func (d *decoder) unknownKey(path, key string, kv *ast.MappingValueNode, fields []field) {
	known := keysOf(fields)
	where := ""
	if path != "" {
		where = " in " + path
	}
	near, end := "", ""
	if len(d.problems) < maxProblems { // the others are only counted
		near, end = suggest.Nearest(key, known), suggest.Hint(key, known)
		if home := homeOf(key); near == "" && home != "" {
			end = "; it belongs under " + home
		}
	}
	at := positionOf(kv.Key.GetToken())
	d.problems = append(d.problems, Problem{d.file, at.line, at.column, "", fmt.Sprintf("unknown key %q%s%s", key, where, end)})
	// The value of the misspelt key is missing now, which is no second problem.
	d.broken[member(path, cmp.Or(near, key))] = true
}

// eachKey calls f for each key of a mapping, and reports keys that are there twice.
func (d *decoder) eachKey(path string, mapping *ast.MappingNode, f func(string, *ast.MappingValueNode)) {
	if len(mapping.Values) > maxEntries {
		d.fail(placeOf(mapping), path, "expected at most %d keys, got %d", maxEntries, len(mapping.Values))
		return
	}
	lines := map[string]int{}
	for _, kv := range mapping.Values {
		at := positionOf(kv.Key.GetToken())
		key, ok := scalarText(kv.Key)
		if !ok {
			d.fail(at, path, "expected a word as key, got %s", describe(kv.Key))
			continue
		}
		if first, twice := lines[key]; twice {
			d.fail(at, member(path, key), "this key is already in line %d; keep one of them", first)
			continue
		}
		lines[key] = at.line
		f(key, kv)
	}
}

// json keeps a value as JSON, its keys in the order of the file.
func (d *decoder) json(path string, node ast.Node, v reflect.Value) {
	text, wrong := appendJSON(nil, node)
	if wrong != nil {
		d.fail(placeOf(wrong.node), path, "%s", wrong.message)
		return
	}
	v.Set(reflect.ValueOf(json.RawMessage(text)))
}

// homeOf returns the first group of the model that has the key, for a key that
// stands in the wrong place.
func homeOf(key string) string { return homeIn("", reflect.TypeFor[Scenario](), key) }

func homeIn(path string, t reflect.Type, key string) string {
	for _, f := range fieldsOf(t) {
		if path != "" && suggest.Same(f.key, key) {
			return path
		}
		if ft := t.Field(f.index).Type; isGroup(ft) {
			if home := homeIn(member(path, f.key), ft, key); home != "" {
				return home
			}
		}
	}
	return ""
}
