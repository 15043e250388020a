package wrapper

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// Place is a part of a request, and a name there. A zero In means [InHeader]
// for a token and [InBody] for a code.
type Place struct {
	In   In
	Name string
}

// In is a part of a request.
type In string

// The parts of a request that can carry a code or a token.
const (
	InBody   In = "body"
	InHeader In = "header"
	InQuery  In = "query"
	// InCookie is a cookie of that name. The platform keeps none: a mini program sends what
	// it has kept itself, in the header Cookie.
	InCookie In = "cookie"
)

// of is what a request carries in a place, the body where that names no part.
func (p Place) of(r *wx.Request) string {
	switch p.In {
	case InHeader:
		return r.HeaderValue(p.Name)
	case InQuery:
		return queryValue(r.URL, p.Name)
	case InCookie:
		return cookieValue(r.HeaderValue("Cookie"), p.Name)
	default:
		if v := gjson.GetBytes(r.Body, gjson.Escape(p.Name)); v.Exists() {
			return v.String()
		}
		if len(r.Body) == 0 {
			return queryValue(r.URL, p.Name) // where the data of a GET goes
		}
		return queryValue("?"+string(r.Body), p.Name) // a form
	}
}

// put puts a value into a request in that place.
func (p Place) put(r *wx.Request, value string) {
	switch p.In {
	case InHeader:
		r.Header = append(r.Header, wx.Header{Name: p.Name, Value: value})
	case InQuery:
		r.URL = withQuery(r.URL, p.Name, value)
	case InCookie:
		cookies := p.Name + "=" + value
		if others := r.HeaderValue("Cookie"); others != "" {
			cookies = others + "; " + cookies
			r.Header = withoutHeader(r.Header, "Cookie")
		}
		r.Header = append(r.Header, wx.Header{Name: "Cookie", Value: cookies})
	default:
		r.Body = withMember(r.Body, p.Name, value)
	}
}

// drop takes what a request carries in that place out of it; "" names nothing.
func (p Place) drop(r *wx.Request) {
	switch {
	case p.Name == "":
	case p.In == InHeader:
		r.Header = withoutHeader(r.Header, p.Name)
	case p.In == InQuery:
		r.URL = withoutQuery(r.URL, p.Name)
	case p.In == InCookie:
		others := withoutCookie(r.HeaderValue("Cookie"), p.Name)
		if r.Header = withoutHeader(r.Header, "Cookie"); others != "" {
			r.Header = append(r.Header, wx.Header{Name: "Cookie", Value: others})
		}
	case len(r.Body) == 0:
		r.URL = withoutQuery(r.URL, p.Name)
	case gjson.ParseBytes(r.Body).IsObject():
		r.Body = withoutMember(r.Body, p.Name)
	default:
		r.Body = []byte(strings.TrimPrefix(withoutQuery("?"+string(r.Body), p.Name), "?"))
	}
}

func withoutHeader(header []wx.Header, name string) []wx.Header {
	return slices.DeleteFunc(slices.Clone(header), func(h wx.Header) bool { return strings.EqualFold(h.Name, name) })
}

// cookieValue is the value of a cookie in a header Cookie; empty where it is not there.
func cookieValue(header, name string) string {
	for pair := range strings.SplitSeq(header, ";") {
		if key, value, _ := strings.Cut(strings.TrimSpace(pair), "="); key == name {
			return value
		}
	}
	return ""
}

func withoutCookie(header, name string) string {
	pairs := slices.DeleteFunc(strings.Split(header, ";"), func(pair string) bool {
		key, _, _ := strings.Cut(strings.TrimSpace(pair), "=")
		return key == name || key == ""
	})
	return strings.TrimSpace(strings.Join(pairs, ";"))
}

// setCookie is the value that an answer sets a cookie to, and whether it does. One whose
// end has come is deleted: its value is empty.
func setCookie(answer *wx.Response, name string) (value string, sets bool) {
	for _, line := range answer.HeaderValues("Set-Cookie") {
		pair, attributes, _ := strings.Cut(line, ";")
		key, text, isPair := strings.Cut(strings.TrimSpace(pair), "=")
		if !isPair || key != name {
			continue
		}
		value, sets = strings.Trim(text, `"`), true
		for attribute := range strings.SplitSeq(attributes, ";") {
			if key, n, _ := strings.Cut(strings.TrimSpace(attribute), "="); strings.EqualFold(key, "Max-Age") && (n == "0" || strings.HasPrefix(n, "-")) {
				value = ""
			}
		}
	}
	return value, sets
}

// withMember puts a string member before the others of a JSON object.
func withMember(object []byte, name, value string) []byte {
	out := append(gjson.AppendJSONString([]byte{'{'}, name), ':')
	out = gjson.AppendJSONString(out, value)
	rest := bytes.TrimSpace(object)
	if len(rest) > 2 && !bytes.Equal(bytes.TrimSpace(rest[1:len(rest)-1]), nil) {
		return append(append(out, ','), rest[1:]...)
	}
	return append(out, '}')
}

// withoutMember is a JSON object without the members of a name.
func withoutMember(object []byte, name string) []byte {
	out := []byte{'{'}
	gjson.ParseBytes(object).ForEach(func(key, value gjson.Result) bool {
		if key.Str != name {
			if len(out) > 1 {
				out = append(out, ',')
			}
			out = append(append(append(out, key.Raw...), ':'), value.Raw...)
		}
		return true
	})
	return append(out, '}')
}

// withoutQuery takes the parameters of a name out of a URL's query.
func withoutQuery(u, name string) string {
	path, query, found := strings.Cut(u, "?")
	if !found {
		return u
	}
	rest := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		key, _, _ := strings.Cut(p, "=")
		return key == url.QueryEscape(name)
	})
	if len(rest) == 0 {
		return path
	}
	return path + "?" + strings.Join(rest, "&")
}
