package scenario

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// object is a JSON object; encoding/json writes its keys sorted.
type object = map[string]any

// Schema returns the JSON Schema (draft 7, which every editor understands) of a
// scenario file. It is made from the same tags that the reader and the checks follow.
func Schema() []byte {
	root := schemaOf(reflect.TypeFor[Scenario]())
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "wxload scenario"
	definitions := object{}
	define(definitions, reflect.TypeFor[Scenario]())
	root["definitions"] = definitions
	root["required"] = []string{"flow"}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic("scenario: schema: " + err.Error()) // it holds maps, texts and numbers only
	}
	return append(text, '\n')
}

// define adds the schemas of all groups below t, by name: steps hold steps.
func define(definitions object, t reflect.Type) {
	for _, f := range fieldsOf(t) {
		ft := t.FieldByIndex(f.index).Type
		if (ft.Kind() == reflect.Slice || ft.Kind() == reflect.Map) && !isJSON(ft) {
			ft = ft.Elem()
		}
		if !isGroup(ft) || definitions[definition(ft)] != nil {
			continue
		}
		definitions[definition(ft)] = true // keeps a group that holds itself from going round
		define(definitions, ft)
		definitions[definition(ft)] = schemaOf(ft)
	}
}

// definition is the name of a group in the schema, exported or not.
func definition(t reflect.Type) string {
	name := t.Name()
	return strings.ToUpper(name[:1]) + name[1:]
}

// schemaOf describes a group.
func schemaOf(t reflect.Type) object {
	properties := object{}
	for _, f := range fieldsOf(t) {
		property := schemaOfField(f, t.FieldByIndex(f.index).Type)
		property["description"] = f.doc + f.unsetSentence()
		properties[f.key] = property
	}
	schema := object{"type": "object", "properties": properties, "additionalProperties": false}
	switch t {
	case reflect.TypeFor[Step]():
		words := []string{string(StepLaunch), string(StepRelaunch), string(StepProfile), string(StepLogout)}
		return object{"anyOf": []object{{"enum": words, "description": "launch starts the app and does not wait; relaunch destroys it and starts it again; profile sends the user's sealed profile to /profile; logout lets the app forget its token."}, schema}}
	case reflect.TypeFor[Expiry]():
		return object{"anyOf": []object{{"enum": []string{"gate"}, "description": "Tokens die at the clients."}, schema}}
	case reflect.TypeFor[Request]():
		return object{"anyOf": []object{{"type": "string", "description": "NAME METHOD /path"}, schema}}
	case reflect.TypeFor[Upload](), reflect.TypeFor[Download]():
		return object{"anyOf": []object{{"type": "string", "description": "NAME /path"}, schema}}
	case reflect.TypeFor[Feed]():
		return object{"anyOf": []object{{"type": "string", "description": "Name of the file."}, schema}}
	case reflect.TypeFor[Saved]():
		return object{"anyOf": []object{{"type": "string", "description": "Path in the body, such as data.id."}, schema}}
	}
	return schema
}

func (f field) unsetSentence() string {
	if f.unset == "" {
		return ""
	}
	return " Unset: " + f.unset + "."
}

func schemaOfField(f field, t reflect.Type) object {
	switch {
	case isJSON(t):
		return schemaOfJSON(f)
	case isGroup(t):
		// Draft 7 ignores what stands beside a $ref, the description included.
		return object{"allOf": []object{{"$ref": "#/definitions/" + definition(t)}}}
	case t.Kind() == reflect.Slice && isGroup(t.Elem()):
		return object{"type": "array", "items": object{"$ref": "#/definitions/" + definition(t.Elem())}}
	case t.Kind() == reflect.Slice:
		entry := schemaOfField(f, t.Elem())
		delete(entry, "default")
		list := object{"anyOf": []object{{"type": "array", "items": entry}, entry}}
		if f.preset != "" {
			list["default"] = []string{f.preset}
		}
		return list
	case t.Kind() == reflect.Map && isJSON(t.Elem()):
		return object{"type": "object"}
	case t.Kind() == reflect.Map && isGroup(t.Elem()):
		return object{"type": "object", "additionalProperties": object{"$ref": "#/definitions/" + definition(t.Elem())}}
	case t.Kind() == reflect.Map:
		return object{"type": "object", "additionalProperties": object{"type": []string{"string", "number", "boolean"}}}
	}
	return schemaOfScalar(f, scalarOf(t))
}

func schemaOfJSON(f field) object {
	switch f.format {
	case "object":
		return object{"type": "object"}
	case "scalar":
		return object{"type": []string{"number", "string", "boolean", "null"}}
	}
	return object{}
}

func schemaOfScalar(f field, s *scalar) object {
	schema := object{"type": s.schema}
	switch {
	case s.schema == "share":
		percent := object{"type": "string", "pattern": s.pattern}
		schema = object{"anyOf": []object{percent, {"type": "number", "minimum": 0, "maximum": 1}}}
	case len(f.enum) > 0:
		schema = object{"enum": f.enum}
	case s.pattern != "":
		schema["pattern"] = s.pattern
	case s.schema == "string" && !f.textOnly(s):
		// YAML has 5 and true as other types, the reader takes them as texts.
		schema["type"] = []string{"string", "number", "boolean"}
	case s.schema != "string" && f.min != "":
		schema["minimum"], schema["maximum"] = json.Number(f.min), json.Number(f.max)
	}
	if f.preset != "" {
		schema["default"] = presetValue(f.preset, s)
	}
	return schema
}

// textOnly reports a field whose text can never look like a number.
func (f field) textOnly(s *scalar) bool {
	return s.want != "a text" || strings.Contains(f.format, "path") || strings.Contains(f.format, "url") || f.format == "target" || f.format == "origin"
}

// presetValue is a default as JSON has it.
func presetValue(preset string, s *scalar) any {
	switch s.schema {
	case "integer", "number":
		return json.Number(preset)
	case "boolean":
		value, _ := strconv.ParseBool(preset)
		return value
	}
	return preset
}
