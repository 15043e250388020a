package mockwx

import (
	"errors"
	"net"
	"net/http"
)

// resetFault ends the connection before the call is done.
func resetFault() faultKind {
	return faultKind{
		name:   "reset",
		given:  func(f *Fault) bool { return f.Reset },
		before: true,
		send:   func(w http.ResponseWriter, _ spoiled) { reset(w) },
	}
}

// resetAfterFault ends it once the call is done.
func resetAfterFault() faultKind {
	return faultKind{
		name:  "reset_after",
		given: func(f *Fault) bool { return f.ResetAfter },
		send:  func(w http.ResponseWriter, _ spoiled) { reset(w) },
	}
}

// reset ends the connection with a TCP reset where it can, and without an answer
// in any case.
func reset(w http.ResponseWriter) {
	conn := hijack(w)
	if conn == nil {
		return
	}
	bottom := innermost(conn)
	if tcp, is := bottom.(*net.TCPConn); is {
		_ = tcp.SetLinger(0)
	}
	_ = bottom.Close() // TLS must not say goodbye
	_ = conn.Close()
}

// hijack takes the connection from the HTTP server; nil if it is gone.
func hijack(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if errors.Is(err, http.ErrNotSupported) {
		panic(http.ErrAbortHandler) // HTTP/2, or a recorder
	}
	return conn
}

// innermost is the connection under TLS and whatever else is around it.
func innermost(conn net.Conn) net.Conn {
	for {
		outer, is := conn.(interface{ NetConn() net.Conn })
		if !is {
			return conn
		}
		conn = outer.NetConn()
	}
}
