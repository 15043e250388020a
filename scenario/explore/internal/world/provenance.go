package world

import (
	"slices"

	"github.com/wxload/wxload/client/wx"
)

// source is where a pending call, or a timer, comes from: as hashes, without the names
// of requests and tokens.
type source struct {
	turn uint64 // of the turn that made it, and of its kind
	root uint64 // of the user's deed, or the page's request, with which it began
}

// provenance follows where the client's pending calls and timers come from. Where a
// wrapper tells what its turns share, a callback is known by its source: which branch an
// earlier turn took shows in the kinds of the calls that it made. The source of a page's
// send is its request alone, since the wrapper takes its answer alike, whatever led to the
// send. The source of a request of the wrapper's own is its root and its name.
type provenance struct {
	running source    // the source of the call or timer whose turn runs, or the deed itself
	group   uint64    // that of the page's request that was just issued; zero for none
	pending []*source // of the calls and timers that the turn has made, but for pages' requests
	queue   []queued  // requests that wait for a slot, in order
	number  int       // counts the calls of wx.login and checkSession
	codes   []given
}

// queued is a call of wx.request that waits for a slot.
type queued struct {
	request *wx.Request
	source  source
}

// given is a code that WeChat gave out, or a ticket for one, with the number of its login.
type given struct {
	code   string
	number int
}

// anew is an empty provenance, in the memory of p.
func (p *provenance) anew() provenance {
	return provenance{pending: p.pending[:0], queue: p.queue[:0], codes: p.codes[:0]}
}

// turn runs one turn of the client. from is the source of what calls it back. answered is
// the page's request whose answer that is, nil for others: as long as the request is not
// settled, the calls and timers that the turn makes are its own.
func (w *World) turn(from source, answered *wx.Request, run func()) {
	p := &w.provenance
	p.group, p.running, p.pending = 0, from, p.pending[:0]
	if shared, _ := w.client.Shared(); len(shared.Held) > 0 && shared.Held[0].Call > 0 {
		p.running.turn = mix(from.turn, w.ofCall(shared.Held[0].Call)) // the turn may let that call go
	}
	w.effects = 0
	run()
	if answered == nil {
		return
	}
	if state := w.ofCall(answered.Caller); state != 0 {
		for _, s := range p.pending {
			s.turn = mix(s.turn, state)
		}
	}
}

// follow takes in what the client does in a turn.
func (w *World) follow(e *wx.Event) {
	p := &w.provenance
	switch e.Kind {
	case wx.PageIssue:
		p.group = w.requests[w.callers[e.ID-1]].group
	case wx.RequestCall:
		p.queue = append(p.queue, queued{e.Request, w.sourceOf(w.kindOf(e.Request), e.Request)})
	case wx.RequestDrop:
		p.dequeue(e.Request)
	case wx.AppDestroy:
		w.readsTime = w.ReadsTime()
		p.queue = p.queue[:0]
		for _, c := range w.calls {
			c.dead = true
		}
	default: // these leave nothing pending
	}
}

// dequeue takes a request out of the queue, most of them at once, and gives its source.
func (p *provenance) dequeue(r *wx.Request) source {
	i := slices.IndexFunc(p.queue, func(q queued) bool { return q.request == r })
	if i < 0 {
		return source{}
	}
	q := p.queue[i]
	p.queue = slices.Delete(p.queue, i, i+1)
	return q.source
}

// sourceOf is the source of a call that is made now; of a timer, for the kind kinds, which
// no call has.
func (w *World) sourceOf(k CallKind, r *wx.Request) source {
	p := &w.provenance
	root := p.running.root
	if p.group != 0 {
		root = mix(root, p.group)
	}
	switch k {
	case PageRequest:
		return source{w.requests[w.callers[r.Caller-1]].group, root}
	case OwnRequest:
		return source{mix(root, textHash(r.Name)), root}
	default:
		return source{mix(mix(p.running.turn, uint64(k)), p.group), root}
	}
}

func (w *World) kindOf(r *wx.Request) CallKind {
	target, _ := w.at(r)
	switch {
	case r.Caller > 0:
		return PageRequest
	case target.IsLogin(r):
		return LoginPost
	case target.IsTicket(r):
		return TicketPost
	case target.IsRefresh(r):
		return RefreshPost
	default:
		return OwnRequest
	}
}

// locate gives a call that leaves now its source, and its login's number.
func (w *World) locate(c *Call) {
	p := &w.provenance
	if c.Request != nil {
		c.source = p.dequeue(c.Request)
	} else {
		c.source = w.sourceOf(c.Kind, nil)
	}
	switch c.Kind {
	case WXLogin, CheckSession:
		p.number++
		c.number = p.number
	case LoginPost, TicketPost:
		c.number = w.loginOf(c.Request)
	default: // no login's
	}
	if c.Kind != PageRequest {
		p.pending = append(p.pending, &c.source)
	}
}

// loginOf is the number of the login whose code or ticket a POST carries; zero for none.
func (w *World) loginOf(post *wx.Request) int {
	target, _ := w.at(post)
	code, codes := target.CredentialOf(post), w.provenance.codes
	if i := slices.IndexFunc(codes, func(g given) bool { return g.code == code }); i >= 0 {
		return codes[i].number
	}
	return 0
}
