package mockwx

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"time"
)

// Fault is something that goes wrong, or slowly, at one endpoint: a latency, one
// of the kinds below it, or both.
//
// Errcode, Status, Reset and TLS keep a call from the machine: no code is issued
// or used. With the others the call is done and its answer spoiled, which is the
// harder case for a backend: the code is used up.
type Fault struct {
	// Endpoint is one of the device, login, checksession, userinfo or phonenumber,
	// or one of the server API: jscode2session, token, stable_token,
	// wxa/checksession, resetusersessionkey or getuserphonenumber.
	Endpoint string `json:"endpoint"`
	// Rate is the part of the calls that it hits; zero means all.
	Rate Share `json:"rate,omitempty"`
	// Users limits it to users by name; none means everybody.
	Users []string `json:"users,omitempty"`
	// Share limits it to that part of the users. Which ones depends on the seed and
	// the names alone: they are the same for all faults.
	Share Share `json:"share,omitempty"`
	// From and To limit it to a time, counted from the moment it was set; a zero To
	// means without end. The clock is the machine's.
	From Offset `json:"from,omitempty"`
	To   Offset `json:"to,omitempty"`
	// Latency delays the call; the machine acts in the middle of the delay. The
	// latencies of several faults add up.
	Latency Latency `json:"latency,omitzero"`
	// Errcode is an error of WeChat's: -1 is a busy WeChat, 40226 a high-risk
	// user. A device sees it as a failed call.
	Errcode int `json:"errcode,omitempty"`
	// Status is the HTTP status of a gateway in front of WeChat, 400 to 599.
	Status int `json:"status,omitempty"`
	// Reset ends the connection without an answer, before the call is done.
	Reset bool `json:"reset,omitempty"`
	// ResetAfter does so once it is done.
	ResetAfter bool `json:"reset_after,omitempty"`
	// Body spoils the answer's body: "slow" sends it in pieces, over the second half
	// of the latency, "truncated" half of it, and "malformed" makes it no JSON.
	Body string `json:"body,omitempty"`
	// ContentType is that of the answer, in place of WeChat's.
	ContentType string `json:"content_type,omitempty"`
	// TLS breaks the encryption of the connection in place of an answer. A connection
	// without any is reset.
	TLS bool `json:"tls,omitempty"`
}

// Validate returns an error that says what to change where f cannot work.
func (f Fault) Validate() error {
	if !slices.Contains(endpoints(), f.Endpoint) {
		return fmt.Errorf("endpoint %q: want one of %q", f.Endpoint, endpoints())
	}
	if err := f.Rate.validate(); err != nil {
		return fmt.Errorf("rate: %w", err)
	}
	if err := f.Share.validate(); err != nil {
		return fmt.Errorf("share: %w", err)
	}
	switch {
	case f.byUser() && (f.Endpoint == endpointToken || f.Endpoint == endpointStableToken):
		return fmt.Errorf("endpoint %s is called for no user, so users and share hit nothing", f.Endpoint)
	case f.From < 0 || f.To < 0 || f.To != 0 && f.To <= f.From:
		return fmt.Errorf("from %v to %v: want from below to, neither below 0", f.From, f.To)
	case f.Body != "" && !slices.Contains([]string{bodySlow, bodyTruncated, bodyMalformed}, f.Body):
		return fmt.Errorf("body %q: want %s, %s or %s", f.Body, bodySlow, bodyTruncated, bodyMalformed)
	}
	return f.validateKind()
}

// validateKind says what is wrong with what f does.
func (f *Fault) validateKind() error {
	kinds := f.kinds()
	switch {
	case len(kinds) > 1:
		return fmt.Errorf("has more than one of errcode, status, reset, reset_after, body, content_type and tls: %s and %s", kinds[0].name, kinds[1].name)
	case len(kinds) == 0 && f.Latency == Latency{}:
		return errors.New("does nothing: give it latency, errcode, status, reset, reset_after, body, content_type or tls")
	case len(kinds) == 1 && kinds[0].check != nil:
		return kinds[0].check(f)
	}
	return nil
}

func (f Fault) equal(g Fault) bool { return reflect.DeepEqual(f, g) }

// byUser reports whether f asks who the user is.
func (f *Fault) byUser() bool { return len(f.Users) > 0 || f.Share != 0 }

// hits draws whether f applies to a call of the user, made so long after f was
// set.
func (f *Fault) hits(c faultyCall, since time.Duration, r *rand.Rand) bool {
	switch {
	case f.Endpoint != c.endpoint:
		return false
	case since < time.Duration(f.From) || f.To != 0 && since >= time.Duration(f.To):
		return false
	case len(f.Users) > 0 && !slices.Contains(f.Users, c.user):
		return false
	case f.Share != 0 && (c.user == "" || c.rank >= float64(f.Share)):
		return false
	}
	return f.Rate == 0 || f.Rate == 1 || r.Float64() < float64(f.Rate)
}
