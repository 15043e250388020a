package world

import (
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// origin follows where the client's pending calls and timers come from: a hash of
// the deed or the page's request with which it all began, and of the kinds of
// what led on from there. Where a wrapper tells what its turns share, that is all
// that there is to say of what a callback will do: which way a turn went shows in
// the kind of what it left pending. A page's send comes from its request alone:
// whatever led to it, its answer is taken alike; so are the answers to what the
// wrapper sends under one name for one purpose.
type origin struct {
	turn   uint64    // of what called the turn back that runs
	root   uint64    // with which that began
	group  uint64    // of the page's request that was just issued; zero for none
	made   []*uint64 // the origins of what the turn has left pending
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

// anew is the origin of nothing, in the memory of o.
func (o *origin) anew() origin {
	return origin{made: o.made[:0], queue: o.queue[:0], codes: o.codes[:0]}
}

// begin notes where the turn that begins now comes from. It may let go a call that
// the wrapper holds.
func (w *World) begin(from, root uint64) {
	o := &w.origin
	o.group, o.root, o.turn, o.made = 0, root, from, o.made[:0]
	if shared, _ := w.client.Shared(); len(shared.Held) > 0 && shared.Held[0].Call > 0 {
		o.turn = mix(from, w.ofCall(shared.Held[0].Call))
	}
}

// end notes that what the turn of a request's answer left pending is that
// request's own, as long as it is not settled.
func (w *World) end(c *Call) {
	if c.Kind != PageRequest {
		return
	}
	if state := w.ofCall(c.Request.Caller); state != 0 {
		for _, from := range w.origin.made {
			*from = mix(*from, state)
		}
	}
}

// follow takes in what the client does.
func (w *World) follow(e *wx.Event) {
	if e.Kind.Platform() {
		w.touch()
	}
	o := &w.origin
	switch e.Kind {
	case wx.PageIssue:
		o.group = w.requests[w.callers[e.ID-1]].group
	case wx.RequestCall:
		o.queue = append(o.queue, queued{e.Request, w.from(w.kindOf(e.Request), e.Request), o.began()})
	case wx.RequestDrop:
		o.dequeue(e.Request)
	case wx.AppDestroy:
		o.queue = o.queue[:0]
		for _, c := range w.calls {
			c.dead = true
		}
	default: // these leave nothing pending
	}
}

// dequeue takes a request out of the queue, most of them at once.
func (o *origin) dequeue(r *wx.Request) queued {
	i := slices.IndexFunc(o.queue, func(q queued) bool { return q.r == r })
	if i < 0 {
		return queued{}
	}
	q := o.queue[i]
	o.queue = slices.Delete(o.queue, i, i+1)
	return q
}

// began is with what it began that is made now.
func (o *origin) began() uint64 {
	if o.group == 0 {
		return o.root
	}
	return mix(o.root, o.group)
}

// from is where a call comes from that is made now. Timers have the kind kinds.
func (w *World) from(k CallKind, r *wx.Request) uint64 {
	o := &w.origin
	switch k {
	case PageRequest:
		return w.requests[w.callers[r.Caller-1]].group
	case OwnRequest:
		return mix(o.began(), textHash(r.Name))
	default:
		return mix(mix(o.turn, uint64(k)), o.group)
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
	o := &w.origin
	if c.Request != nil {
		q := o.dequeue(c.Request)
		c.from, c.root = q.from, q.root
	} else {
		c.from, c.root = w.from(c.Kind, nil), o.began()
	}
	switch c.Kind {
	case WXLogin, CheckSession:
		o.number++
		c.number = o.number
	case LoginPost:
		code := w.subject.settings.Target.CodeOf(c.Request)
		if i := slices.IndexFunc(o.codes, func(g given) bool { return g.code == code }); i >= 0 {
			c.number = o.codes[i].number
		}
	default: // not one of a login
	}
	if c.Kind != PageRequest {
		o.made = append(o.made, &c.from)
	}
}
