package explore

import (
	"fmt"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
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
	case finish, arrive, fails:
		pending := w.find(c)
		if pending == nil {
			return false
		}
		w.proceed(c, pending)
		return true
	default:
		panic(fmt.Sprintf("explore: unknown choice %d", c.what))
	}
}

// proceed lets a pending call arrive, call back, or fail.
func (w *world) proceed(c choice, pending *call) {
	if c.what == arrive {
		w.arriveAhead(pending)
		w.note(c, pending)
		return
	}
	if c.what == fails {
		fault := w.situation.Faults[c.index].Fault
		w.left[c.index]--
		w.fail(pending, fault)
		w.note(c, pending)
		if fault.Silent() {
			w.drop(pending)
			w.silent++
			w.touch()
			return
		}
	} else if !pending.arrived {
		w.arrive(pending)
		w.note(c, pending)
	}
	w.deliver(pending)
	w.remember(c, pending.content())
}

// arriveAhead lets a call arrive ahead of a write, or be one.
func (w *world) arriveAhead(c *call) {
	writes := c.kind == wxLogin && !w.sessionHolds()
	if !w.hasty && !w.rules.free && !writes {
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
func (w *world) fail(c *call, f situation.Fault) {
	switch f {
	case situation.LoginHTTP500, situation.LoginHTTP401:
		status := 500
		if f == situation.LoginHTTP401 {
			status = 401
		}
		reply := w.servers.Developer.Failure(status)
		c.answer = &wx.Response{Status: reply.Status, Body: reply.Body}
	case situation.LoginLost, situation.RequestLost:
		w.arrive(c)
		c.failure = "request:fail network error"
	case situation.RequestFails:
		c.failure = "request:fail network error"
	case situation.WXLoginFails:
		c.failure = "login:fail"
	case situation.WXLoginSilent, situation.CheckSessionSilent, situation.RequestSilent: // it is dropped
	default:
		panic("explore: no call can meet the fault " + string(f))
	}
	c.arrived = true
}

// happen lets a fault happen that hits no call.
func (w *world) happen(fault int) bool {
	if w.left[fault] == 0 {
		return false
	}
	w.left[fault]--
	w.hasty = false
	switch f := w.situation.Faults[fault].Fault; f {
	case situation.TokensExpire:
		w.servers.ExpireTokens(w.time())
	case situation.SessionExpires:
		w.servers.SetSession(w.time(), false)
	default:
		panic("explore: no fault happens by itself that is called " + string(f))
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
	case situation.Launch:
		w.client.Launch()
	case situation.Load:
		w.client.Load(w.load(deed, thread))
	case situation.Hide:
		w.client.Hide()
	case situation.Show:
		w.client.Show()
	case situation.Relaunch:
		w.client.Relaunch()
	default:
		panic("explore: unknown deed " + string(deed.Do))
	}
	w.remember(c, 0)
	return true
}

// load makes the calls of a page.
func (w *world) load(d situation.Deed, thread int) []*wrapper.Call {
	group := mix(uint64(thread), uint64(w.next[thread]))
	first := w.situation.RequestsBefore(thread, w.next[thread]-1)
	calls := w.room.calls(thread, w.next[thread]-1)
	business := max(len(calls)-d.Public, 1)
	for i := range calls {
		w.requests[first+i].local = mix(group, uint64(i/business))
		w.requests[first+i].group = w.requests[first+i].local
		w.callers = append(w.callers, uint8(first+i))
	}
	return calls
}
