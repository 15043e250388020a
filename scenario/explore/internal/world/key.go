package world

import (
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/sim/servers"
)

// Key stands for everything that the future of a run depends on: what the client
// has received, in order (its coroutines are a function of that), the servers'
// state, what is pending, and what may still go wrong. Times are not in it: the
// clock moves with what the client receives, and is a function of it, too; a
// timer that only looked and set itself again is no such event, but which of several
// looks next is. Where a wrapper
// tells what its turns share, the values of that are in the place of the history:
// see sharedKey.
type Key struct{ a, b uint64 }

// Key is that of the state that the run has come to.
func (w *World) Key() Key {
	if _, tells := w.client.Shared(); tells && !w.rules.ByHistory && !w.situation.Hides() && !w.situation.LogsOut() && !w.situation.Seals() && w.situation.Refresh == "" && w.situation.Renewed == "" && !w.subject.settings.Target.TwoSteps() {
		return w.sharedKey()
	}
	h := w.history
	for _, n := range w.left {
		h = mix(h, uint64(n))
	}
	for _, n := range w.next {
		h = mix(h, uint64(n)+1)
	}
	h = w.tokens(h, w.servers, w.situation.Refresh != "")
	for i, pair := range w.further {
		h = w.tokens(h, pair, w.situation.Further[i].Refresh != "")
	}
	h = mix(h, boolean(w.sessionHolds()))
	h = mix(h, w.written)
	h = mix(h, w.answers())
	if w.situation.Seals() {
		h = mix(mix(h, textHash(w.servers.SessionKey())), w.kept)
	}
	if len(w.calls) == 0 { // how near the client is to doing nothing but look
		for _, t := range w.timers {
			h = mix(h, uint64(min(t.looks, enoughLooks+1)))
		}
	}
	if len(w.timers) > 1 { // which of several looks next is not in the history
		for _, t := range w.timers {
			h = mix(h, uint64(t.chain))
		}
	}
	var sum uint64 // of the pending calls, whatever their order
	for _, c := range w.calls {
		one := mix(uint64(c.Kind), uint64(c.Ordinal)<<8|uint64(c.page))
		one = mix(one, boolean(c.arrived))
		if c.arrived {
			one = mix(one, c.content())
		}
		sum += one
	}
	h = mix(h, sum)
	return Key{h, mix(h^0x5bd1e995, w.history+uint64(len(w.calls))<<32+boolean(w.arrivalsOpen))}
}

// tokens adds to a hash which tokens and tickets of a developer server are valid.
func (w *World) tokens(h uint64, pair *servers.Pair, refreshes bool) uint64 {
	for n := 0; n <= w.issued; n++ {
		h = mix(h, boolean(pair.TokenValid(w.time(), n)))
	}
	for n := 1; n <= w.issued+1 && refreshes; n++ {
		h = mix(h, boolean(pair.RefreshTokenValid(w.time(), n)))
	}
	for n := 1; n <= w.tickets; n++ {
		h = mix(h, boolean(pair.TicketValid(w.time(), n)))
	}
	return h
}

// answers are what deeds that use answers depend on.
func (w *World) answers() uint64 {
	return boolean(w.situation.UsesAnswers() && w.answered(situation.Deed{UsesAnswers: true}))
}

// remember adds to the client's history a choice, and a hash of what it brought.
func (w *World) remember(c Choice, content uint64) {
	h := mix(w.history, uint64(c.Action)<<40|uint64(c.CallKind)<<32|uint64(c.Ordinal)<<16|uint64(c.Request)<<8|uint64(c.Index))
	w.history = mix(h, content)
}

// observe takes in an event of the client. The effects of a turn are part of what has
// happened to the request whose answer it took: requests whose answers had the same
// effects stay alike.
func (w *World) observe(e *wx.Event) {
	switch e.Kind {
	case wx.StorageSet, wx.StorageRemove, wx.LoginCall, wx.CheckCall:
		w.effects = mix(w.effects, uint64(e.Kind))
	case wx.RequestSend:
		w.effects = mix(w.effects, uint64(e.Kind)<<8|boolean(e.Request.Caller > 0))
	case wx.PageSettle:
		w.effects = mix(w.effects, uint64(e.Kind)<<8|boolean(e.Err == nil))
	case wx.StubCall, wx.RequestServed, wx.PageError: // nothing happens
	default: // no other request can tell that these happened
		if w.opaque() {
			w.effects = mix(w.effects, uint64(e.Kind))
		}
	}
	if e.Kind.Platform() {
		w.touch()
	}
	if e.Kind == wx.PageCall {
		w.own(e)
	}
	w.follow(e)
	if w.listen != nil {
		w.listen(e)
	}
}

// FaultsMet is a hash of the faults that have happened.
func (w *World) FaultsMet() uint64 {
	h := uint64(0)
	for i, b := range w.situation.Faults {
		h = mix(h, uint64(b.Max-w.left[i]))
	}
	return h
}

func (w *World) sessionHolds() bool {
	return w.servers.SessionHolds(w.time())
}

func boolean(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// mix folds x into a hash (the finalizer of SplitMix64).
func mix(h, x uint64) uint64 {
	h = (h<<25 | h>>39 ^ x) + 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func textHash(s string) uint64 {
	h := uint64(len(s))
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return h
}

func bytesHash(b []byte) uint64 {
	h := uint64(len(b))
	for _, c := range b {
		h = (h ^ uint64(c)) * 0x100000001b3
	}
	return h
}
