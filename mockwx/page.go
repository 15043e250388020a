package mockwx

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"fmt"
)

// The page's parts, read only.
var (
	//go:embed page/page.html
	pageHTML []byte
	//go:embed page/page.css
	pageCSS []byte
	//go:embed page/words.js
	pageWords []byte
	//go:embed page/page.js
	pageJS []byte
)

// page is the page for people at /: one file that loads nothing else.
func page() []byte {
	text := bytes.Replace(pageHTML, []byte("{{css}}"), pageCSS, 1)
	return bytes.Replace(text, []byte("{{js}}"), pageScript(), 1)
}

func pageScript() []byte { return append(bytes.Clone(pageWords), pageJS...) }

// pagePolicy is the page's Content-Security-Policy: its own script and style, and calls
// to its own server.
func pagePolicy() string {
	return fmt.Sprintf("default-src 'none'; script-src %s; style-src %s; connect-src 'self'; base-uri 'none'; form-action 'none'",
		sourceHash(pageScript()), sourceHash(pageCSS))
}

// sourceHash names the content of a script or style.
func sourceHash(content []byte) string {
	sum := sha256.Sum256(content)
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
