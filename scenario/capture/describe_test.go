package capture

import (
	"fmt"
	"strings"
	"testing"
)

func read(t *testing.T, file, text string) *Capture {
	t.Helper()
	c, err := Read(file, strings.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c
}

func TestAnAliasIsTheValueOfItsAnchorHoweverOftenItIsNamed(t *testing.T) {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\nx0: &a0 [1, 1]\n")
	for i := 1; i < 60; i++ { // 2 to the power of 60 values, written out
		fmt.Fprintf(&b, "x%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	b.WriteString("paths:\n  /x:\n    post:\n      requestBody:\n        content:\n          application/json:\n            example: {all: *a59}\n")
	c := read(t, "x.yaml", b.String())
	if body := c.Exchanges[0].Body; body != nil {
		t.Errorf("%d bytes", len(body))
	}
}

func TestYAMLIsReadAsPeopleWriteIt(t *testing.T) {
	c := read(t, "x.yml", "\ufeffopenapi: '3.1.0'\r\ndefaults: &d {summary: x}\r\npaths:\r\n  /a:\r\n    post:\r\n      <<: *d\r\n      operationId: yes\r\n"+
		"      requestBody: {content: {application/vnd.api+json: {schema: {properties: {n: {type: [\"null\", integer], minimum: 3}, f: {const: 0x10}, t: {examples: [abc]}, b: {type: boolean}, z: {type: string, minLength: 6}}}}}}\r\n"+
		"      description: |\r\n        lines\r\n        of text\r\n      responses: {2XX: {content: {application/json: {examples: {one: {value: {a: null}}}}}}, default: {}}\r\n")
	e := c.Exchanges[0]
	if e.Name != "yes" || string(e.Body) != `{"n":3,"f":"0x10","t":"abc","b":true,"z":"tttttt"}` || e.Answer == nil || string(e.Answer.Body) != `{"a":null}` {
		t.Errorf("%s", c.text())
	}
}

func TestSchemasOfOpenAPIMakeExamples(t *testing.T) {
	for schema, want := range map[string]string{
		`{"type": "array", "items": {"type": "string", "format": "date"}}`:                                    `["2026-01-02"]`,
		`{"oneOf": [{"enum": ["a", "b"]}, {}]}`:                                                               `"a"`,
		`{"$ref": "#/components/schemas/Node"}`:                                                               `{"id":1}`,
		`{"allOf": [{"$ref": "#/components/schemas/Node"}, {"properties": {"x": {"default": false}}}]}`:       `{"id":1,"x":false}`,
		`{"$ref": "#/components/schemas/Loop"}`:                                                               `null`,
		`{"$ref": "other.yaml#/X"}`:                                                                           `null`,
		`{"type": "object", "properties": {"a": {"$ref": "#/components/schemas/a~1b"}}, "example": {"q": 1}}`: `{"q":1}`,
		`{"properties": {"a": {"$ref": "#/components/schemas/a~1b"}}}`:                                        `{"a":"x"}`,
		`{}`: `null`,
	} {
		text := `{"openapi": "3.0.0", "paths": {"/x": {"post": {"requestBody": {"content": {"application/json": {"schema": ` + schema + `}}}}}},
			"components": {"schemas": {"Node": {"type": "object", "properties": {"id": {"type": "integer"}, "next": {"$ref": "#/components/schemas/Node"}}},
			"Loop": {"$ref": "#/components/schemas/Loop"}, "a/b": {"example": "x"}}}}`
		if got := string(read(t, "x.json", text).Exchanges[0].Body); got != want {
			t.Errorf("%s: %s, want %s", schema, got, want)
		}
	}
}

func TestSecurityOfOpenAPIIsWhereTheTokenGoes(t *testing.T) {
	for scheme, want := range map[string]string{
		`{"type": "http", "scheme": "bearer"}`:                "Authorization=Bearer {{token}}",
		`{"type": "oauth2", "flows": {}}`:                     "Authorization=Bearer {{token}}",
		`{"type": "apiKey", "in": "header", "name": "x-tok"}`: "x-tok={{token}}",
		`{"type": "apiKey", "in": "cookie", "name": "SID"}`:   "Cookie=SID={{token}}",
		`{"type": "apiKey", "in": "query", "name": "t"}`:      "?t={{token}}",
		`{"type": "http", "scheme": "Basic"}`:                 "",
	} {
		c := read(t, "x.json", `{"openapi": "3.0.0", "security": [{"user": []}], "paths": {"/x": {"get": {}}, "/open": {"get": {"security": []}}, "/may": {"get": {"security": [{}, {"user": []}]}}},
			"components": {"securitySchemes": {"user": `+scheme+`}}}`)
		got := fields(c.Exchanges[0].Header)
		if q := fields(c.Exchanges[0].Query); q != "" {
			got = "?" + q
		}
		if got != want || len(c.Exchanges[1].Header)+len(c.Exchanges[2].Header)+len(c.Exchanges[1].Query) > 0 {
			t.Errorf("%s: %q, want %q; %s", scheme, got, want, c.text())
		}
	}
}

func TestAnUploadHasTheNameOfItsFileAndItsOtherFields(t *testing.T) {
	multipart := `"mimeType":"multipart/form-data; boundary=b1","text":"--b1\r\nContent-Disposition: form-data; name=\"user\"\r\n\r\n7\r\n--b1\r\nContent-Disposition: form-data; name=\"pic\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\r\n--b1--\r\n"`
	for file, text := range map[string]string{
		"text.har":   `{"log":{"entries":[{"request":{"method":"POST","url":"https://a.test/x","postData":{` + multipart + `}}}]}}`,
		"params.har": `{"log":{"entries":[{"request":{"method":"POST","url":"https://a.test/x","postData":{"mimeType":"multipart/form-data","params":[{"name":"pic","fileName":"a.jpg"},{"name":"user","value":"7"}]}}}]}}`,
		"x.curl":     "curl -F user=7 -F pic=@a.jpg https://a.test/x",
		"postman.json": `{"info":{"schema":"https://schema.getpostman.com/json/collection/v2.1.0/"},"item":[{"request":{"method":"POST","url":"https://a.test/x",
			"body":{"mode":"formdata","formdata":[{"key":"pic","type":"file","src":"a.jpg"},{"key":"user","value":"7","type":"text"}]}}}]}`,
		"openapi.json": `{"openapi":"3.0.0","servers":[{"url":"https://a.test"}],"paths":{"/x":{"post":{"requestBody":{"content":{"multipart/form-data":{"schema":{"properties":
			{"pic":{"type":"string","format":"binary"},"user":{"type":"integer","example":7}}}}}}}}}}`,
	} {
		e := read(t, file, text).Exchanges[0]
		if !e.Upload || e.Method != "POST" || e.File != "pic" || fields(e.Form) != "user=7" || e.Body != nil {
			t.Errorf("%s: %+v", file, e)
		}
	}
}

func TestACollectionOfPostman20IsReadToo(t *testing.T) {
	c := read(t, "x.json", `{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.0.0/collection.json"}, "variable": [{"key": "host", "value": "https://a.test"}],
		"item": [{"name": "a", "request": "{{host}}/x?y={{z}}"},
		 {"name": "b", "request": {"method": "post", "url": {"path": ["p", ":id"]}, "auth": {"type": "apikey", "apikey": {"key": "k", "value": "{{v}}", "in": "query"}}, "body": {"mode": "graphql", "graphql": {"query": "{ me }", "variables": "{\"n\": 1}"}}},
		  "event": [{"listen": "prerequest", "script": {"exec": ["sign()"]}}, {"listen": "test", "script": {"exec": "pm.globals.set('v', pm.response.json().list[0].key)"}}]},
		 {"name": "c"}]}`)
	a, b := c.Exchanges[0], c.Exchanges[1]
	if a.Origin != "https://a.test" || a.Method != "GET" || fields(a.Query) != "y={{z}}" {
		t.Errorf("%+v", a)
	}
	if b.Path != "/p/1" || b.Template != "/p/{id}" || fields(b.Query) != "k={{v}}" || string(b.Body) != `{"query":"{ me }","variables":{"n": 1}}` || fields(b.Sets) != "v=list.0.key" {
		t.Errorf("%+v", b)
	}
	if len(c.Notes) != 2 {
		t.Errorf("notes: %v", c.Notes)
	}
}
