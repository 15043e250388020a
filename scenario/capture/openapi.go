package capture

import (
	"strconv"
	"strings"
)

// readOpenAPI reads an OpenAPI description, version 3.
func readOpenAPI(doc *tree) (*Capture, error) {
	if !strings.HasPrefix(doc.get("openapi").text(), "3.") {
		return nil, &Error{doc.get("openapi").place(), "this version of OpenAPI is not read", "expected 3.0 or 3.1"}
	}
	o := &openAPI{doc: doc, capture: &Capture{Format: "OpenAPI"}, server: serverURL(doc.get("servers"))}
	doc.get("paths").members(func(path string, item *tree) {
		item = o.resolve(item)
		for _, method := range []string{"get", "post", "put", "patch", "delete", "head", "options"} {
			if op := item.get(method); op != nil && !o.full {
				o.operation(path, strings.ToUpper(method), item, op)
			}
		}
	})
	return o.capture.done()
}

type openAPI struct {
	doc     *tree
	capture *Capture
	server  string
	full    bool
}

// serverURL is the first server, with the defaults of its variables.
func serverURL(servers *tree) string {
	list := servers.list()
	if len(list) == 0 {
		return ""
	}
	url := list[0].get("url").text()
	list[0].get("variables").members(func(name string, v *tree) {
		url = strings.ReplaceAll(url, "{"+name+"}", v.get("default").text())
	})
	return strings.TrimSuffix(url, "/")
}

// maxRefs bounds a chain of references.
const maxRefs = 20

// resolve follows a reference within the document; nil where there is nothing at its end.
func (o *openAPI) resolve(t *tree) *tree {
	for range maxRefs {
		ref := t.get("$ref").text()
		if ref == "" {
			return t
		}
		pointer, local := strings.CutPrefix(ref, "#/")
		if !local {
			o.capture.note(t.place(), "%s is in another file, which is not read", ref)
			return nil
		}
		t = o.doc
		for step := range strings.SplitSeq(pointer, "/") {
			step = strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}").Replace(step)
			if n, err := strconv.Atoi(step); err == nil && t.is('[') && n >= 0 && n < len(t.items) {
				t = t.items[n]
			} else {
				t = t.get(step)
			}
		}
	}
	return nil
}

func (o *openAPI) operation(path, method string, item, op *tree) {
	e := Exchange{Place: op.place(), Method: method, Name: op.get("operationId").text(), Template: path}
	if tags := op.get("tags").list(); len(tags) > 0 {
		e.Group = tags[0].text()
	}
	url := o.server
	for _, servers := range []*tree{item.get("servers"), op.get("servers")} {
		if len(servers.list()) > 0 {
			url = serverURL(servers)
		}
	}
	if err := e.setURL(url + path); err != nil || !strings.HasPrefix(path, "/") {
		o.capture.note(e.Place, "%s is no path", path)
		return
	}
	e.Template = e.Path
	seen := map[string]bool{}
	for _, list := range []*tree{op.get("parameters"), item.get("parameters")} {
		for _, p := range list.list() {
			p = o.resolve(p)
			if key := p.get("in").text() + " " + p.get("name").text(); !seen[key] && p != nil {
				seen[key] = true
				o.parameter(&e, p)
			}
		}
	}
	if e.Template == e.Path {
		e.Template = ""
	}
	o.security(&e, op)
	o.requestBody(&e, o.resolve(op.get("requestBody")))
	op.get("responses").members(func(status string, r *tree) { o.response(&e, status, o.resolve(r)) })
	o.full = !o.capture.add(e)
}

// parameter gives a parameter its example. One that may be left out is left out where the
// description has no example of it.
func (o *openAPI) parameter(e *Exchange, p *tree) {
	name := p.get("name").text()
	value, written := o.example(p)
	if !written && p.get("required").text() != "true" {
		return
	}
	text := value.text()
	if value.is('[') && len(value.items) > 0 {
		text = value.items[0].text()
	}
	switch p.get("in").text() {
	case "path":
		if text == "" || strings.Contains(text, "/") {
			text = "1"
		}
		e.Path = strings.ReplaceAll(e.Path, "{"+name+"}", escapePath(text))
	case "query":
		e.Query = append(e.Query, Field{name, text})
	case "header":
		e.Header = append(e.Header, Field{name, text})
	}
}

