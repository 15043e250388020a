package sim

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Parse reads a script, or a case file or a record, of which it takes the script.
// An error says what was expected where.
func Parse(data []byte) (*Script, error) {
	if len(data) > maxScript {
		return nil, fmt.Errorf("the script has %d bytes; at most %d are read", len(data), maxScript)
	}
	var file map[string]json.RawMessage
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, explain(data, 0, err)
	}
	script, begins := data, 0
	if part, is := file["script"]; is {
		script, begins = part, bytes.Index(data, part)
	} else if _, other := file["schema"]; other {
		return nil, errors.New("there is no script in it")
	}
	s := &Script{}
	if err := strictly(script, &s); err != nil {
		return nil, explain(data, begins, err)
	}
	if s == nil {
		return nil, errors.New("the script is null: expected an object")
	}
	return s, s.check()
}

func strictly(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// part reads what is a text or a number in short, from a part of the file: the
// place of an error in it is not known.
func part(data []byte, into any) error {
	err := strictly(data, into)
	if kind, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		kind.Offset = -1
	}
	return err
}

// explain adds the place to a JSON error in a part of data.
func explain(data []byte, begins int, err error) error {
	offset := int64(-1)
	if syntax, is := errors.AsType[*json.SyntaxError](err); is {
		offset = max(syntax.Offset-1, 0) // it counts the bad byte
		if syntax.Offset >= int64(len(data)) {
			err = errors.New("the file ends in the middle of its JSON")
		}
	} else if kind, is := errors.AsType[*json.UnmarshalTypeError](err); is {
		offset = kind.Offset
		err = fmt.Errorf("expected %s, got %s", inWords(kind.Type), valueInWords(kind.Value))
		if kind.Field != "" {
			err = fmt.Errorf("%s: %w", kind.Field, err)
		}
	}
	if offset < 0 || offset > int64(len(data)-begins) {
		return fmt.Errorf("the script: %w", err)
	}
	before := data[:begins+int(offset)]
	line := bytes.Count(before, []byte{'\n'}) + 1
	column := len(before) - bytes.LastIndexByte(before, '\n')
	return fmt.Errorf("line %d, column %d: %w", line, column, err)
}

// valueInWords is what the parser calls a value, as inWords does.
func valueInWords(value string) string {
	switch kind, number, _ := strings.Cut(value, " "); kind { // "number 3.5"
	case "object":
		return "an object"
	case "array":
		return "a list"
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	default:
		return cmp.Or(number, "a number")
	}
}

// inWords is what a value of that type is in JSON.
func inWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		return "a list"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	default:
		return "a whole number"
	}
}
