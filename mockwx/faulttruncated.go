package mockwx

import (
	"net/http"
	"strconv"
)

const bodyTruncated = "truncated"

// truncatedFault sends half of the body, of the length of the whole one, and ends
// the connection.
func truncatedFault() faultKind {
	return faultKind{
		name:  bodyTruncated,
		given: func(f *Fault) bool { return f.Body == bodyTruncated },
		send:  sendHalf,
	}
}

func sendHalf(w http.ResponseWriter, a spoiled) {
	// The HTTP server closes a connection on which less comes than was said.
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	a.Body = a.Body[:len(a.Body)/2]
	write(w, a.Reply)
}
