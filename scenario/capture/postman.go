package capture

import (
	"regexp"
	"strconv"
	"strings"
)

// readPostman reads a collection of Postman, version 2.0 or 2.1.
func readPostman(doc *tree) (*Capture, error) {
	p := &postman{capture: &Capture{Format: "Postman"}, variables: map[string]string{}}
	for _, v := range doc.get("variable").list() {
		if name, value := v.get("key").text(), v.get("value").text(); value != "" && !secretVariable.MatchString(name) {
			p.variables[name] = value
		}
	}
	if doc.get("item") == nil {
		return nil, &Error{"", "the collection has no item", "export it as Collection v2.1"}
	}
	p.folder(doc, "item", "", doc.get("auth"))
	return p.capture.done()
}

type postman struct {
	capture   *Capture
	variables map[string]string // of the collection, but for those that are secret
	full      bool
}

// secretVariable is the name of a variable whose value is no constant: it stays a
// variable.
var secretVariable = regexp.MustCompile(`(?i)token|secret|passw|session|cookie|auth|sign|^(js|wx|login)?_?code$`)

// folder reads the requests and folders in a folder.
func (p *postman) folder(f *tree, place, group string, auth *tree) {
	for i, item := range f.get("item").list() {
		at := place + "[" + strconv.Itoa(i) + "]"
		own := auth
		if a := item.get("auth"); a != nil {
			own = a
		}
		name := item.get("name").text()
		switch {
		case p.full:
			return
		case item.get("item") != nil:
			p.folder(item, at+".item", name, own)
		case item.get("request") != nil:
			p.request(item, at, name, group, own)
		default:
			p.capture.note(at, "it has neither a request nor items")
		}
	}
}

func (p *postman) request(item *tree, place, name, group string, auth *tree) {
	r := item.get("request")
	e := Exchange{Place: place, Name: name, Group: group, Method: strings.ToUpper(r.get("method").text())}
	if e.Method == "" {
		e.Method = "GET"
	}
	url := r.get("url")
	if r.is('"') {
		url = r
	}
	if err := p.url(&e, url); err != nil {
		p.capture.note(place, "its request has no URL")
		return
	}
	e.Header = p.fields(r.get("header"))
	p.body(&e, r.get("body"))
	if a := r.get("auth"); a != nil {
		auth = a
	}
	p.auth(&e, auth)
	for _, answer := range item.get("response").list() {
		p.answer(&e, answer)
	}
	for _, event := range item.get("event").list() {
		p.script(&e, event)
	}
	p.full = !p.capture.add(e)
}

// fill puts the values of variables into a text; those that are not known stay.
func (p *postman) fill(text string) string {
	for range 3 { // a value may have a variable in it
		filled := placeholder.ReplaceAllStringFunc(text, func(mark string) string {
			if value, known := p.variables[strings.TrimSpace(mark[2:len(mark)-2])]; known {
				return value
			}
			return mark
		})
		if filled == text || len(filled) > maxBody {
			break
		}
		text = filled
	}
	return text
}

var placeholder = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// fields reads a list of keys and values, without those that are switched off.
func (p *postman) fields(list *tree) []Field {
	var all []Field
	for _, f := range list.list() {
		if f.get("disabled").text() != "true" && f.get("key").text() != "" && len(all) < maxFields {
			all = append(all, Field{p.fill(f.get("key").text()), p.fill(f.get("value").text())})
		}
	}
	return all
}

func (p *postman) url(e *Exchange, url *tree) error {
	raw := url.get("raw").text()
	if url.is('"') {
		raw = url.text()
	}
	if raw == "" && url.get("path") != nil {
		var segments []string
		for _, s := range url.get("path").list() {
			segments = append(segments, s.text())
		}
		raw = "/" + strings.Join(segments, "/")
	}
	if err := e.setURL(p.fill(raw)); err != nil {
		return err
	}
	if url.get("query") != nil {
		e.Query = p.fields(url.get("query"))
	}
	p.pathVariables(e, url.get("variable"))
	return nil
}

// pathVariables gives the segments such as :id their values.
func (p *postman) pathVariables(e *Exchange, list *tree) {
	values := map[string]string{}
	for _, f := range list.list() {
		values[f.get("key").text()] = p.fill(f.get("value").text())
	}
	segments := strings.Split(e.Path, "/")
	template := strings.Split(e.Path, "/")
	for i, s := range segments {
		name, variable := strings.CutPrefix(s, ":")
		if !variable || name == "" {
			continue
		}
		template[i] = "{" + name + "}"
		if segments[i] = escapePath(values[name]); segments[i] == "" || strings.Contains(segments[i], "/") {
			segments[i] = "1"
		}
	}
	if path := strings.Join(segments, "/"); path != e.Path {
		e.Path, e.Template = path, strings.Join(template, "/")
	}
}

