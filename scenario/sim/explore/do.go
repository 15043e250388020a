package explore

import (
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
)

// do lets a choice happen, and reports whether it was possible.
func (w *world) do(c choice) bool {
	switch c.what {
	case act:
		return w.act(int(c.index))
	case fire:
		return w.fire()
	case happens:
		return w.happen(int(c.index))
	}
	pending := w.find(c)
	if pending == nil {
		return false
	}
	switch c.what {
	case arrive:
		w.arriveAhead(pending)
		w.note(c, pending)
	case fails:
		w.left[c.index]--
		w.fail(pending, w.situation.Faults[c.index].Fault)
		w.note(c, pending)
		if w.situation.Faults[c.index].Fault.silent() {
			w.drop(pending)
			w.silent++
			w.touch()
			return true
		}
		w.deliver(pending)
		w.remember(c, pending.content())
	case finish:
		if !pending.arrived {
			w.arrive(pending)
			w.note(c, pending)
		}
		w.deliver(pending)
		w.remember(c, pending.content())
	}
	return true
}

// arriveAhead lets a call arrive ahead of a write, or be one.
func (w *world) arriveAhead(c *call) {
	writes := c.kind == wxLogin && !w.sessionHolds()
	if !w.hasty && !w.free && !writes {
		w.hasty = true
		w.hurry++
	}
	w.arrive(c)
	c.hurried = w.hurry
	if writes {
		w.hasty = false
	}
}

func (w *world) find(c choice) *call {
	for _, pending := range w.calls {
		if pending.kind == c.kind && pending.ordinal == c.ordinal && pending.request == c.request {
			return pending
		}
	}
	return nil
}

// fail lets a fault hit a call.
func (w *world) fail(c *call, f Fault) {
	switch f {
	case LoginHTTP500, LoginHTTP401:
		status := 500
		if f == LoginHTTP401 {
			status = 401
		}
		reply := w.dev.Failure(status)
		c.answer = &wx.Response{Status: reply.Status, Body: reply.Body}
	case LoginLost, RequestLost:
		w.arrive(c)
		c.failure = "request:fail network error"
	case RequestFails:
		c.failure = "request:fail network error"
	case WXLoginFails:
		c.failure = "login:fail"
	}
	c.arrived = true
}

// silent reports whether a call that the fault hits never calls back.
func (f Fault) silent() bool {
	return f == WXLoginSilent || f == CheckSessionSilent || f == RequestSilent
}

// happen lets a fault happen that hits no call.
func (w *world) happen(fault int) bool {
	if w.left[fault] == 0 {
		return false
	}
	w.left[fault]--
	w.hasty = false
	switch w.situation.Faults[fault].Fault {
	case TokensExpire:
		w.dev.Expire(w.time(), nil, 1)
	case SessionExpires:
		must(w.mock.SetSession(w.time(), mockwx.DefaultAppID, user, false))
	}
	w.note(choice{what: happens, index: uint8(fault)}, nil)
	return true
}

func (w *world) act(thread int) bool {
	if w.next[thread] >= len(w.situation.Threads[thread]) {
		return false
	}
	deed := w.situation.Threads[thread][w.next[thread]]
	w.next[thread]++
	c := choice{what: act, index: uint8(thread), ordinal: uint8(w.next[thread])}
	w.note(c, nil)
	w.tick()
	w.effects = 0
	from := mix(uint64(thread), uint64(w.next[thread]))
	w.begin(from, from)
	switch deed.Do {
	case Launch:
		w.client.Launch()
	case Load:
		w.client.Load(w.load(deed, thread))
	case Hide:
		w.client.Hide()
	case Show:
		w.client.Show()
	case Relaunch:
		w.client.Relaunch()
	}
	w.remember(c, 0)
	return true
}

// load makes the calls of a page.
func (w *world) load(d Deed, thread int) []*wrapper.Call {
	group := mix(uint64(thread), uint64(w.next[thread]))
	first := w.situation.before(thread, w.next[thread]-1)
	calls := w.room.calls(thread, w.next[thread]-1)
	business := max(len(calls)-d.Public, 1)
	for i := range calls {
		w.requests[first+i].local = mix(group, uint64(i/business))
		w.requests[first+i].group = w.requests[first+i].local
		w.callers = append(w.callers, uint8(first+i))
	}
	return calls
}
