package mockwx

import _ "embed" // the page

// page is what people see at /: one file without anything from elsewhere.
//
//go:embed page.html
var page []byte
