package client

import (
	"fmt"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// history keeps the last steps of a client, so that the first defect of a class can
// be shown with the steps that led to it. They are small and hold no secret.
type history struct {
	off   bool
	hosts []string  // of several targets; nil for one
	start time.Time // of the first step
	ring  []record
	next  int
	count int // of all steps, those that were dropped included
}

// A history is bounded: so many steps, and so many bytes of a failure's reason.
const (
	maxHistory = 40
	maxReason  = 200
)

// record is one step, not yet put into words.
type record struct {
	at         time.Duration
	kind       wx.Kind
	id         int32
	caller     int32
	status     int16
	target     uint8 // its number
	generation int16 // of the token sent
	renewed    int16 // the current token once the answer had renewed it; zero for others
	aside      bool  // the answer brought a token while renewed was current
	none       bool  // it was sent without one
	login      bool  // it is a login POST
	ticket     bool  // one for a ticket
	refresh    bool  // it is a refresh POST
	refused    bool  // it was answered with the authentication failure
	name       string
	err        string // not the error itself, which may hold a whole answer
	why        string // what is known of it besides; of a send its trace
	where      string // in the user's own code
}

// Step is one event of an example, in words.
type Step struct {
	At   time.Duration // since the client's first event
	Kind string
	Text string
}

func (h *history) add(e *wx.Event, c *call) {
	if h.off {
		return
	}
	r := record{kind: e.Kind, id: int32(e.ID), name: e.Name, err: reason(e.Err), where: e.Where}
	if e.Response != nil {
		r.status = int16(e.Response.Status)
	}
	if e.Key != "" {
		r.name = e.Key
	}
	h.append(e.At, r, c)
}

// addEnd adds the end of a request.
func (h *history) addEnd(e *wx.Event, f *flight, refused bool) {
	if h.off {
		return
	}
	r := record{kind: e.Kind, id: int32(e.ID), target: uint8(f.at.number), name: e.Request.Name, err: reason(e.Err), login: f.post, ticket: f.ticket, refresh: f.refreshes(),
		generation: int16(min(f.token.generation, 1<<15-1)), none: f.token.none, refused: refused}
	if e.Response != nil {
		r.status = int16(e.Response.Status)
	}
	h.append(e.At, r, f.call)
}

// addSend adds a request that leaves.
func (h *history) addSend(e *wx.Event, f *flight) {
	if h.off {
		return
	}
	r := record{kind: e.Kind, id: int32(e.ID), target: uint8(f.at.number), name: e.Request.Name, login: f.post, ticket: f.ticket, refresh: f.refreshes(),
		generation: int16(min(f.token.generation, 1<<15-1)), none: f.token.none, why: e.Request.Trace}
	h.append(e.At, r, f.call)
}

func (h *history) append(at time.Time, r record, c *call) {
	if h.start.IsZero() {
		h.start = at
	}
	r.at = at.Sub(h.start)
	if c != nil {
		r.caller = int32(c.id)
	}
	h.count++
	if len(h.ring) < maxHistory {
		h.ring = append(h.ring, r)
		return
	}
	h.ring[h.next] = r
	h.next = (h.next + 1) % maxHistory
}

func reason(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	return text[:min(len(text), maxReason)]
}

// explain adds to the last step what is known of it.
func (h *history) explain(text string) {
	if len(h.ring) > 0 {
		h.ring[(h.next+len(h.ring)-1)%len(h.ring)].why = text
	}
}

// renewed adds to the last step, an answer, that it brought a token: the current one by its
// generation, or one besides that.
func (h *history) renewed(current int, aside bool) {
	if len(h.ring) > 0 {
		r := &h.ring[(h.next+len(h.ring)-1)%len(h.ring)]
		r.renewed, r.aside = int16(min(current, 1<<15-1)), aside
	}
}

// since is a moment in words, counted from the client's first step.
func (h *history) since(t time.Time) string {
	return fmt.Sprintf("%.1f ms", float64(t.Sub(h.start))/1e6)
}

// steps puts the history into words, oldest first, up to and including a step by
// its number. Where that has been dropped, it is the whole history.
func (h *history) steps(last int) []Step {
	n := len(h.ring) - (h.count - last)
	if n <= 0 {
		n = len(h.ring)
	}
	steps := make([]Step, 0, n)
	for i := range n {
		r := &h.ring[(h.next+i)%len(h.ring)]
		steps = append(steps, Step{r.at, r.kind.String(), r.text(h.host(r))})
	}
	return steps
}

// host names the target of a request; empty where there is one.
func (h *history) host(r *record) string {
	if int(r.target) >= len(h.hosts) || h.hosts[r.target] == "" {
		return ""
	}
	return " at " + h.hosts[r.target]
}

// text is the step in words; host is where a request goes.
func (r *record) text(host string) string {
	switch r.kind {
	case wx.PageCall, wx.PageIssue:
		return fmt.Sprintf("%s (request %d)", r.name, r.id)
	case wx.RequestSend:
		return r.subject() + host + r.sentWith() + inTrace(r.why)
	case wx.RequestDone:
		if r.refused {
			return fmt.Sprintf("%s%s: HTTP %d, authentication failure", r.subject()+host, r.sentWith(), r.status)
		}
		return fmt.Sprintf("%s%s: HTTP %d%s", r.subject()+host, r.sentWith(), r.status, r.besides())
	case wx.RequestFail, wx.RequestDrop:
		return r.subject() + host + r.sentWith() + ": " + r.err
	case wx.PageSettle:
		return r.subject() + ": " + r.outcome()
	case wx.LoginCall:
		return r.where
	case wx.StorageSet, wx.StorageRemove, wx.Navigate, wx.StubCall, wx.PageOpen, wx.PageHandler:
		return r.name
	default: // nothing but why it failed, if it did
		return r.err
	}
}

// inTrace names the trace that a send belongs to, if any.
func inTrace(id string) string {
	if id == "" {
		return ""
	}
	return ", trace " + id
}

// subject names the request of a step.
func (r *record) subject() string {
	switch {
	case r.ticket:
		return "ticket POST"
	case r.login:
		return "login POST"
	case r.refresh:
		return "refresh POST"
	case r.caller > 0:
		return fmt.Sprintf("%s (request %d)", r.name, r.caller)
	case r.name != "":
		return r.name
	default:
		return "own request"
	}
}

// sentWith names the token that the request carries.
func (r *record) sentWith() string {
	switch {
	case r.login, r.refresh:
		return ""
	case r.none:
		return " without a token"
	case r.generation == 0:
		return " with an unknown token"
	default:
		return fmt.Sprintf(" with token #%d", r.generation)
	}
}

// besides is what else is known of an answer.
func (r *record) besides() string {
	switch {
	case r.aside:
		return fmt.Sprintf(", brings a token while #%d is current", r.renewed)
	case r.renewed > 0:
		return fmt.Sprintf(", brings token #%d", r.renewed)
	case r.why != "":
		return ", " + r.why
	}
	return ""
}

func (r *record) outcome() string {
	switch {
	case r.err != "":
		return "rejected: " + r.err
	case r.status == 0:
		return "resolved with undefined"
	default:
		return fmt.Sprintf("resolved with the answer of HTTP %d", r.status)
	}
}
