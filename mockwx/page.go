package mockwx

import _ "embed" // the page

// page is the page for people at /: one file that loads nothing else.
//
//go:embed page.html
var page []byte
