package crossorigin

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"
)

// Private sets the headers of all answers of a server whose pages are one person's: as
// [Harden] does for what is no page, and nothing is kept or told to other sites.
func Private(h http.Header) {
	Harden(h, Nothing)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// WithSecret serves calls that bring a secret, as "Authorization: Bearer SECRET", which the
// page of another site cannot know, and could not send. An empty secret nobody has.
func WithSecret(secret string, serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, hr *http.Request) {
		if err := CheckSite(hr); err != nil {
			Refuse(w, err)
			return
		}
		given, is := strings.CutPrefix(hr.Header.Get("Authorization"), "Bearer ")
		if !is || secret == "" || !Same(given, secret) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "this call needs the secret of its page", http.StatusUnauthorized)
			return
		}
		serve(w, hr)
	}
}

// Same compares two secrets in a time that tells nothing of them.
func Same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// Refuse answers with an error, with the status of a [*Refusal].
func Refuse(w http.ResponseWriter, err error) {
	status := http.StatusForbidden
	if refusal, is := errors.AsType[*Refusal](err); is {
		status = refusal.Status
	}
	http.Error(w, err.Error(), status)
}
