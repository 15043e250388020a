// Package crossorigin keeps the pages of other sites away from servers on a person's
// own machine. A browser sends what any page asks for to 127.0.0.1, too: from the page's
// own origin, or, where the name of its host is made to lead there (DNS rebinding), as
// if it came from the server's own pages.
package crossorigin

import (
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Rule tells the requests of other sites' pages. The zero value knows no names. It may
// be used concurrently.
type Rule struct{ names []string }

// New is the rule of a server that listens at an address and may be called by these
// names besides.
func New(addr string, names []string) Rule {
	var r Rule
	if host, _, err := net.SplitHostPort(addr); err == nil && host != "" {
		names = append([]string{host}, names...)
	}
	for _, name := range names {
		r.names = append(r.names, plain(name))
	}
	return r
}

// Refusal is why a request is not served. Status is its HTTP status.
type Refusal struct {
	Status int
	Text   string
}

// Error says what is wrong, and what to do.
func (r *Refusal) Error() string { return r.Text }

// Check refuses what a page of another site may have sent, with a [*Refusal]. A request
// that came over no network, to a handler that is called directly, is this process's.
func (r Rule) Check(hr *http.Request) error {
	if err := r.CheckHost(hr); err != nil {
		return err
	}
	return CheckSite(hr)
}

// CheckHost refuses a call under a name that any page's site could have, with a
// [*Refusal].
func (r Rule) CheckHost(hr *http.Request) error {
	if _, served := hr.Context().Value(http.LocalAddrContextKey).(net.Addr); served && !r.known(hr.Host) {
		return &Refusal{http.StatusForbidden, fmt.Sprintf(
			"calls to the host %.100q are refused, since any web page could make that name lead here; call it by its address, or start it with --allow-host %.100[1]s",
			hostname(hr.Host))}
	}
	return nil
}

// CheckSite refuses what a browser says that a page of another site sends, with a
// [*Refusal].
func CheckSite(hr *http.Request) error {
	if site := hr.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return foreign()
	}
	if origin := hr.Header.Get("Origin"); origin != "" {
		if u, err := url.Parse(origin); err != nil || u.Host == "" || !strings.EqualFold(u.Host, hr.Host) {
			return foreign()
		}
	}
	return nil
}

func foreign() *Refusal {
	return &Refusal{http.StatusForbidden, "calls of other sites' web pages are refused"}
}

// known reports the hosts that no other site's page can be from: addresses, names that
// never leave the machine (RFC 6761), and those of the rule.
func (r Rule) known(host string) bool {
	name := plain(hostname(host))
	if name == "" || name == "localhost" || strings.HasSuffix(name, ".localhost") || slices.Contains(r.names, name) {
		return true
	}
	_, err := netip.ParseAddr(name)
	return err == nil
}

// hostname is a Host header without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}

// plain is one spelling of a name, or of an address.
func plain(name string) string {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "["), "]")
	return strings.TrimSuffix(strings.ToLower(name), ".")
}

// CheckJSON refuses a POST that is not said to be JSON, with a [*Refusal]. A browser lets a
// page of another site send JSON, or another method than GET, HEAD and POST, only if the
// server agrees, which none here does.
func CheckJSON(hr *http.Request) error {
	if hr.Method != http.MethodPost {
		return nil
	}
	if kind, _, err := mime.ParseMediaType(hr.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return &Refusal{http.StatusUnsupportedMediaType, "a control call by POST is JSON: add the header Content-Type: application/json"}
	}
	return nil
}

// Nothing is the policy of an answer that is no page.
const Nothing = "default-src 'none'"

// Harden sets the headers of an answer that no other site's page is to show, read or
// guess: in no frame, and of no other type than it says. policy is the rest of its
// Content-Security-Policy.
func Harden(h http.Header, policy string) {
	h["Content-Security-Policy"] = []string{policy + "; frame-ancestors 'none'"}
	h["X-Frame-Options"] = []string{"DENY"}
	h["X-Content-Type-Options"] = []string{"nosniff"}
	h["Cross-Origin-Resource-Policy"] = []string{"same-origin"}
}
