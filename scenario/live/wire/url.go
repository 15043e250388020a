package wire

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
)

// URL is what a request needs of its URL.
type URL struct {
	TLS    bool
	Host   string // with the port, if the URL has one
	Target string // path and query as they go over the wire

	authorization string // of a name and password in it
}

// ParseURL reads a URL that wx.request can send to. Every other one is [ErrURL].
func ParseURL(text string) (URL, error) {
	if u, ok := parsePlain(text); ok {
		return u, nil
	}
	parsed, err := url.Parse(text)
	if err != nil {
		return URL{}, ErrURL // which does not quote it
	}
	return fromParsed(parsed)
}

// parsePlain reads a URL of which nothing is to be escaped, which nearly all are, without
// making a new string. It gives up where it is not sure.
func parsePlain(text string) (u URL, ok bool) {
	rest, isPlain := strings.CutPrefix(text, "http://")
	if !isPlain {
		if rest, u.TLS = strings.CutPrefix(text, "https://"); !u.TLS {
			return URL{}, false
		}
	}
	name := 0
	for name < len(rest) && kinds[rest[name]]&hostByte != 0 {
		name++
	}
	end := name
	if end < len(rest) && rest[end] == ':' {
		for end++; end < len(rest) && '0' <= rest[end] && rest[end] <= '9'; end++ {
		}
		if !isPort(rest[name+1 : end]) {
			return URL{}, false
		}
	}
	u.Host, u.Target = rest[:end], rest[end:]
	if u.Target == "" {
		u.Target = "/"
	}
	return u, name > 0 && u.Target[0] == '/' && isPlainTarget(u.Target)
}

func isPlainTarget(target string) bool {
	for i := 0; i < len(target); i++ {
		switch c := target[i]; {
		case kinds[c]&targetByte != 0:
		case c == '%' && i+2 < len(target) && kinds[target[i+1]]&kinds[target[i+2]]&hexByte != 0:
			i += 2
		default:
			return false
		}
	}
	return true
}

func isPort(port string) bool {
	_, err := strconv.ParseUint(port, 10, 16)
	return err == nil
}

func fromParsed(parsed *url.URL) (URL, error) {
	port := parsed.Port()
	if parsed.Hostname() == "" || parsed.Scheme != "http" && parsed.Scheme != "https" || port != "" && !isPort(port) {
		return URL{}, ErrURL
	}
	u := URL{TLS: parsed.Scheme == "https", Host: strings.TrimSuffix(parsed.Host, ":"), Target: parsed.EscapedPath()}
	if u.Target == "" {
		u.Target = "/"
	}
	if parsed.ForceQuery || parsed.RawQuery != "" {
		u.Target += "?" + escapeQuery(parsed.RawQuery)
	}
	if parsed.User != nil {
		password, _ := parsed.User.Password()
		u.authorization = "Basic " + base64.StdEncoding.EncodeToString([]byte(parsed.User.Username()+":"+password))
	}
	return u, nil
}

// escapeQuery escapes the bytes that browsers do not send as they are in a query.
//
// WHATWG: https://url.spec.whatwg.org/#query-percent-encode-set
func escapeQuery(query string) string {
	const upperHex = "0123456789ABCDEF"
	b := make([]byte, 0, len(query)+8)
	for i := range len(query) {
		switch c := query[i]; {
		case c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>':
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(b)
}

// Hostname is the host without the port and the brackets of an IPv6 address.
func (u *URL) Hostname() string { return (&url.URL{Host: u.Host}).Hostname() }

// parsed is the URL for relative ones to be resolved against.
func (u *URL) parsed() (*url.URL, error) {
	scheme := "http://"
	if u.TLS {
		scheme = "https://"
	}
	return url.Parse(scheme + u.Host + u.Target)
}
