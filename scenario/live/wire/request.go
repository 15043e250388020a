package wire

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// userAgent is sent where the request says nothing else.
const userAgent = "wxload"

// AppendRequest appends a leg of a request as it goes over the wire, but for so many bytes
// of its body that follow. Of several headers with one name the last one goes, and names
// go in canonical form. It fails with [ErrHeader], and has then appended a part.
func AppendRequest(b []byte, r *wx.Request, leg *Leg, more int64) ([]byte, error) {
	host := leg.host
	if host == "" {
		host = leg.URL.Host
	}
	if !isValue(host) {
		return b, ErrHeader
	}
	b = append(b, leg.Method...)
	b = append(b, ' ')
	b = append(b, leg.URL.Target...)
	b = append(b, " HTTP/1.1\r\nHost: "...)
	b = append(b, host...)
	b = append(b, "\r\n"...)
	b, err := appendHeader(b, r.Header, leg)
	if err != nil {
		return b, err
	}
	return appendBody(b, r, leg, more), nil
}

func appendHeader(b []byte, header []wx.Header, leg *Leg) ([]byte, error) {
	if !has(header, "User-Agent") {
		b = appendLine(b, "User-Agent", userAgent)
	}
	for i := range header {
		h := &header[i]
		switch {
		case !isToken(h.Name), !isValue(h.Value):
			return b, ErrHeader
		case has(header[i+1:], h.Name), leg.leavesOut(h.Name):
		default:
			b = appendLine(b, h.Name, h.Value)
		}
	}
	if kind := valueOf(header, "Content-Type"); isData(kind) && valueOf(header, "Accept") == "" {
		b = appendLine(b, "Accept", kind)
	}
	if leg.URL.authorization != "" && (leg.stranger || valueOf(header, "Authorization") == "") {
		b = appendLine(b, "Authorization", leg.URL.authorization)
	}
	return b, nil
}

func appendLine(b []byte, name, value string) []byte {
	b = appendName(b, name)
	b = append(b, ": "...)
	b = append(b, value...)
	return append(b, "\r\n"...)
}

func appendBody(b []byte, r *wx.Request, leg *Leg, more int64) []byte {
	var body []byte
	if leg.HasBody(r) {
		body = r.Body
	}
	length := int64(len(body)) + more
	if length > 0 || leg.Method == http.MethodPost || leg.Method == http.MethodPut || leg.Method == http.MethodPatch {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, length, 10)
		b = append(b, "\r\n"...)
	}
	b = append(b, "\r\n"...)
	return append(b, body...)
}

// has reports whether there is a header of that name, in whatever case.
func has(header []wx.Header, name string) bool {
	for i := range header {
		if is(header[i].Name, name) {
			return true
		}
	}
	return false
}

func valueOf(header []wx.Header, name string) string {
	for i := len(header) - 1; i >= 0; i-- {
		if is(header[i].Name, name) {
			return header[i].Value
		}
	}
	return ""
}

func is(name, other string) bool { return len(name) == len(other) && strings.EqualFold(name, other) }

// isData reports a content type that the answer is asked to have, too: JSON or XML.
func isData(contentType string) bool {
	if contentType == "application/json" {
		return true
	}
	kind := strings.ToLower(contentType)
	_, sub, isApplication := strings.Cut(kind, "application/")
	if !isApplication {
		_, sub, _ = strings.Cut(kind, "text/")
	}
	return strings.Contains(sub, "json") || strings.Contains(sub, "xml")
}

// leavesOut reports whether a header of the request does not go along on this leg.
func (l *Leg) leavesOut(name string) bool {
	return isOwn(name) || l.stranger && isCredential(name) || l.bodyless && isOfBody(name)
}

// isOwn reports a header that is the connection's own business.
func isOwn(name string) bool {
	switch len(name) {
	case len("Host"):
		return is(name, "Host")
	case len("Trailer"):
		return is(name, "Trailer")
	case len("Content-Length"):
		return is(name, "Content-Length")
	case len("Transfer-Encoding"):
		return is(name, "Transfer-Encoding")
	}
	return false
}

func isCredential(name string) bool {
	return is(name, "Authorization") || is(name, "Cookie") || is(name, "Cookie2") || is(name, "Www-Authenticate") ||
		is(name, "Proxy-Authorization") || is(name, "Proxy-Authenticate")
}

func isOfBody(name string) bool {
	return is(name, "Content-Type") || is(name, "Content-Encoding") || is(name, "Content-Language") || is(name, "Content-Location")
}
