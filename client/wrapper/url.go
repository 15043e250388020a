package wrapper

import (
	"net/url"
	"strings"
)

// isAbsolute is the documents' test /^http(s?):\/\//.
func isAbsolute(u string) bool {
	return strings.HasPrefix(u, "http://") || strings.HasPrefix(u, "https://")
}

func withQuery(u, name, value string) string {
	separator := "?"
	if strings.Contains(u, "?") {
		separator = "&"
	}
	return u + separator + url.QueryEscape(name) + "=" + url.QueryEscape(value)
}

// queryValue is the first value of a name in the query of a URL.
func queryValue(u, name string) string {
	_, query, _ := strings.Cut(u, "?")
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		if key != name {
			if k, err := url.QueryUnescape(key); err != nil || k != name {
				continue
			}
		}
		if v, err := url.QueryUnescape(value); err == nil {
			return v
		}
		return value
	}
	return ""
}

// matchesPath reports whether path is the one that pattern names. A placeholder of the
// pattern ("/users/{{user}}/login") stands for the rest of its segment.
func matchesPath(path, pattern string) bool {
	for {
		before, rest, placeholder := strings.Cut(pattern, "{{")
		if !placeholder {
			return path == pattern
		}
		tail, begins := strings.CutPrefix(path, before)
		if !begins {
			return false
		}
		_, pattern, _ = strings.Cut(rest, "}}")
		_, after, more := strings.Cut(tail, "/")
		if path = ""; more {
			path = "/" + after
		}
	}
}
