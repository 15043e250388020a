package mockwx

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
)

// page is the page for people at /: one file that loads nothing else.
//
//go:embed page.html
var page []byte

// pagePolicy is the page's Content-Security-Policy: its own script and style, and calls
// to its own server.
func pagePolicy() string {
	return fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; connect-src 'self'; base-uri 'none'; form-action 'none'",
		sourceHash("script"), sourceHash("style"))
}

// sourceHash names the content of the page's one element of that name.
func sourceHash(element string) string {
	_, content, _ := bytes.Cut(page, []byte("<"+element+">"))
	content, _, _ = bytes.Cut(content, []byte("</"+element+">"))
	sum := sha256.Sum256(content)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
