package world

import (
	"hash/maphash"
	"slices"

	"github.com/wxload/wxload/client"
)

// sharedKey is the key where the wrapper tells what its turns share. The client's future
// is then a function of the storage, of the shared values, and of the pending calls and
// timers, each with its provenance; the defects in it are a function of the observer's
// state besides. None of these holds the order in which the client received its answers,
// nor the names of tokens, codes and requests that are alike. Timers stay in their order.
// The documentation of package explore works one key out.
func (w *World) sharedKey() Key {
	h := mix(mix(w.shared(), w.ofToken(w.stored())), w.answers())
	for _, n := range w.left {
		h = mix(h, uint64(n))
	}
	for _, n := range w.next {
		h = mix(h, uint64(n))
	}
	o := w.client.Observer()
	h = mix(h, w.hash(o.State()))
	for _, l := range o.LoginStates() {
		h = mix(h, w.hash(l))
	}
	idle := !slices.ContainsFunc(w.calls, func(c *Call) bool { return !c.dead })
	for _, t := range w.timers {
		h = mix(h, t.source.turn)
		if idle { // how near the client is to doing nothing but look
			h = mix(h, uint64(min(t.looks, enoughLooks+1)))
		}
	}
	h = mix(h, boolean(w.sessionHolds())<<3|boolean(w.arrivalsOpen)<<2|boolean(w.silent > 0)<<1|boolean(w.client.Stuck()))
	var sum uint64 // of the calls, whatever their order
	for i, request := range w.callers {
		if state := o.CallState(i + 1); state != (client.CallState{}) {
			sum += mix(w.requests[request].group, w.hash(state))
		}
	}
	for _, c := range w.calls {
		sum += mix(2, w.ofPending(c))
	}
	return Key{mix(h, sum), mix(h^0x5bd1e995, sum+uint64(len(w.calls))<<32)}
}

// shared is a hash of the values that all turns of the client have in common.
func (w *World) shared() uint64 {
	shared, tells := w.client.Shared()
	if !tells {
		return 0
	}
	h := w.hash(shared.Flags)
	for _, held := range shared.Held {
		h = mix(mix(h, w.ofCall(held.Call)), w.ofToken(held.Token))
	}
	for _, q := range w.provenance.queue {
		h = mix(mix(h, q.source.turn), w.ofToken(w.subject.settings.Target.TokenOf(q.request)))
		h = mix(h, w.ofCall(q.request.Caller))
		if w.kindOf(q.request) == LoginPost {
			h = mix(h, uint64(w.client.Observer().Rank(w.loginOf(q.request))))
		}
	}
	has, undefined := w.client.Storage().Has(w.subject.settings.TokenKey)
	return mix(h, boolean(has)<<1|boolean(undefined))
}

func (w *World) stored() string { return w.client.Storage().Get(w.subject.settings.TokenKey) }

// ofCall is the state of a page's call, as a hash; zero where the call is settled, and for
// the number zero, which is that of no call.
func (w *World) ofCall(id int) uint64 {
	state := w.client.Observer().CallState(id)
	if state.Over() {
		return 0
	}
	return mix(w.requests[w.callers[id-1]].group, w.hash(state))
}

// ofPending is the state of a pending call, as a hash.
func (w *World) ofPending(c *Call) uint64 {
	if c.dead { // nobody waits for it, but it may still write at its server
		return mix(uint64(c.Kind), boolean(c.arrived))
	}
	h := mix(c.source.turn, uint64(c.Kind)<<1|boolean(c.arrived))
	if c.arrived {
		h = mix(h, mix(w.brings(c), boolean(w.arrivalsOpen && c.arrivedInBatch == w.batch)))
	}
	switch c.Kind {
	case WXLogin, CheckSession, LoginPost:
		h = mix(h, uint64(w.client.Observer().Rank(c.number)))
	case PageRequest:
		h = mix(h, w.ofCall(c.Request.Caller))
	default: // its source says it all
	}
	if c.Kind.isRequest() {
		h = mix(mix(h, w.hash(w.client.Observer().TokenState(c.Token).Sent())), w.whereabouts(c.Token))
	}
	return h
}

// brings is the content of a call's answer, without the names of tokens.
func (w *World) brings(c *Call) uint64 {
	if c.Kind != LoginPost || c.Answer == nil {
		return c.content()
	}
	target := &w.subject.settings.Target
	token, ok := target.NewToken(c.Answer)
	valid := ok && w.servers.Developer.TokenValid(w.time(), token)
	h := boolean(c.Refused)<<3 | boolean(target.Succeeded(c.Answer))<<2 | boolean(ok)<<1 | boolean(valid)
	return mix(h, uint64(c.Answer.Status))
}

// ofToken is the state of a token that may be sent, as a hash.
func (w *World) ofToken(token string) uint64 {
	return mix(w.hash(w.client.Observer().TokenState(token)), w.whereabouts(token))
}

// whereabouts tells whether a token is in the storage, and valid.
func (w *World) whereabouts(token string) uint64 {
	return boolean(token == w.stored())<<1 | boolean(w.servers.Developer.TokenValid(w.time(), token))
}

func (w *World) hash(v any) uint64 { return maphash.Comparable(w.subject.seed, v) }
