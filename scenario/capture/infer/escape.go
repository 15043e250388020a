package infer

import (
	"net/url"
)

// escaped is a text in a query. A placeholder stays one.
func escaped(text string) string {
	if isVariable(text) {
		return text
	}
	return url.QueryEscape(text)
}

// unescapePath is a segment as people read it.
func unescapePath(segment string) string {
	if out, err := url.PathUnescape(segment); err == nil {
		return out
	}
	return segment
}
