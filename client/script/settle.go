package script

import (
	"slices"

	"github.com/dop251/goja"
	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// resolved takes in what a page gets: the answer that its value comes from is what
// the call is settled with.
func (a *app) resolved(x *call, v goja.Value) {
	if x.settled {
		return
	}
	var resp *wx.Response
	if !goja.IsUndefined(v) {
		resp = a.provenance(x, v)
	}
	a.settled(x, resp, nil)
}

// rejected takes in what a page's call was rejected with.
func (a *app) rejected(x *call, v goja.Value) {
	if !x.settled {
		a.settled(x, nil, a.reason(v, x))
	}
}

func (a *app) settled(x *call, resp *wx.Response, err error) {
	x.settled = true
	a.calls.open = slices.DeleteFunc(a.calls.open, func(y *call) bool { return x == y })
	out, settle := x.out, x.settle
	x.out, x.settle, x.object, x.data = nil, nil, nil, nil // of no use any more
	switch {
	case settle != nil:
		settle(resp, err)
		return
	case out == nil: // nobody has heard of it
		return
	}
	out.Settle(resp, err)
	a.Loop.Drain() // now, not after all microtasks
}

// provenance is the answer that a value comes from: the one that holds it, or is
// held by it, else one that is equal to it. Where none is, the script made the
// value, and it stands for the newest answer to a send of the call, or for the one
// in whose turn the call is settled, or for one that the script has kept.
func (a *app) provenance(x *call, v goja.Value) *wx.Response {
	candidates := a.candidates(x)
	for _, test := range []func(*send, goja.Value) bool{a.identical, a.equal} {
		for _, s := range candidates {
			if s.resp != nil && test(s, v) {
				return a.answerOf(s, x)
			}
		}
	}
	for _, s := range candidates {
		switch {
		case s.by == x && s.resp != nil:
			return a.answerOf(s, x)
		case s.by == x: // it failed, and the script made something up
			return nil
		}
	}
	if s := a.answering(); s != nil && s.resp != nil && s.by == nil && !a.targetOf(s.r).Apart(s.r) {
		return a.answerOf(s, x)
	}
	return a.cached(x, v, candidates)
}

// candidates are the sends that have ended, likeliest first: those of the call, the
// one whose answer began the turn, the others, each newest first.
func (a *app) candidates(x *call) []*send {
	all := make([]*send, 0, len(a.calls.recent))
	rank := func(s *send) int {
		switch {
		case s.by == x:
			return 0
		case s.turn == a.e.Turn():
			return 1
		default:
			return 2
		}
	}
	for r := range 3 {
		for i := len(a.calls.recent) - 1; i >= 0; i-- {
			if s := a.calls.recent[i]; s.turn > 0 && rank(s) == r {
				all = append(all, s)
			}
		}
	}
	return all
}

// answerOf is the answer to a send as that of a call. It stays another call's only
// where that call asked for something else: then the script mixed them up.
func (a *app) answerOf(s *send, x *call) *wx.Response {
	x.from = s
	switch {
	case s.by == x:
		return s.resp
	case s.by == nil:
		a.served(s, x)
	case !a.asks(s.r, x) && a.sentFor(x) != nil:
		return s.resp
	case a.sentFor(x) != nil: // two calls that ask for the same thing, taken for each other
		a.swap(s, x)
	default: // one send for both, or for this call alone: the end of the turn tells which
		a.calls.shared = append(a.calls.shared, shared{s, x})
	}
	mine := *s.resp
	mine.Caller = x.ID
	return &mine
}

// shared is a send of another call that a call without one was settled by.
type shared struct {
	*send
	with *call
}

// done ends a turn. A send was for both calls where the one that it was attributed
// to was settled by it, too.
func (a *app) done() {
	for _, s := range a.calls.shared {
		if s.by.from != s.send {
			a.served(s.send, s.with)
		}
	}
	a.calls.shared = nil
	a.endUnheard()
	a.calls.forget()
}

// forget lets go of what is of no use any more: it holds whole answers. Between
// the pages' calls an answer's bytes are enough to know its value by.
func (c *calls) forget() {
	past := 0
	for _, s := range c.recent {
		if s.turn > 0 && len(c.open) == 0 {
			s.data, s.reason = nil, nil
		}
	}
	for i := len(c.recent) - 1; i >= 0; i-- {
		if s := c.recent[i]; s.turn == 0 || s.by != nil && !s.by.settled {
			continue
		}
		if past++; past > maxPast {
			c.recent = slices.Delete(c.recent, i, i+1)
		}
	}
}

// sentFor is the newest send that was attributed to a call; nil where none was.
func (a *app) sentFor(x *call) *send {
	for i := len(a.calls.recent) - 1; i >= 0; i-- {
		if s := a.calls.recent[i]; s.by == x {
			return s
		}
	}
	return nil
}

// swap gives a send to the call that it served, and that call's newest send to the
// other one.
func (a *app) swap(s *send, x *call) {
	own, other := a.sentFor(x), s.by
	a.served(s, x)
	a.served(own, other)
}

// served corrects which call a send served.
func (a *app) served(s *send, x *call) {
	if s.turn == 0 { // it is still under way
		s.by.flying--
		x.flying++
	}
	s.by = x
	s.task.Served(x.ID, x.Name)
}

// The search for a value in an answer goes so deep, and looks at so many objects.
const (
	deepestValue = 5
	maxValues    = 2000
)

// identical reports whether a value is part of an answer's data, or has it as a
// part, by what it is and not by what it looks like.
func (a *app) identical(s *send, v goja.Value) bool {
	o, is := v.(*goja.Object)
	data, both := s.data.(*goja.Object)
	if !is || !both {
		return false
	}
	left := maxValues
	return holds(data, o, deepestValue, &left) || holds(o, data, 2, &left)
}

// holds reports whether an object is another, or has it among its members.
func holds(o, part *goja.Object, depth int, left *int) bool {
	if o == part {
		return true
	}
	if *left--; depth == 0 || *left < 0 || !plain(o) {
		return false
	}
	for _, name := range o.Keys() {
		if member, is := o.Get(name).(*goja.Object); is && holds(member, part, depth-1, left) {
			return true
		}
	}
	return false
}

// plain reports whether an object has nothing but data to look at.
func plain(o *goja.Object) bool { return o.ClassName() == "Object" || o.ClassName() == "Array" }

// equal reports whether a value looks like an answer's data, or like the part of
// it that pages usually get.
func (a *app) equal(s *send, v goja.Value) bool {
	text := a.p.Stringify(v)
	if len(text) == 0 {
		return false
	}
	for _, path := range []string{"", a.targetOf(s.r).Result, "data", "result", "data.data"} {
		if part := s.resp.JSON(path); part.Exists() && sameJSON(part.Raw, string(text)) {
			return true
		}
	}
	return false
}

func sameJSON(raw, text string) bool {
	return raw == text || len(raw) >= len(text) && gjson.Get(raw, "@ugly").Raw == text
}

// reason is what a call was rejected with. Where it is an answer, or what the
// platform said, it is that; x is nil where it is no call.
func (a *app) reason(v goja.Value, x *call) error {
	o, is := v.(*goja.Object)
	if is {
		for _, s := range a.candidates(x) {
			if s.resp != nil && a.identical(s, v) {
				return &wrapper.StatusError{Response: s.resp}
			}
			left := maxValues
			if s.reason != nil && holds(o, s.reason, 2, &left) {
				return s.err
			}
		}
	}
	return &engine.Error{Kind: engine.Rejected, Text: a.e.Describe(v)}
}
