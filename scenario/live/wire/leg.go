package wire

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// maxRedirects is how many a request follows (Chromium's
// net::URLRequest::kMaxRedirects, which devices run on).
const maxRedirects = 20

// Leg is one request on its way. What a request does not change from leg to leg, its
// header and body, stays in the [wx.Request].
type Leg struct {
	Method string
	URL    URL
	// Redirects is how many led here.
	Redirects int

	host     string // the request's own Host header; empty for that of the URL
	first    string // name of the first leg's host
	bodyless bool   // a redirect dropped the body
	stranger bool   // a redirect led to a host that may not see the credentials
}

// First is a request's first leg. It fails with [ErrMethod] or [ErrURL].
func First(r *wx.Request) (Leg, error) {
	leg := Leg{Method: r.Method}
	if leg.Method == "" {
		leg.Method = http.MethodGet
	}
	if !isToken(leg.Method) {
		return Leg{}, ErrMethod
	}
	var err error
	leg.URL, err = ParseURL(r.URL)
	leg.host = r.HeaderValue("Host")
	return leg, err
}

// HasBody reports whether the request's body goes along.
func (l *Leg) HasBody(r *wx.Request) bool {
	if r.Body == nil || l.bodyless {
		return false
	}
	switch l.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// Redirect is the leg that an answer with such a status and Location leads to; follow is
// false where it leads nowhere, and is the final answer. As in browsers, 301, 302 and 303
// make a GET of everything but HEAD, and what spoke of the body goes with it. The
// Authorization and Cookie headers go along to the first leg's host and those below it,
// never to another, nor back from there. A Host header of the request's own stays while no
// Location names a host. It fails with [ErrURL] or [ErrRedirects].
func (l *Leg) Redirect(status int, location string) (next Leg, follow bool, err error) {
	if location == "" {
		return Leg{}, false, nil
	}
	next = *l
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		next.bodyless = true
		if l.Method != http.MethodHead {
			next.Method = http.MethodGet
		}
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return Leg{}, false, nil
	}
	if err := next.goTo(location); err != nil {
		return Leg{}, false, err
	}
	if next.Redirects++; next.Redirects > maxRedirects {
		return Leg{}, false, ErrRedirects
	}
	return next, true, nil
}

func (l *Leg) goTo(location string) error {
	if l.first == "" {
		l.first = l.URL.Hostname()
	}
	base, err := l.URL.parsed()
	if err != nil {
		return ErrURL
	}
	reference, err := url.Parse(location)
	if err != nil {
		return ErrURL
	}
	to, err := fromParsed(base.ResolveReference(reference))
	if err != nil {
		return err
	}
	if reference.Scheme == "" && reference.Host == "" {
		to.authorization = l.URL.authorization
	} else {
		l.host = ""
	}
	l.URL = to
	l.stranger = l.stranger || !isBelow(to.Hostname(), l.first)
	return nil
}

// isBelow reports whether a host is a domain or a subdomain of it. An address is a domain
// of its own.
func isBelow(host, domain string) bool {
	host, domain = strings.ToLower(host), strings.ToLower(domain)
	if host == domain {
		return true
	}
	return !strings.ContainsAny(host, ":%") && strings.HasSuffix(host, "."+domain)
}
