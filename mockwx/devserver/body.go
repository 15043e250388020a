package devserver

import (
	"bytes"
	"net/url"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// field gives a field of a request's body, empty where it is missing: of a JSON
// object, a string or a number; of a form otherwise, as wx.request sends it for
// the content type application/x-www-form-urlencoded. It reports false for a
// body that is neither.
func field(r Request, name string) (value string, valid bool) {
	body := bytes.TrimLeft(r.Body, " \t\r\n")
	if len(body) == 0 {
		return "", true
	}
	if !utf8.Valid(body) {
		return "", false
	}
	if body[0] != '{' {
		form, err := url.ParseQuery(string(body))
		return form.Get(name), err == nil
	}
	if !gjson.ValidBytes(body) {
		return "", false
	}
	v := gjson.GetBytes(body, gjson.Escape(name))
	switch v.Type {
	case gjson.String, gjson.Number:
		return v.String(), true
	default:
		return "", v.Type == gjson.Null
	}
}
