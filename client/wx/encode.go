package wx

import (
	"net/url"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

const (
	jsonType = "application/json"
	formType = "application/x-www-form-urlencoded"
)

// encode brings r's JSON data into the form that the request sends. WeChat: data
// of a GET goes into the query; with the content type of a form it becomes a
// query string in the body; otherwise it stays JSON, which is also the default
// content type. A raw body stays what it is.
func (r *Request) encode() {
	contentType := r.HeaderValue("Content-Type")
	if contentType == "" && len(r.Body) > 0 && r.Method != "GET" {
		r.Header = append(r.Header, Header{"Content-Type", jsonType})
	}
	if len(r.Body) == 0 || r.Raw {
		return
	}
	switch {
	case r.Method == "GET":
		if query := formData(r.Body); query != "" {
			separator := "?"
			if strings.Contains(r.URL, "?") {
				separator = "&"
			}
			r.URL += separator + query
		}
		r.Body = nil
	case strings.HasPrefix(contentType, formType):
		r.Body = []byte(formData(r.Body))
	}
}

// formData writes the members of a JSON object as a query string, in their order.
func formData(data []byte) string {
	var b strings.Builder
	gjson.ParseBytes(data).ForEach(func(key, value gjson.Result) bool {
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(key.String()))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(value.String()))
		return true
	})
	return b.String()
}

// setHeader sets a header in the place of all of that name.
func (r *Request) setHeader(name, value string) {
	r.Header = slices.DeleteFunc(r.Header, func(h Header) bool { return strings.EqualFold(h.Name, name) })
	r.Header = append(r.Header, Header{name, value})
}

// HeaderValue is the value of the last header line of that name, whatever its
// case; empty where there is none.
func (r *Request) HeaderValue(name string) string {
	for i := len(r.Header) - 1; i >= 0; i-- {
		if h := &r.Header[i]; len(h.Name) == len(name) && strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}
