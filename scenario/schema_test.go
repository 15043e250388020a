package scenario

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

// validator checks a document against the part of draft 7 that Schema uses, and
// fails on any other part.
type validator struct {
	definitions map[string]any
}

func (v validator) check(schema map[string]any, value any) error {
	for word, rule := range schema {
		var err error
		switch word {
		case "description", "default", "title", "$schema", "definitions":
		case "$ref":
			name := strings.TrimPrefix(rule.(string), "#/definitions/")
			err = v.check(v.definitions[name].(map[string]any), value)
		case "anyOf":
			err = v.anyOf(rule.([]any), value)
		case "allOf":
			for _, part := range rule.([]any) {
				err = v.check(part.(map[string]any), value)
			}
		case "enum":
			if !slices.Contains(rule.([]any), value) {
				err = fmt.Errorf("%v is none of %v", value, rule)
			}
		case "type":
			err = checkType(rule, value)
		case "pattern":
			if text, ok := value.(string); ok && !regexp.MustCompile(rule.(string)).MatchString(text) {
				err = fmt.Errorf("%q does not match %s", text, rule)
			}
		case "minimum", "maximum":
			if n, ok := value.(float64); ok && (word == "minimum") == (n < rule.(float64)) && n != rule.(float64) {
				err = fmt.Errorf("%v is beyond the %s %v", n, word, rule)
			}
		case "properties", "additionalProperties", "required":
			err = v.members(schema, word, value)
		case "items":
			if list, ok := value.([]any); ok {
				for _, entry := range list {
					if err == nil {
						err = v.check(rule.(map[string]any), entry)
					}
				}
			}
		default:
			err = fmt.Errorf("the schema uses %q", word)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (v validator) anyOf(rules []any, value any) (err error) {
	for _, rule := range rules {
		if err = v.check(rule.(map[string]any), value); err == nil {
			return nil
		}
	}
	return err
}

func checkType(rule, value any) error {
	types, ok := rule.([]any)
	if !ok {
		types = []any{rule}
	}
	n, isNumber := value.(float64)
	kinds := map[string]bool{"number": isNumber, "integer": isNumber && n == float64(int64(n))}
	switch value.(type) {
	case nil:
		kinds["null"] = true
	case string:
		kinds["string"] = true
	case bool:
		kinds["boolean"] = true
	case []any:
		kinds["array"] = true
	case map[string]any:
		kinds["object"] = true
	}
	if !slices.ContainsFunc(types, func(t any) bool { return kinds[t.(string)] }) {
		return fmt.Errorf("%v is no %v", value, rule)
	}
	return nil
}

func (v validator) members(schema map[string]any, word string, value any) error {
	object, ok := value.(map[string]any)
	if !ok {
		return nil
	}
	if word == "required" {
		for _, key := range schema["required"].([]any) {
			if _, ok := object[key.(string)]; !ok {
				return fmt.Errorf("%s is missing", key)
			}
		}
		return nil
	}
	properties, _ := schema["properties"].(map[string]any)
	for key, member := range object {
		rule, known := properties[key].(map[string]any)
		if other, ok := schema["additionalProperties"].(map[string]any); ok && !known {
			rule, known = other, true
		}
		if !known && schema["additionalProperties"] == false {
			return fmt.Errorf("unknown key %q", key)
		}
		if err := v.check(rule, member); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// checkSchema checks YAML text against Schema.
func checkSchema(t *testing.T, text string) error {
	t.Helper()
	var schema map[string]any
	if err := json.Unmarshal(Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	asJSON, err := yaml.YAMLToJSON([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(asJSON, &document); err != nil {
		t.Fatal(err)
	}
	return validator{schema["definitions"].(map[string]any)}.check(schema, document)
}

func TestTemplatesAreValidAndMatchTheSchema(t *testing.T) {
	want := []string{"cold-start", "morning-rush", "token-expiry", "session-expiry", "displaced-keys", "two-pages", "two-backends"}
	var names []string
	for _, template := range Templates() {
		names = append(names, template.Name)
		text, err := ReadTemplate(template.Name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := Parse(template.Name+".yaml", text, Options{Wrappers: knownWrappers()})
		if err != nil {
			t.Error(err)
			continue
		}
		if s.Name != template.Name || template.Summary == "" {
			t.Errorf("template %s is called %s, %q", template.Name, s.Name, template.Summary)
		}
		if err := CheckSafety(s, nil, false); err != nil {
			t.Errorf("%s: %v", template.Name, err)
		}
		if err := checkSchema(t, string(text)); err != nil {
			t.Errorf("%s does not match the schema: %v", template.Name, err)
		}
	}
	if !slices.Equal(names, want) {
		t.Errorf("templates %v, want %v", names, want)
	}
}

func TestReadTemplateNamesTheNearest(t *testing.T) {
	_, err := ReadTemplate("cold_strat")
	if err == nil || !strings.Contains(err.Error(), `did you mean "cold-start"?`) {
		t.Errorf("error %v", err)
	}
}

func TestDefaultIsAThousandClientsAndAMassExpiry(t *testing.T) {
	s := Default()
	if s.Name != "token-expiry" || s.Clients.Count != 1000 || s.Wrapper.ID != "reference" || !s.EmbeddedTarget() || !s.EmbeddedMock() {
		t.Errorf("%s with %d clients and %s", s.Name, s.Clients.Count, s.Wrapper.ID)
	}
	if total := s.Load.Total(); total < 20*time.Second || total > 30*time.Second {
		t.Errorf("lasts %v", total)
	}
	if len(s.Events) != 1 || s.Events[0].Expire != "tokens" || s.Events[0].Share != 1 {
		t.Errorf("events %v", s.Events)
	}
}

func TestTheSchemaRefusesWhatTheReaderRefuses(t *testing.T) {
	for _, text := range []string{
		"clients: {count: many}",
		"clients: {count: 0}",
		"clients: {initial: {none: half}}",
		"load: {duration: 30}",
		"load: {duration: 30秒}",
		"app: {env: prod}",
		"wrapper: {pollDelay: 200ms}",
		"platform: {slots: []}",
		"flow: [lunch]",
		"flow: [{thinktime: 2s}]",
		"flow: [launch, {page: a, requests: [{nam: x}]}]",
		"target: {auth_failure: {status: [4010]}}",
		"repeat: 1.5",
	} {
		if !strings.Contains(text, "flow:") {
			text += "\nflow: [launch]"
		}
		if err := checkSchema(t, text); err == nil {
			t.Errorf("the schema accepts %s", text)
		}
		if _, err := Parse("x.yaml", []byte(text), Options{}); err == nil {
			t.Errorf("the reader accepts %s", text)
		}
	}
}

// eachField calls f for every field of the model, each group once.
func eachField(t reflect.Type, seen map[reflect.Type]bool, f func(reflect.StructField, field)) {
	if seen[t] {
		return
	}
	seen[t] = true
	for _, tags := range fieldsOf(t) {
		sf := t.FieldByIndex(tags.index)
		f(sf, tags)
		ft := sf.Type
		if ft.Kind() == reflect.Slice && !isJSON(ft) {
			ft = ft.Elem()
		}
		if isGroup(ft) {
			eachField(ft, seen, f)
		}
	}
}

func TestEveryFieldIsDescribedWell(t *testing.T) {
	formats := []string{"", "name", "handler", "wrapper", "appid", "secret", "url", "target", "origin", "path", "path or url", "addr", "json path", "header", "header name", "header value", "object", "scalar", "text", "answer", "storage", "query"}
	eachField(reflect.TypeFor[Scenario](), map[reflect.Type]bool{}, func(sf reflect.StructField, f field) {
		if !strings.HasSuffix(f.doc, ".") && !strings.HasSuffix(f.doc, "…") || len(f.doc) < 10 {
			t.Errorf("%s: doc %q is no sentence", sf.Name, f.doc)
		}
		if (f.min == "") != (f.max == "") {
			t.Errorf("%s has one bound only", sf.Name)
		}
		if f.preset != "" && f.unset != "" {
			t.Errorf("%s has a default and a meaning of unset", sf.Name)
		}
		if !slices.Contains(formats, f.format) {
			t.Errorf("%s has the unknown format %q", sf.Name, f.format)
		}
		if sf.Type.Kind() == reflect.String && f.enum == nil && f.format == "" {
			t.Errorf("%s is a text without a format", sf.Name)
		}
	})
}

func TestEveryKeyIsInTheSchemaWithItsDescription(t *testing.T) {
	schema := string(Schema())
	eachField(reflect.TypeFor[Scenario](), map[reflect.Type]bool{}, func(sf reflect.StructField, f field) {
		description, _ := json.Marshal(f.doc + f.unsetSentence())
		if !strings.Contains(schema, `"`+f.key+`": {`) || !strings.Contains(schema, string(description)) {
			t.Errorf("%s is not in the schema", sf.Name)
		}
	})
}
