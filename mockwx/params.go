package mockwx

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/tidwall/gjson"
)

// params are the parameters of a server API call. SDKs put those that WeChat
// documents for the body into the query and the other way round, and do not
// always say which type a body has: its first character decides.
type params struct {
	rawQuery string
	json     gjson.Result // an object, or nothing
	form     string
}

func readParams(r Request) params {
	p := params{rawQuery: r.Query}
	body := bytes.TrimSpace(r.Body)
	switch {
	case len(body) == 0:
	case body[0] != '{':
		p.form = string(body)
	case gjson.ValidBytes(body):
		p.json = gjson.ParseBytes(body)
	}
	return p
}

// query is a parameter of the URL.
func (p params) query(name string) string { return param(p.rawQuery, name) }

// body is a string of the JSON body; empty if it is something else.
func (p params) body(name string) string {
	if v := p.json.Get(name); v.Type == gjson.String {
		return v.Str
	}
	return ""
}

// any is a parameter of the URL, the JSON body or the form, in this order.
func (p params) any(name string) string {
	if v := p.query(name); v != "" {
		return v
	}
	if v := p.body(name); v != "" {
		return v
	}
	return param(p.form, name)
}

// checkJSON refuses a body that the calls which want JSON cannot read.
func (p params) checkJSON(r Request) *APIError {
	switch {
	case len(r.Body) == 0:
		return newAPIError(errcodeNoBody)
	case !p.json.IsObject():
		return newAPIError(errcodeBadBody)
	}
	return nil
}

// param is the first value of a query parameter; empty if there is none or it is
// not properly escaped.
func param(query, name string) string {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		if key == name {
			value, _ = url.QueryUnescape(value)
			return value
		}
	}
	return ""
}
