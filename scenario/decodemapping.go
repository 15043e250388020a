package scenario

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/wxload/wxload/reports/suggest"
)

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
		d.value(member(path, key), kv.Value, fields[i], v.FieldByIndex(fields[i].index))
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

// homeOf returns the first group of the model that has the key, for a key that
// stands in the wrong place.
func homeOf(key string) string { return homeIn("", reflect.TypeFor[Scenario](), key) }

func homeIn(path string, t reflect.Type, key string) string {
	for _, f := range fieldsOf(t) {
		if path != "" && suggest.Same(f.key, key) {
			return path
		}
		if ft := t.FieldByIndex(f.index).Type; isGroup(ft) {
			if home := homeIn(member(path, f.key), ft, key); home != "" {
				return home
			}
		}
	}
	return ""
}
