package world

import (
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// provenance follows where the client's pending calls and timers come from: a hash of
// the deed or the page's request with which it all began, and of the kinds of
// what led on from there. Where a wrapper tells what its turns share, that is all
// that there is to say of what a callback will do: which way a turn went shows in
// the kind of what it left pending. A page's send comes from its request alone:
// whatever led to it, its answer is taken alike; so are the answers to what the
// wrapper sends under one name for one purpose.
type provenance struct {
	turn   uint64    // of what called the turn back that runs
	root   uint64    // with which that began
	group  uint64    // of the page's request that was just issued; zero for none
	made   []*uint64 // the provenances of what the turn has left pending
	queue  []queued  // requests that wait for a slot, in order
	number int       // of logins and session checks
	codes  []given
}

// queued is a call of wx.request that waits for a slot.
type queued struct {
	r          *wx.Request
	from, root uint64
}

// given is a code, with the number of its login.
type given struct {
	code   string
	number int
}

// anew is the provenance of nothing, in the memory of p.
func (p *provenance) anew() provenance {
	return provenance{made: p.made[:0], queue: p.queue[:0], codes: p.codes[:0]}
}

// begin notes where the turn that begins now comes from. It may let go a call that
// the wrapper holds.
func (w *World) begin(from, root uint64) {
	p := &w.provenance
	p.group, p.root, p.turn, p.made = 0, root, from, p.made[:0]
	if shared, _ := w.client.Shared(); len(shared.Held) > 0 && shared.Held[0].Call > 0 {
		p.turn = mix(from, w.ofCall(shared.Held[0].Call))
	}
}

// end notes that what the turn of a request's answer left pending is that
// request's own, as long as it is not settled.
func (w *World) end(c *Call) {
	if c.Kind != PageRequest {
		return
	}
	if state := w.ofCall(c.Request.Caller); state != 0 {
		for _, from := range w.provenance.made {
			*from = mix(*from, state)
		}
	}
}

// follow takes in what the client does.
func (w *World) follow(e *wx.Event) {
	if e.Kind.Platform() {
		w.touch()
	}
	p := &w.provenance
	switch e.Kind {
	case wx.PageIssue:
		p.group = w.requests[w.callers[e.ID-1]].group
	case wx.RequestCall:
		p.queue = append(p.queue, queued{e.Request, w.from(w.kindOf(e.Request), e.Request), p.began()})
	case wx.RequestDrop:
		p.dequeue(e.Request)
	case wx.AppDestroy:
		p.queue = p.queue[:0]
		for _, c := range w.calls {
			c.dead = true
		}
	default: // these leave nothing pending
	}
}

// dequeue takes a request out of the queue, most of them at once.
func (p *provenance) dequeue(r *wx.Request) queued {
	i := slices.IndexFunc(p.queue, func(q queued) bool { return q.r == r })
	if i < 0 {
		return queued{}
	}
	q := p.queue[i]
	p.queue = slices.Delete(p.queue, i, i+1)
	return q
}

// began is with what it began that is made now.
func (p *provenance) began() uint64 {
	if p.group == 0 {
		return p.root
	}
	return mix(p.root, p.group)
}

// from is where a call comes from that is made now. Timers have the kind kinds.
func (w *World) from(k CallKind, r *wx.Request) uint64 {
	p := &w.provenance
	switch k {
	case PageRequest:
		return w.requests[w.callers[r.Caller-1]].group
	case OwnRequest:
		return mix(p.began(), textHash(r.Name))
	default:
		return mix(mix(p.turn, uint64(k)), p.group)
	}
}

func (w *World) kindOf(r *wx.Request) CallKind {
	switch {
	case r.Caller > 0:
		return PageRequest
	case w.subject.settings.Target.IsLogin(r):
		return LoginPost
	}
	return OwnRequest
}

// trace notes where a call comes from that leaves now.
func (w *World) trace(c *Call) {
	p := &w.provenance
	if c.Request != nil {
		q := p.dequeue(c.Request)
		c.from, c.root = q.from, q.root
	} else {
		c.from, c.root = w.from(c.Kind, nil), p.began()
	}
	switch c.Kind {
	case WXLogin, CheckSession:
		p.number++
		c.number = p.number
	case LoginPost:
		code := w.subject.settings.Target.CodeOf(c.Request)
		if i := slices.IndexFunc(p.codes, func(g given) bool { return g.code == code }); i >= 0 {
			c.number = p.codes[i].number
		}
	default: // not one of a login
	}
	if c.Kind != PageRequest {
		p.made = append(p.made, &c.from)
	}
}
