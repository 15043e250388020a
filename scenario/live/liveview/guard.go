package liveview

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"net/http"
	"strings"

	"github.com/wxload/wxload/mockwx/crossorigin"
)

// harden sets the headers of all answers: in no frame, kept nowhere, told to nobody.
func harden(h http.Header) {
	crossorigin.Harden(h, crossorigin.Nothing)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// checkHost refuses names that any site could make lead here. Where a token is set that
// site does not have it, and names of the machine are as good as its addresses.
func (s *Server) checkHost(hr *http.Request) error {
	if s.options.Token != "" {
		return nil
	}
	if s.rule.CheckHost(hr) != nil {
		return &crossorigin.Refusal{Status: http.StatusForbidden,
			Text: "this name is refused, since any web page could make it lead here: the page is at http://" + s.options.Addr + "/"}
	}
	return nil
}

// guarded serves calls of the page's own script, with a secret that only it has. Without a
// secret there is nothing to be had.
func (s *Server) guarded(secret string, serve http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, hr *http.Request) {
		if err := crossorigin.CheckSite(hr); err != nil {
			refuse(w, err)
			return
		}
		given, is := strings.CutPrefix(hr.Header.Get("Authorization"), "Bearer ")
		if !is || secret == "" || !same(given, secret) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "this call needs the secret of the run's page", http.StatusUnauthorized)
			return
		}
		serve(w, hr)
	}
}

// same compares two secrets in a time that tells nothing of them.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusForbidden
	if refusal, is := errors.AsType[*crossorigin.Refusal](err); is {
		status = refusal.Status
	}
	http.Error(w, err.Error(), status)
}
