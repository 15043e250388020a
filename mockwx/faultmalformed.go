package mockwx

import "net/http"

const bodyMalformed = "malformed"

// malformedFault sends a body that is no JSON, though it looks whole to HTTP.
func malformedFault() faultKind {
	return faultKind{
		name:  bodyMalformed,
		given: func(f *Fault) bool { return f.Body == bodyMalformed },
		send: func(w http.ResponseWriter, a spoiled) {
			// The object is not closed, as where a cache lost the end of an answer.
			a.Body = a.Body[:max(0, len(a.Body)-1)]
			write(w, a.Reply)
		},
	}
}
