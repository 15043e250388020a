package infer

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/scenario/capture"
)

// exchange is one of a capture, taken apart.
type exchange struct {
	*capture.Exchange
	n     int
	kind  string // the same for requests of one kind
	route string // the path, or the parameter that takes its place
	form  bool
	json  bool
	parts []part // of the request
	gives []part // of the answer: In is body, header or cookie
}

// part is a scalar value of a request or an answer.
type part struct {
	Where
	value string
	text  bool // it is a text in JSON, or no JSON at all
}

// Limits of what is looked at of a body.
const (
	maxLeaves = 2000
	maxDepth  = 20
)

func newExchange(n int, c *capture.Exchange) *exchange {
	e := &exchange{Exchange: c, n: n}
	for _, f := range c.Query {
		e.parts = append(e.parts, part{Where{"query", f.Name}, f.Value, true})
	}
	for _, f := range c.Header {
		if !strings.EqualFold(f.Name, "Cookie") {
			e.parts = append(e.parts, part{Where{"header", f.Name}, f.Value, true})
			continue
		}
		for pair := range strings.SplitSeq(f.Value, ";") {
			if name, value, has := strings.Cut(strings.TrimSpace(pair), "="); has {
				e.parts = append(e.parts, part{Where{"cookie", name}, strings.Trim(value, `"`), true})
			}
		}
	}
	e.body()
	for _, f := range c.Form {
		e.parts = append(e.parts, part{Where{"body", f.Name}, f.Value, true})
	}
	e.kind, e.route = e.kindOf(), e.routeOf()
	if a := c.Answer; a != nil {
		e.gives = leaves(a.Body)
		for _, f := range a.Header {
			if strings.EqualFold(f.Name, "Set-Cookie") {
				e.setCookies(f.Value)
			} else {
				e.gives = append(e.gives, part{Where{"header", f.Name}, f.Value, true})
			}
		}
	}
	return e
}

// setCookies reads a Set-Cookie; some tools write several in one, in lines.
func (e *exchange) setCookies(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if c, err := http.ParseSetCookie(line); err == nil {
			e.gives = append(e.gives, part{Where{"cookie", c.Name}, c.Value, true})
		}
	}
}

// body takes the request's body apart. A form that is JSON is JSON: curl calls all that it
// sends a form.
func (e *exchange) body() {
	kind := strings.ToLower(capture.Get(e.Header, "Content-Type"))
	switch text := bytes.TrimSpace(e.Body); {
	case len(text) == 0:
	case (text[0] == '{' || text[0] == '[') && json.Valid(text):
		e.json = true
		e.parts = append(e.parts, leaves(text)...)
	case strings.HasPrefix(kind, "application/x-www-form-urlencoded") && bytes.IndexByte(text, '=') > 0:
		e.form = true
		for _, f := range capture.ParseForm(string(text)) {
			e.parts = append(e.parts, part{Where{"body", f.Name}, f.Value, true})
		}
	}
}

// odd marks a name that a path cannot have.
const odd = "\x00"

// hasPath reports a value in the body of an answer that a path leads to.
func (p *part) hasPath() bool {
	return p.In == "body" && p.Name != "" && !strings.Contains(p.Name, odd)
}

// leaves are the scalar values of JSON, with their paths.
func leaves(body []byte) []part {
	var all []part
	var walk func(path string, v gjson.Result, depth int)
	walk = func(path string, v gjson.Result, depth int) {
		if depth > maxDepth || len(all) >= maxLeaves {
			return
		}
		if !v.IsObject() && !v.IsArray() {
			if v.Type != gjson.Null {
				all = append(all, part{Where{"body", path}, v.String(), v.Type == gjson.String})
			}
			return
		}
		i := 0
		v.ForEach(func(key, item gjson.Result) bool {
			name := key.String()
			if v.IsArray() {
				name = strconv.Itoa(i)
			}
			i++
			if strings.ContainsAny(name, ".*?|#@!\\ {}[]()<>=~%\"'") {
				name = odd + strings.ReplaceAll(name, ".", odd)
			}
			if path != "" {
				name = path + "." + name
			}
			walk(name, item, depth+1)
			return len(all) < maxLeaves
		})
	}
	if json.Valid(body) {
		walk("", gjson.ParseBytes(body), 0)
	}
	return all
}

// last is the name at the end of a path.
func last(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// plain is a name without its case and its punctuation: X-Access_Token is xaccesstoken.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r > 0x7f:
			return r
		}
		return -1
	}, name)
}

// at is the value of a part; empty where there is none.
func (e *exchange) at(w Where) string {
	for _, p := range e.parts {
		if p.In == w.In && (p.Name == w.Name || p.In == "header" && strings.EqualFold(p.Name, w.Name)) {
			return p.value
		}
	}
	return ""
}

// good reports an answer with a status of success; one that is not known is good.
func (e *exchange) good() bool {
	return e.Answer == nil || e.Answer.Status >= 200 && e.Answer.Status < 300
}

// same reports two requests of one kind.
func (e *exchange) same(o *exchange) bool { return e.kind == o.kind }

// call names a request for people.
func (e *exchange) call() string { return e.Method + " " + e.Path }

// kindOf tells requests from one another: by method, path and names in the query; those of
// GraphQL, which share a path, by their operation, too.
func (e *exchange) kindOf() string {
	var b strings.Builder
	b.WriteString(e.Method)
	for segment := range strings.SplitSeq(e.Path, "/") {
		if isID(segment) {
			segment = "*"
		}
		b.WriteString("/" + segment)
	}
	for _, f := range e.Query {
		switch {
		case isTokenName(f.Name) || isCodeName(f.Name):
		case routes(f):
			b.WriteString("&" + f.Name + "=" + f.Value)
		default:
			b.WriteString("&" + f.Name)
		}
	}
	if e.json && strings.Contains(strings.ToLower(e.Path), "graphql") {
		b.WriteString(gjson.GetBytes(e.Body, "operationName").String() + gjson.GetBytes(e.Body, "query").String())
	}
	return b.String()
}

// routes reports a parameter that says what a request is for, at a backend that has one
// path for all.
func routes(f capture.Field) bool {
	return slices.Contains([]string{"action", "method", "act", "op", "r", "s", "c", "m", "a", "do", "service", "route"}, plain(f.Name)) &&
		strings.ContainsFunc(f.Value, unicode.IsLetter)
}

// routeOf is the path, or the parameter in its place.
func (e *exchange) routeOf() string {
	for _, f := range e.Query {
		if routes(f) {
			return "/" + strings.Trim(strings.ReplaceAll(f.Value, ".", "/"), "/")
		}
	}
	if e.Template != "" {
		return e.Template
	}
	return e.Path
}
