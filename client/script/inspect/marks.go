package inspect

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// marks are the markers of one run's watched values: texts that stand for the parts
// of answers wherever they go. A path begins with the number of the request that was
// answered.
type marks struct {
	paths []string
	texts map[string]string // by path
}

// text is the marker of a path, made when it is first asked for.
func (m *marks) text(path string) string {
	if t, known := m.texts[path]; known {
		return t
	}
	if m.texts == nil {
		m.texts = map[string]string{}
	}
	m.paths = append(m.paths, path)
	t := fmt.Sprintf("wxl%dw", len(m.paths))
	m.texts[path] = t
	return t
}

// path is that of a marker.
func (m *marks) path(text string) (string, bool) {
	var n int
	if _, err := fmt.Sscanf(text, "wxl%dw", &n); err != nil || n < 1 || n > len(m.paths) || fmt.Sprintf("wxl%dw", n) != text {
		return "", false
	}
	return m.paths[n-1], true
}

// marker is a marker of an answer's part, or one of the texts that the device gives.
var marker = regexp.MustCompile(`(?i)wx(?:[lc]\d+|[peis]1)w`)

// carried is a marker in a request.
type carried struct {
	text   string // the marker
	in     string // header, cookie, query, path or body
	name   string // of the header, the parameter or the member; empty where the marker is all there is
	prefix string // of the value, before the marker
}

// code reports whether it is a code of wx.login.
func (c carried) code() bool { return strings.HasPrefix(c.text, "wxc") }

// answer reports whether it is a part of an answer.
func (c carried) answer() bool { return strings.HasPrefix(c.text, "wxl") }

// carriedBy finds the markers in a request.
func carriedBy(r *wx.Request) []carried {
	var all []carried
	add := func(in, name, value string) {
		for _, at := range marker.FindAllStringIndex(value, -1) {
			all = append(all, carried{strings.ToLower(value[at[0]:at[1]]), in, name, value[:at[0]]})
		}
	}
	for _, h := range r.Header {
		if strings.EqualFold(h.Name, "Cookie") {
			for pair := range strings.SplitSeq(h.Value, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(pair), "=")
				add("cookie", name, value)
			}
			continue
		}
		add("header", h.Name, h.Value)
	}
	path, query, _ := strings.Cut(r.URL, "?")
	add("path", "", path)
	pairs(query, "query", add)
	switch body := string(r.Body); {
	case len(body) == 0:
	case gjson.Valid(body):
		in := "body"
		if r.Method == "GET" && !r.Raw {
			in = "query"
		}
		members("", gjson.Parse(body), func(name, value string) { add(in, name, value) })
	case strings.Contains(body, "="):
		pairs(body, "body", add)
	default:
		add("body", "", body)
	}
	return all
}

// pairs are those of a query or a form.
func pairs(text, in string, add func(in, name, value string)) {
	for pair := range strings.SplitSeq(text, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		add(in, name, value)
	}
}

// members calls f for each text in a JSON value.
func members(name string, v gjson.Result, f func(name, value string)) {
	if !v.IsObject() && !v.IsArray() {
		if v.Type == gjson.String {
			f(name, v.Str)
		}
		return
	}
	v.ForEach(func(k, member gjson.Result) bool {
		at := k.String()
		if name != "" {
			at = name + "." + at
		}
		members(at, member, f)
		return true
	})
}
