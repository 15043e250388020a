package scenario

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
)

// field is what the tags of a model's field say. The tags are the one
// description of a scenario file, for the reader, the checks and the schema:
//
//	yaml     the key; "-" for a field that the file does not have
//	doc      one sentence for people
//	default  the value where the file gives none, as the file would have it
//	unset    what the zero value stands for; without it, zero is checked as any value
//	enum     the words it may be, between bars
//	min, max bounds of a number or duration, or of those in a list
//	format   what a text must look like (see formatProblem)
//	whole    given in part, the members not given are zero, not their defaults
type field struct {
	index    []int // as reflect.Value.FieldByIndex takes it
	key      string
	doc      string
	preset   string
	unset    string
	enum     []string
	min, max string
	format   string
	whole    bool
}

// fieldsOf returns the keys of a struct of the model, in their order.
func fieldsOf(t reflect.Type) []field {
	var fields []field
	for i := range t.NumField() {
		if t.Field(i).Anonymous { // its keys are the struct's own
			for _, f := range fieldsOf(t.Field(i).Type) {
				f.index = append([]int{i}, f.index...)
				fields = append(fields, f)
			}
			continue
		}
		tag := t.Field(i).Tag
		key := tag.Get("yaml")
		if key == "" || key == "-" {
			continue
		}
		f := field{
			index: []int{i}, key: key, doc: tag.Get("doc"), preset: tag.Get("default"), unset: tag.Get("unset"),
			min: tag.Get("min"), max: tag.Get("max"), format: tag.Get("format"), whole: tag.Get("whole") != "",
		}
		if enum := tag.Get("enum"); enum != "" {
			f.enum = strings.Split(enum, "|")
		}
		fields = append(fields, f)
	}
	return fields
}

func keysOf(fields []field) []string {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = f.key
	}
	return keys
}

// setDefaults gives every field of the struct v its default.
func setDefaults(v reflect.Value) {
	for _, f := range fieldsOf(v.Type()) {
		fv := v.FieldByIndex(f.index)
		switch {
		case isGroup(fv.Type()):
			setDefaults(fv)
		case f.preset == "":
		case fv.Kind() == reflect.Slice:
			fv.Set(reflect.ValueOf([]string{f.preset}))
		default:
			value, err := scalarOf(fv.Type()).parse(f.preset)
			if err != nil {
				panic("scenario: default of " + f.key + ": " + err.Error()) // a test reads every default
			}
			fv.Set(reflect.ValueOf(value).Convert(fv.Type()))
		}
	}
}

// isGroup reports a struct of the model, one that is written as a mapping.
func isGroup(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && scalarOf(t) == nil
}

func isJSON(t reflect.Type) bool { return t == reflect.TypeFor[json.RawMessage]() }

func isDuration(t reflect.Type) bool { return t == reflect.TypeFor[time.Duration]() }