func (p *postman) body(e *Exchange, body *tree) {
	switch body.get("mode").text() {
	case "raw":
		e.setBody(p.fill(body.get("raw").text()), map[bool]string{true: "application/json"}[body.get("options").get("raw").get("language").text() == "json"])
	case "urlencoded":
		e.setBody(EncodeForm(p.fields(body.get("urlencoded"))), "application/x-www-form-urlencoded")
	case "graphql":
		out, _ := (&tree{kind: '{', names: []string{"query"}, items: []*tree{body.get("graphql").get("query")}}).json(nil, maxBody, 0)
		if v := body.get("graphql").get("variables").text(); isJSON([]byte(v)) {
			out = append(append(append(out[:len(out)-1], `,"variables":`...), v...), '}')
		}
		e.setBody(p.fill(string(out)), "application/json")
	case "formdata":
		p.upload(e, body.get("formdata"))
	case "file":
		p.capture.note(e.Place, "its body is a file that is no form, which wx.uploadFile does not send")
	}
}

// upload reads a form with files.
func (p *postman) upload(e *Exchange, form *tree) {
	e.Upload = true
	for _, f := range form.list() {
		if f.get("type").text() == "file" && f.get("disabled").text() != "true" && e.File == "" {
			e.File = f.get("key").text()
		}
	}
	for _, f := range p.fields(form) {
		if f.Value != "" || f.Name != e.File {
			e.Form = append(e.Form, f)
		}
	}
}

// setBody sets the body and, where no header tells it, its type.
func (e *Exchange) setBody(text, kind string) {
	if text == "" || len(text) > maxBody {
		return
	}
	e.Body = []byte(text)
	if kind != "" && Get(e.Header, "Content-Type") == "" {
		e.Header = append(e.Header, Field{"Content-Type", kind})
	}
}

// auth adds what the settings of a request, or of the folders around it, add to it.
func (p *postman) auth(e *Exchange, auth *tree) {
	kind := auth.get("type").text()
	value := func(name string) string {
		for _, f := range auth.get(kind).list() { // 2.1
			if f.get("key").text() == name {
				return p.fill(f.get("value").text())
			}
		}
		return p.fill(auth.get(kind).get(name).text()) // 2.0
	}
	switch kind {
	case "bearer":
		e.Header = append(e.Header, Field{"Authorization", "Bearer " + value("token")})
	case "basic":
		e.Header = append(e.Header, Field{"Authorization", "Basic " + value("password")})
	case "apikey":
		if f := (Field{value("key"), value("value")}); value("in") == "query" {
			e.Query = append(e.Query, f)
		} else if f.Name != "" {
			e.Header = append(e.Header, f)
		}
	case "", "noauth":
	default:
		p.capture.note(e.Place, "its authorization of the kind %s is not read", kind)
	}
}

// answer keeps a response that was saved with the request.
func (p *postman) answer(e *Exchange, r *tree) {
	status, err := strconv.Atoi(r.get("code").text())
	if err != nil || status < 100 || status > 599 {
		return
	}
	a := Answer{Status: status, Header: p.fields(r.get("header"))}
	a.Type = mediaType(Get(a.Header, "Content-Type"))
	if body := []byte(r.get("body").text()); len(body) <= maxBody && isJSON(body) {
		a.Body = body
	}
	if e.Answer == nil && status < 300 {
		e.Answer = &a
	} else if len(e.Others) < 20 {
		e.Others = append(e.Others, a)
	}
}

// setVariable is how a script keeps a part of the answer for later requests.
var setVariable = regexp.MustCompile(`\.set\(\s*["']([\w.-]+)["']\s*,\s*([\w.$()\[\]?]+)\s*\)`)

// script looks at a script after a request for the variables that it sets.
func (p *postman) script(e *Exchange, event *tree) {
	lines := event.get("script").get("exec")
	var b strings.Builder
	for _, line := range lines.list() {
		b.WriteString(line.text() + "\n")
	}
	text := b.String() + lines.text()
	if event.get("listen").text() != "test" {
		if strings.TrimSpace(text) != "" {
			p.capture.note(e.Place, "its script before the request is not run")
		}
		return
	}
	for _, found := range setVariable.FindAllStringSubmatch(text, 20) {
		if path := answerPath(found[2]); path != "" {
			e.Sets = append(e.Sets, Field{found[1], path})
		}
	}
}

// answerPath is the path in the answer that an expression such as
// pm.response.json().data.token, or res.data.token, means.
func answerPath(expression string) string {
	_, path, is := strings.Cut(expression, "json().")
	if !is {
		_, path, is = strings.Cut(expression, ".")
	}
	path = strings.NewReplacer("?.", ".", "[", ".", "]", "").Replace(path)
	if !is || strings.ContainsAny(path, "()$?") {
		return ""
	}
	return strings.Trim(path, ".")
}
