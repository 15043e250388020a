package world

import (
	"fmt"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// do lets a choice happen, and reports whether it was possible.
func (w *World) do(c Choice) bool {
	switch c.Action {
	case Act:
		return w.act(int(c.Index))
	case Fire:
		return w.fire()
	case Happen:
		return w.happen(int(c.Index))
	case Finish, Arrive, Fail:
		pending := w.find(c)
		if pending == nil {
			return false
		}
		w.proceed(c, pending)
		return true
	default:
		panic(fmt.Sprintf("explore: unknown choice %d", c.Action))
	}
}

// proceed lets a pending call arrive, call back, or fail.
func (w *World) proceed(c Choice, pending *Call) {
	if c.Action == Arrive {
		w.arriveAhead(pending)
		w.note(c, pending)
		return
	}
	if c.Action == Fail {
		fault := w.situation.Faults[c.Index].Fault
		w.left[c.Index]--
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

// arriveAhead lets a call arrive ahead of a write, or be that write.
func (w *World) arriveAhead(c *Call) {
	writes := w.isWrite(c)
	if !w.arrivalsOpen && !w.free() && !writes {
		w.arrivalsOpen = true
		w.batch++
	}
	w.arrive(c)
	c.arrivedInBatch = w.batch
	if writes {
		w.arrivalsOpen = false
	}
}

func (w *World) find(c Choice) *Call {
	for _, pending := range w.calls {
		if pending.Kind == c.CallKind && pending.Ordinal == c.Ordinal && pending.page == c.Request {
			return pending
		}
	}
	return nil
}

// fail lets a fault hit a call.
func (w *World) fail(c *Call, f situation.Fault) {
	switch f {
	case situation.LoginHTTP500, situation.LoginHTTP401, situation.RefreshHTTP500, situation.TicketHTTP500:
		status := 500
		if f == situation.LoginHTTP401 {
			status = 401
		}
		_, pair := w.at(c.Request)
		reply := pair.Developer.Failure(status)
		c.Answer = &wx.Response{Status: reply.Status, Body: reply.Body}
	case situation.LoginLost, situation.RequestLost, situation.RefreshLost, situation.TicketLost:
		w.arrive(c)
		c.Failure = "request:fail network error"
	case situation.RequestFails:
		c.Failure = "request:fail network error"
	case situation.WXLoginFails:
		c.Failure = "login:fail"
	case situation.WXLoginSilent, situation.CheckSessionSilent, situation.RequestSilent: // it is dropped
	default:
		panic("explore: no call can meet the fault " + string(f))
	}
	c.arrived = true
}

// happen lets a fault happen that hits no call.
func (w *World) happen(fault int) bool {
	if w.left[fault] == 0 {
		return false
	}
	w.left[fault]--
	w.arrivalsOpen = false
	switch f := w.situation.Faults[fault].Fault; f {
	case situation.TokensExpire:
		w.expireTokens()
	case situation.SessionExpires:
		w.servers.SetSession(w.time(), false)
	case situation.RefreshExpires:
		w.expireRefreshTokens()
	default:
		panic("explore: no fault happens by itself that is called " + string(f))
	}
	w.note(Choice{Action: Happen, Index: uint8(fault)}, nil)
	return true
}

func (w *World) act(thread int) bool {
	if w.next[thread] >= len(w.situation.Threads[thread]) {
		return false
	}
	deed := w.situation.Threads[thread][w.next[thread]]
	w.next[thread]++
	c := Choice{Action: Act, Index: uint8(thread), Ordinal: uint8(w.next[thread])}
	w.note(c, nil)
	w.tick()
	place := mix(uint64(thread), uint64(w.next[thread]))
	if w.opaque() {
		w.touch() // who knows what the deed will do
	}
	w.turn(source{place, place}, nil, func() { w.perform(deed, thread) })
	w.remember(c, 0)
	return true
}

func (w *World) perform(d situation.Deed, thread int) {
	switch d.Do {
	case situation.Launch:
		w.client.Launch()
	case situation.Load:
		w.client.Load(w.load(d, thread, w.next[thread]-1))
	case situation.Open:
		w.client.Open(d.Page, d.Query)
	case situation.Tap:
		w.client.Do(d.Tapped())
	case situation.Profile:
		w.askProfile(thread)
	case situation.Hide:
		w.client.Hide()
	case situation.Show:
		w.client.Show()
	case situation.Relaunch:
		w.client.Relaunch()
	case situation.Logout:
		if d.UsesAnswers { // the server was told, and has answered
			w.servers.Developer.ExpireToken(w.time(), w.stored())
		}
		w.client.Logout()
	default:
		panic("explore: unknown deed " + string(d.Do))
	}
}

// load makes the calls of a page.
func (w *World) load(d situation.Deed, thread, deed int) []*wrapper.Call {
	group := mix(uint64(thread), uint64(deed+1))
	first := w.situation.RequestsBefore(thread, deed)
	calls := w.arena.calls(thread, deed)
	business := max(len(calls)-d.Public, 1)
	for i := range calls {
		w.requests[first+i].local = mix(group, uint64(i/business))
		w.requests[first+i].group = w.requests[first+i].local
		w.callers = append(w.callers, uint8(first+i))
	}
	return calls
}
