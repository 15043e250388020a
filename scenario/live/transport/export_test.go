package transport

import "net/http"

// RoundTrip sends r on the call's connections, without resty and net/http's
// client above them.
func (c *Call) RoundTrip(r *http.Request) (*http.Response, error) {
	return roundTripper{}.RoundTrip(r.WithContext(callContext{c}))
}

// Taken is what the bodies in flight have taken.
func Taken(t *Transport) int64 { return t.memory.taken.Load() }
