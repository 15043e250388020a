package mockwx

import (
	"crypto/tls"
	"net/http"
)

// tlsFault breaks the encryption in place of an answer.
func tlsFault() faultKind {
	return faultKind{
		name:   "tls",
		given:  func(f *Fault) bool { return f.TLS },
		before: true,
		send:   func(w http.ResponseWriter, _ spoiled) { breakTLS(w) },
	}
}

// breakTLS sends a record that no key opens.
func breakTLS(w http.ResponseWriter) {
	conn := hijack(w)
	if conn == nil {
		return
	}
	bottom := innermost(conn)
	if _, is := conn.(*tls.Conn); is {
		const length = 64
		// RFC 8446, section 5.1: application data, TLS 1.2 in name, its length.
		_, _ = bottom.Write(append([]byte{23, 3, 3, 0, length}, make([]byte, length)...))
	}
	_ = bottom.Close()
	_ = conn.Close()
}
