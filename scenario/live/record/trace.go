package record

import (
	"errors"
	"hash/maphash"
	"slices"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

// MaxEvents is how many events of an app's run a trace keeps. What comes later in
// the same run is in no record.
const MaxEvents = 2000

// Trace follows one client and keeps the first run of its app that shows a
// defect. It is not safe for concurrent use.
type Trace struct {
	target   *wrapper.Target
	tokenKey string

	seed   maphash.Seed
	stored uint64 // the hash of the token in the storage; zero for none

	running bool
	over    bool // it has what it keeps, or keeps nothing any more
	begun   time.Time
	held    bool
	tokens  []uint64 // hashes, by number - 1
	codes   []uint64
	tickets []uint64
	spent   []uint64 // refresh tokens
	events  []Event
	defects []Defect
}

// NewTrace follows a client of that target, whose storage holds token under
// tokenKey; empty for none.
func NewTrace(target *wrapper.Target, tokenKey, token string) *Trace {
	t := &Trace{target: target, tokenKey: tokenKey, seed: maphash.MakeSeed()}
	t.store(token)
	return t
}

// Observe takes in one event.
func (t *Trace) Observe(e *wx.Event) {
	if t.over {
		return
	}
	if !t.running {
		t.begin(e.At)
	}
	if len(t.events) < MaxEvents {
		t.events = append(t.events, t.event(e))
	}
	switch {
	case e.Kind == wx.StorageSet && e.Key == t.tokenKey:
		t.store(e.Value)
	case e.Kind == wx.StorageRemove && e.Key == t.tokenKey:
		t.store("")
	case e.Kind == wx.AppDestroy:
		t.running, t.over = false, len(t.defects) > 0
	}
}

// Show notes a defect that the next event shows. It reports whether the trace is
// one to keep because of it.
func (t *Trace) Show(d client.DefectKey) bool {
	if t.over || !t.running || len(t.events) == MaxEvents {
		return false
	}
	t.defects = append(t.defects, Defect{d.Class, d.Kind, len(t.events)})
	return len(t.defects) == 1
}

// Drop lets go of everything and keeps nothing any more.
func (t *Trace) Drop() { *t = Trace{over: true} }

func (t *Trace) begin(now time.Time) {
	t.running, t.begun = true, now
	t.events, t.defects, t.codes = t.events[:0], nil, t.codes[:0]
	t.spent, t.tickets = t.spent[:0], t.tickets[:0]
	t.tokens, t.held = t.tokens[:0], t.stored != 0
	if t.held {
		t.tokens = append(t.tokens, t.stored)
	}
}

func (t *Trace) store(token string) {
	t.stored = 0
	if token != "" {
		t.stored = maphash.String(t.seed, token)
	}
}

// number is that of a secret among those that were seen; zero for none.
func (t *Trace) number(seen *[]uint64, secret string) int {
	if secret == "" {
		return 0
	}
	hash := maphash.String(t.seed, secret)
	i := slices.Index(*seen, hash)
	if i < 0 && len(*seen) < MaxEvents {
		i = len(*seen)
		*seen = append(*seen, hash)
	}
	return i + 1
}

func (t *Trace) event(e *wx.Event) Event {
	out := Event{AtMS: float64(e.At.Sub(t.begun)) / 1e6, Kind: e.Kind, Name: e.Name, Error: reason(e.Err)}
	switch e.Kind {
	case wx.PageCall:
		out.Call, out.Method, out.Public, out.Sealed = e.ID, e.Method, !e.Identity && !e.Own, e.Sealed
		out.Own = e.Paged
	case wx.PageOpen:
		out.Query = e.Value
	case wx.PageHandler:
		out.Detail, out.Dataset = e.Value, e.Data
	case wx.PageIssue, wx.PageSettle:
		out.Call = e.ID
		if e.Response != nil {
			out.Status = e.Response.Status
		}
	case wx.StorageSet, wx.StorageRemove:
		out.Name = e.Key
		if e.Key == t.tokenKey {
			out.Token = t.number(&t.tokens, e.Value)
		}
	default:
		out.ID, out.Code = e.ID, t.number(&t.codes, e.Code)
	}
	if e.Request != nil {
		t.request(&out, e)
	}
	return out
}

func (t *Trace) request(out *Event, e *wx.Event) {
	r := e.Request
	out.Name, out.Call, out.Login, out.Refresh = r.Name, r.Caller, t.target.IsLogin(r), t.target.IsRefresh(r)
	out.AsksTicket = t.target.IsTicket(r)
	switch {
	case out.Login && t.target.TwoSteps():
		out.Ticket = t.number(&t.tickets, t.target.TicketOf(r))
	case out.Login || out.AsksTicket:
		out.Code = t.number(&t.codes, t.target.CodeOf(r))
	case out.Refresh:
		out.RefreshToken = t.number(&t.spent, t.target.RefreshTokenOf(r))
	default:
		out.Token = t.number(&t.tokens, t.target.TokenOf(r))
	}
	if failed, is := errors.AsType[*wx.Error](e.Err); is {
		out.Interrupted = failed.Errno == errno.Interrupted || failed.ErrMsg == "request:fail abort"
	}
	if e.Response == nil {
		return
	}
	out.Status, out.TookMS = e.Response.Status, float64(e.Response.Elapsed)/1e6
	switch {
	case t.target.AuthFailed(e.Response):
		out.Outcome = Refused
	case t.target.Succeeded(e.Response) || e.Response.Kept:
		out.Outcome = Good
	case t.target.CannotOpen(e.Response):
		out.Outcome = Closed
	default:
		out.Outcome = Bad
	}
	t.brought(out, e)
	if out.AsksTicket && out.Outcome == Good {
		out.Ticket = t.number(&t.tickets, t.target.NewTicket(e.Response))
	}
}

// brought notes the tokens that an answer brings.
func (t *Trace) brought(out *Event, e *wx.Event) {
	token, ok := t.target.Brought(e.Request, e.Response)
	switch {
	case !ok || out.Outcome != Good:
		return
	case !out.Login && !out.Refresh:
		out.Renewed = t.number(&t.tokens, token)
		return
	}
	life, _ := t.target.Lifetime(e.Response, e.At)
	if out.Refresh {
		life, _ = t.target.RefreshedLifetime(e.Response, e.At)
	}
	out.Token, out.LifeMS = t.number(&t.tokens, token), life.Milliseconds()
	out.RefreshToken = t.number(&t.spent, t.target.NewRefreshToken(e.Response))
}

// maxReason bounds the text of a failure.
const maxReason = 200

func reason(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	return text[:min(len(text), maxReason)]
}

// Record fills in what the trace keeps. Version, Client, Wrapper and Scenario are
// the caller's.
func (t *Trace) Record(r *Record, device *Device) {
	r.Schema, r.Defects, r.Held, r.Events = Schema, t.defects, t.held, t.events
	for i := range r.Defects {
		r.Defects[i].Event = min(r.Defects[i].Event, len(r.Events)-1)
	}
	r.Script = newScript(r, device)
}
