package explore

import (
	"fmt"
	"strconv"
)

// Moment is something that happens in a run, named so that it is the same in
// every run of a situation in which it happens.
type Moment struct {
	// Event says what happens: "answer" (a call calls back, with success or not),
	// "arrival" (a call acts on its server), "deed", "fault" or "timer".
	Event string `json:"event"`
	// Call is the platform's call of an answer or arrival: "wx.login",
	// "checkSession", "login POST", "request" or "own request".
	Call string `json:"call,omitempty"`
	// Request names the page's request of such a call.
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
	answerEvent  = "answer"
	arrivalEvent = "arrival"
	deedEvent    = "deed"
	faultEvent   = "fault"
	timerEvent   = "timer"
)

// String is the moment in a few words, as a replay file lists it.
func (m Moment) String() string {
	switch m.Event {
	case deedEvent:
		return fmt.Sprintf("user %d: %s (deed %d)", m.Thread, m.What, m.N)
	case faultEvent:
		return fmt.Sprintf("fault %s #%d", m.What, m.N)
	case timerEvent:
		return "timer #" + strconv.Itoa(m.N)
	default:
		return m.Event + " of " + m.call()
	}
}

// call names the call of an answer or an arrival.
func (m Moment) call() string {
	name := m.Call
	if m.Request != "" {
		name += " " + m.Request
	}
	return name + " #" + strconv.Itoa(m.N)
}

func (k kind) String() string {
	return [...]string{wxLogin: "wx.login", checkSession: "checkSession", loginPost: "login POST",
		pageRequest: "request", ownRequest: "own request"}[k]
}

// requestName names the n-th request of the pages, from 0: A, B, … Z, A2, B2, …
func requestName(n int) string {
	name := string(rune('A' + n%26))
	if n >= 26 {
		name += strconv.Itoa(n/26 + 1)
	}
	return name
}

// moment is what happens with a choice in this state.
func (w *world) moment(c choice) Moment {
	switch c.what {
	case act:
		deed := w.situation.Threads[c.index][w.next[c.index]]
		return Moment{Event: deedEvent, Thread: int(c.index) + 1, What: string(deed.Do), N: w.next[c.index] + 1}
	case happens:
		b := w.situation.Faults[c.index]
		return Moment{Event: faultEvent, What: string(b.Fault), N: b.Max - w.left[c.index] + 1}
	case fire:
		return Moment{Event: timerEvent, N: w.fires + 1}
	case arrive:
		return c.ofCall(arrivalEvent)
	case finish, fails:
		return c.ofCall(answerEvent)
	default:
		panic(fmt.Sprintf("explore: unknown choice %d", c.what))
	}
}

func (c choice) ofCall(event string) Moment {
	m := Moment{Event: event, Call: c.kind.String(), N: int(c.ordinal)}
	if c.kind == pageRequest {
		m.Request = requestName(int(c.request))
	}
	return m
}

// label is a choice in words. It tells apart all that can happen in a state.
func (w *world) label(c choice) string {
	m := w.moment(c)
	if c.what == fails {
		return fmt.Sprintf("%s hits %s", w.situation.Faults[c.index].Fault, m.call())
	}
	return m.String()
}
