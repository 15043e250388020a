package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
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
		if node != nil && f.format == "handler" {
			d.fail(d.place(path), path, "expected the name of a handler, got nothing; a text that begins with # is a comment unless it stands in quotes: do: '#login tap'")
		}
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
		if f.format == "scalar" && isNull(n) {
			all.Index(i).Set(reflect.ValueOf(json.RawMessage("null")))
			continue
		}
		if n == nil || n.Type() == ast.NullType {
			d.fail(placeOf(node), index(path, i), "an empty entry; write a value or delete the line")
			continue
		}
		d.value(index(path, i), n, f, all.Index(i))
	}
	v.Set(all)
}

// isNull reports whether somebody wrote null, and not nothing.
func isNull(node ast.Node) bool {
	return node != nil && node.Type() == ast.NullType && node.GetToken().Type == token.NullType
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
