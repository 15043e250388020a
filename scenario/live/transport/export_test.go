package transport

import "net/http"

// RoundTrip sends r on the call's connections, without resty and net/http's
// client above them.
func (c *Call) RoundTrip(r *http.Request) (*http.Response, error) {
	return roundTripper{}.RoundTrip(r.WithContext(callContext{c}))
}