// security adds what the first scheme that an operation asks for adds to its request.
func (o *openAPI) security(e *Exchange, op *tree) {
	asked := op.get("security")
	if asked == nil {
		asked = o.doc.get("security")
	}
	if len(asked.list()) == 0 || len(asked.list()[0].names) == 0 {
		return // it needs none, or may go without
	}
	scheme := o.resolve(o.doc.get("components").get("securitySchemes").get(asked.list()[0].names[0]))
	const token = "{{token}}"
	f := Field{scheme.get("name").text(), token}
	switch kind, in := scheme.get("type").text(), scheme.get("in").text(); {
	case kind == "apiKey" && in == "query":
		e.Query = append(e.Query, f)
	case kind == "apiKey" && in == "cookie":
		e.Header = append(e.Header, Field{"Cookie", f.Name + "=" + token})
	case kind == "apiKey":
		e.Header = append(e.Header, f)
	case kind == "http" && strings.EqualFold(scheme.get("scheme").text(), "basic"):
		o.capture.note(e.Place, "its authorization of the kind basic is not read")
	case kind == "http" || kind == "oauth2" || kind == "openIdConnect":
		e.Header = append(e.Header, Field{"Authorization", "Bearer " + token})
	}
}

// media is the part of a content that can be sent and read: JSON, or else a form.
func media(content *tree) (kind string, m *tree) {
	content.members(func(name string, x *tree) {
		t := mediaType(name)
		json := t == "application/json" || strings.HasSuffix(t, "+json") || t == "*/*"
		if json && kind != "application/json" {
			kind, m = "application/json", x
		} else if kind == "" {
			kind, m = t, x
		}
	})
	return kind, m
}

func (o *openAPI) requestBody(e *Exchange, body *tree) {
	kind, m := media(body.get("content"))
	switch {
	case m == nil:
	case strings.HasPrefix(kind, "multipart/"):
		o.upload(e, m)
	case kind == "application/x-www-form-urlencoded":
		var fields []Field
		value, _ := o.example(m)
		value.members(func(name string, v *tree) { fields = append(fields, Field{name, v.text()}) })
		e.setBody(EncodeForm(fields), kind)
	case kind == "application/json":
		value, _ := o.example(m)
		if out, whole := value.json(nil, maxBody, 0); whole {
			e.setBody(string(out), kind)
		}
	default:
		o.capture.note(e.Place, "its body of the type %s is not made", kind)
	}
}

// upload reads a form with a file: the property that is binary.
func (o *openAPI) upload(e *Exchange, m *tree) {
	e.Upload = true
	o.resolve(m.get("schema")).get("properties").members(func(name string, property *tree) {
		if f := o.resolve(property); e.File == "" && (f.get("format").text() == "binary" || f.get("contentMediaType") != nil) {
			e.File = name
		}
	})
	value, _ := o.example(m)
	value.members(func(name string, v *tree) {
		if name != e.File && v.text() != "" {
			e.Form = append(e.Form, Field{name, v.text()})
		}
	})
}

func (o *openAPI) response(e *Exchange, status string, r *tree) {
	code, err := strconv.Atoi(strings.NewReplacer("XX", "00", "xx", "00").Replace(status))
	if status == "default" && e.Answer == nil {
		code, err = 200, nil
	}
	if err != nil || code < 100 || code > 599 {
		return
	}
	a := Answer{Status: code}
	kind, m := media(r.get("content"))
	if a.Type = kind; m != nil && kind == "application/json" {
		value, _ := o.example(m)
		if out, whole := value.json(nil, maxBody, 0); whole && isJSON(out) {
			a.Body = out
		}
	}
	if e.Answer == nil && code < 300 {
		e.Answer = &a
	} else if len(e.Others) < 20 {
		e.Others = append(e.Others, a)
	}
}
