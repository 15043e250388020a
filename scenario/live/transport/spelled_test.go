package transport

import (
	"slices"
	"testing"
)

func TestNamesAreKnownAsTheServerWroteThem(t *testing.T) {
	for head, want := range map[string][]string{
		"HTTP/1.1 200 OK\r\nContent-Type: a\r\nX-Token: t\r\n\r\nx-body: y\r\n": nil,
		"HTTP/1.1 200 OK\r\nx-token: t\r\nETag: 1\r\nSET-COOKIE: a=b\r\n\r\n":   {"x-token", "ETag", "SET-COOKIE"},
		"HTTP/1.1 200 OK\nx-token: t\n\n":                                       {"x-token"},
		"HTTP/1.1 200 OK\r\nx-token: t\r\nx-cut":                                {"x-token"},
		"HTTP/1.1 200 OK\r\nno header\r\nbad name: x\r\n\r\n":                   nil,
		"": nil,
	} {
		if got := spelled([]byte(head)); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", head, got, want)
		}
	}
}
