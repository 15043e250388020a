package devserver

import (
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
)

// canonical is the place as requests are read: with the name of a header in
// canonical form.
func (p Place) canonical() Place {
	if p.In == InHeader {
		p.Name = textproto.CanonicalMIMEHeaderKey(p.Name)
	}
	return p
}

// value is what a request has in the place; empty where it has nothing. It reports
// false for a body that is neither a JSON object nor a form.
func (p Place) value(r Request) (value string, valid bool) {
	in := p.In
	if in == InBody && len(r.Body) == 0 { // WeChat: the data of a GET goes into the query
		in = InQuery
	}
	switch in {
	case InBody:
		return field(r, p.Name)
	case InQuery:
		query, _ := url.ParseQuery(r.RawQuery) // what can be read of it
		return query.Get(p.Name), true
	case InHeader:
		return r.headerValue(p.Name), true
	case InCookie:
		cookies, _ := http.ParseCookie(r.headerValue("Cookie"))
		for _, c := range cookies {
			if c.Name == p.Name {
				return c.Value, true
			}
		}
	}
	return "", true
}

func (r Request) headerValue(name string) string {
	if r.Header == nil {
		return ""
	}
	return r.Header.HeaderValue(name)
}

// tokenOf is the token that a request carries, and its companion; empty where it
// has none.
func (t *Token) tokenOf(r Request) (token, companion string) {
	token, _ = t.value(r)
	if t.With.Name != "" {
		companion, _ = Place{t.In, t.With.Name}.value(r)
	}
	return bare(strings.TrimPrefix(token, t.Prefix)), companion
}

// bare is a header's value without the scheme that may stand before a token.
func bare(value string) string {
	const scheme = "Bearer "
	if len(value) > len(scheme) && strings.EqualFold(value[:len(scheme)], scheme) {
		return value[len(scheme):]
	}
	return value
}

// companionOf is the companion of a token. It follows from it, so that nothing more
// has to be remembered.
func companionOf(token string) string {
	return strconv.FormatUint(lot(0, 0, token), 16)
}
