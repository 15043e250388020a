package situation

import (
	"fmt"
	"strconv"
)

// Moment is something that happens in a run, named so that it is the same in
// every run of a situation in which it happens.
type Moment struct {
	// Event says what happens: [Answer], [Arrival], [UserAct], [Mishap] or [Timer].
	Event string `json:"event"`
	// Call is the platform's call of an answer or arrival: "wx.login",
	// "checkSession", "login POST", "request", "own request" or "getUserInfo".
	Call string `json:"call,omitempty"`
	// Request names the page's request of such a call: [RequestName], or "GET /path" for
	// one that a page of a mini program has made itself, with " #2" and so on behind it
	// for the later ones of a name.
	Request string `json:"request,omitempty"`
	// Thread is that of a deed, from 1.
	Thread int `json:"thread,omitempty"`
	// What names the deed or the fault.
	What string `json:"what,omitempty"`
	// N counts from 1: the calls of a kind, the sends of a request, the deeds of a
	// thread, the times that a fault happens, the timers.
	N int `json:"n"`
}

// The events of moments.
const (
	Answer  = "answer"  // a call calls back, with success or not
	Arrival = "arrival" // a call acts on its server
	UserAct = "deed"    // the user does something
	Mishap  = "fault"   // a fault happens that hits no call
	Timer   = "timer"   // the first of the client's timers fires
)

// String is the moment in a few words, as a replay file lists it.
func (m Moment) String() string {
	switch m.Event {
	case UserAct:
		return fmt.Sprintf("user %d: %s (deed %d)", m.Thread, m.What, m.N)
	case Mishap:
		return fmt.Sprintf("fault %s #%d", m.What, m.N)
	case Timer:
		return "timer #" + strconv.Itoa(m.N)
	default:
		return m.Event + " of " + m.CallName()
	}
}

// CallName names the call of an answer or an arrival.
func (m Moment) CallName() string {
	name := m.Call
	if m.Request != "" {
		name += " " + m.Request
	}
	return name + " #" + strconv.Itoa(m.N)
}

// RequestName names the n-th request of the pages, from 0: A, B, … Z, A2, B2, …
func RequestName(n int) string {
	name := string(rune('A' + n%26))
	if n >= 26 {
		name += strconv.Itoa(n/26 + 1)
	}
	return name
}

// RequestIndex is the inverse of [RequestName]; for what is no name of a request it is
// more than any situation has.
func RequestIndex(name string) int {
	for i := range maxRequests {
		if RequestName(i) == name {
			return i
		}
	}
	return maxRequests
}
