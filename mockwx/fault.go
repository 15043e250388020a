package mockwx

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"reflect"
	"slices"
	"time"
)

// Fault is something that goes wrong, or slowly, at one endpoint. It takes a
// latency, one of errcode, status and reset, or both. Calls answered by a fault
// do not reach the machine: no code is issued or used.
type Fault struct {
	// Endpoint is one of the device, login, checksession, userinfo or phonenumber,
	// or one of the server API: jscode2session, token, stable_token,
	// wxa/checksession, resetusersessionkey or getuserphonenumber.
	Endpoint string `json:"endpoint"`
	// Rate is the part of the calls that it hits; zero means all.
	Rate Share `json:"rate,omitempty"`
	// Users limits it to users by name; none means everybody.
	Users []string `json:"users,omitempty"`
	// Latency delays the call; the machine acts in the middle of the delay. The
	// latencies of several faults add up.
	Latency Latency `json:"latency,omitzero"`
	// Errcode is an error of WeChat's: -1 is a busy WeChat, 40226 a high-risk
	// user. A device sees it as a failed call.
	Errcode int `json:"errcode,omitempty"`
	// Status is the HTTP status of a gateway in front of WeChat, 400 to 599.
	Status int `json:"status,omitempty"`
	// Reset ends the connection without an answer.
	Reset bool `json:"reset,omitempty"`
}

// validate says what is wrong with f.
func (f Fault) validate() error {
	if !slices.Contains(endpoints(), f.Endpoint) {
		return fmt.Errorf("endpoint %q: want one of %q", f.Endpoint, endpoints())
	}
	if err := f.Rate.validate(); err != nil {
		return fmt.Errorf("rate: %w", err)
	}
	answers := 0
	for _, is := range []bool{f.Errcode != 0, f.Status != 0, f.Reset} {
		if is {
			answers++
		}
	}
	switch {
	case answers > 1:
		return errors.New("has more than one of errcode, status and reset")
	case answers == 0 && f.Latency == Latency{}:
		return errors.New("does nothing: give it latency, errcode, status or reset")
	case f.Errcode != 0 && errmsgOf(f.Errcode) == "":
		return fmt.Errorf("errcode %d: the mock knows no such error; -1 is a busy WeChat", f.Errcode)
	case f.Status != 0 && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("status %d: want 400 to 599", f.Status)
	}
	return nil
}

func (f Fault) equal(g Fault) bool { return reflect.DeepEqual(f, g) }

// answers reports whether f keeps a call from the machine.
func (f *Fault) answers() bool { return f.Errcode != 0 || f.Status != 0 || f.Reset }

// hits draws whether f applies to a call of the user.
func (f *Fault) hits(endpoint, user string, r *rand.Rand) bool {
	if f.Endpoint != endpoint || len(f.Users) > 0 && !slices.Contains(f.Users, user) {
		return false
	}
	return f.Rate == 0 || f.Rate == 1 || r.Float64() < float64(f.Rate)
}

// faultSet is the faults in force, in order. It is not changed once made.
type faultSet struct {
	faults []Fault
	byUser bool // some fault names users
	seed   uint64
}

func newFaultSet(faults []Fault, seed uint64) (*faultSet, error) {
	if len(faults) > maxFaults {
		return nil, fmt.Errorf("%d faults: at most %d", len(faults), maxFaults)
	}
	set := &faultSet{faults: slices.Clone(faults), seed: hash(seed, "faults")}
	for i, f := range faults {
		if err := f.validate(); err != nil {
			return nil, fmt.Errorf("fault %d: %w", i+1, err)
		}
		set.byUser = set.byUser || len(f.Users) > 0
	}
	return set, nil
}

// maxFaults bounds what each call has to look at.
const maxFaults = 100

// draw is what the faults do to the n-th call: how long it takes, and the first
// fault that answers it, if any.
func (set *faultSet) draw(n uint64, endpoint, user string) (delay time.Duration, answer *Fault) {
	r := rand.New(rand.NewPCG(set.seed, n))
	for i := range set.faults {
		f := &set.faults[i]
		if !f.hits(endpoint, user, r) {
			continue
		}
		delay += f.Latency.Sample(r)
		if f.answers() {
			return delay, f
		}
	}
	return delay, nil
}

// faultReply is the answer of a fault with an errcode or a status.
func (m *Machine) faultReply(now time.Time, r Request, f *Fault) Reply {
	switch {
	case f.Status != 0:
		return Reply{f.Status, "text/html", []byte(fmt.Sprintf("<html><h1>%d %s</h1></html>\n", f.Status, http.StatusText(f.Status)))}
	case wxName(f.Endpoint) != "":
		return deviceReply(wxName(f.Endpoint) + ":fail " + errmsgOf(f.Errcode))
	}
	return m.apiErrorReply(now, r.Path, newAPIError(f.Errcode))
}
