package mockwx

import (
	"fmt"
	"net/http"
	"strings"
	"unicode"
)

// contentTypeFault sends an answer under another content type.
func contentTypeFault() faultKind {
	return faultKind{
		name:  "content_type",
		given: func(f *Fault) bool { return f.ContentType != "" },
		check: checkContentType,
		send: func(w http.ResponseWriter, a spoiled) {
			a.ContentType = a.fault.ContentType
			write(w, a.Reply)
		},
	}
}

func checkContentType(f *Fault) error {
	if len(f.ContentType) > 200 || strings.ContainsFunc(f.ContentType, unicode.IsControl) {
		return fmt.Errorf("content_type %.200q: want one line of at most 200 bytes, such as text/html", f.ContentType)
	}
	return nil
}
