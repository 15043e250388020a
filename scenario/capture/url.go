package capture

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// setURL takes a URL apart. What stands for its origin may be a variable, such as
// {{baseUrl}}, or be missing.
func (e *Exchange) setURL(text string) error {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "{{") {
		if _, rest, closed := strings.Cut(text, "}}"); closed {
			text = rest
		}
	} else if scheme, rest, has := strings.Cut(text, "://"); has && isScheme(scheme) {
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		host := rest[strings.LastIndexByte(rest[:end], '@')+1 : end]
		e.Origin, text = strings.ToLower(scheme+"://"+host), rest[end:]
		if host == "" || len(host) > 255 || strings.IndexFunc(host, notVisible) >= 0 {
			return errors.New("a URL without a host")
		}
	} else if !strings.HasPrefix(text, "/") { // localhost:3000/x, as curl takes it
		end := strings.IndexAny(text, "/?#")
		if end < 0 {
			end = len(text)
		}
		if end == 0 || end > 255 || strings.IndexFunc(text[:end], notVisible) >= 0 {
			return errors.New("no URL")
		}
		e.Origin, text = "http://"+strings.ToLower(text[:end]), text[end:]
	}
	text, _, _ = strings.Cut(text, "#")
	p, query, _ := strings.Cut(text, "?")
	e.Path = escapePath("/" + strings.TrimLeft(p, "/"))
	e.Query = append(e.Query, ParseForm(query)...)
	return nil
}

// isScheme reports letters, and what may be among them.
func isScheme(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("+.-", r))
	}) < 0
}

func notVisible(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// escapePath escapes what must not stand in a path, and leaves what is escaped.
func escapePath(path string) string {
	var b strings.Builder
	for i := range len(path) {
		switch c := path[i]; {
		case c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' || c == '\\' || c == '^' || c == '`' || c == '|':
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// maxFields bounds the fields of a form, a query or a header.
const maxFields = 1000

// ParseForm reads a query string, in its order; what is not escaped as it should be stays
// as it is.
func ParseForm(text string) []Field {
	var all []Field
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" || len(all) == maxFields {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		all = append(all, Field{unescape(name), unescape(value)})
	}
	return all
}

func unescape(text string) string {
	if out, err := url.QueryUnescape(text); err == nil {
		return strings.ToValidUTF8(out, "")
	}
	return text
}

// EncodeForm writes fields as a query string, in their order.
func EncodeForm(fields []Field) string {
	var b strings.Builder
	for i, f := range fields {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(f.Name))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(f.Value))
	}
	return b.String()
}
