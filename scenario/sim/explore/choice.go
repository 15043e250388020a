package explore

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx"
)

// what can be chosen to happen next.
type what uint8

const (
	finish  what = iota // a call arrives, unless it has, and calls back
	arrive              // a call arrives; its answer stays under way
	fire                // the first timer
	act                 // the next deed of a thread
	happens             // a fault that happens by itself
	fails               // a call, by a fault
)

// choice is one thing that can happen next. It is the same thing in every run
// that has come the same way.
type choice struct {
	what    what
	kind    kind
	ordinal uint8
	request uint8
	index   uint8 // of a thread or a fault
}

// choices appends what can happen next, in a fixed order. With symmetry, of calls
// that differ in nothing only the first is among them.
//
// A call's arrival at its server matters only where something is written there
// between the arrival and the answer. So an arrival is a choice of its own only
// ahead of such a write: after it another arrival or a write must follow. Writes
// are the expiries, and a wx.login, which makes the session that there was not.
func (w *world) choices(out []choice, symmetry bool) []choice {
	if w.free {
		for _, c := range w.calls {
			if !c.arrived {
				out = append(out, choice{what: arrive, kind: c.kind, ordinal: c.ordinal, request: c.request})
			}
		}
	}
	if !w.hasty {
		out = w.deeds(out)
		for i, c := range w.calls {
			if symmetry && w.twin(i) {
				continue
			}
			out = append(out, choice{what: finish, kind: c.kind, ordinal: c.ordinal, request: c.request})
			out = w.failures(out, c)
		}
		if w.timerMayFire() {
			out = append(out, choice{what: fire})
		}
	}
	return w.writes(out, symmetry)
}

// deeds are the next ones of the user. Where the situation begins with a launch
// nothing comes before that.
func (w *world) deeds(out []choice) []choice {
	if first := w.situation.Threads[0]; w.next[0] == 0 && len(first) > 0 && first[0].Do == Launch {
		return append(out, choice{what: act})
	}
	for i, thread := range w.situation.Threads {
		if w.next[i] < len(thread) {
			out = append(out, choice{what: act, index: uint8(i)})
		}
	}
	return out
}

// failures are the faults that can hit a call that has not arrived.
func (w *world) failures(out []choice, c *call) []choice {
	if c.arrived {
		return out
	}
	for i, b := range w.situation.Faults {
		if w.left[i] > 0 && b.Fault.hits(c.kind) {
			out = append(out, choice{what: fails, kind: c.kind, ordinal: c.ordinal, request: c.request, index: uint8(i)})
		}
	}
	return out
}

func (f Fault) hits(k kind) bool {
	switch f {
	case LoginHTTP500, LoginHTTP401, LoginLost:
		return k == loginPost
	case WXLoginFails, WXLoginSilent:
		return k == wxLogin
	case RequestFails, RequestLost, RequestSilent:
		return k == pageRequest
	}
	return false
}

// writes are the faults that write at a server, and the arrivals ahead of them.
func (w *world) writes(out []choice, symmetry bool) []choice {
	tokens, sessions := false, false
	for i, b := range w.situation.Faults {
		if w.left[i] > 0 && b.Fault.writes() {
			out = append(out, choice{what: happens, index: uint8(i)})
			tokens = tokens || b.Fault == TokensExpire
			sessions = sessions || b.Fault == SessionExpires
		}
	}
	if w.free {
		return out
	}
	renews := w.renews()
	for i, c := range w.calls {
		reads := c.kind >= loginPost && tokens || c.kind < loginPost && sessions || c.kind < loginPost && renews
		if reads && !c.arrived && !(symmetry && w.twin(i)) && !w.before(c) {
			out = append(out, choice{what: arrive, kind: c.kind, ordinal: c.ordinal, request: c.request})
		}
	}
	return out
}

// renews reports whether a wx.login under way will end the lack of a session that
// a checkSession under way may still see: the arrival of such a wx.login is a
// write.
func (w *world) renews() bool {
	underWay := func(k kind) bool {
		return slices.ContainsFunc(w.calls, func(c *call) bool { return c.kind == k && !c.arrived })
	}
	return underWay(wxLogin) && (w.hasty || underWay(checkSession)) && !w.sessionHolds()
}

func (f Fault) writes() bool { return f == TokensExpire || f == SessionExpires }

// before reports whether, in the arrivals just made, one came that stands behind
// c: arrivals of one moment commute, so only one order of them is tried.
func (w *world) before(c *call) bool {
	if !w.hasty {
		return false
	}
	i := slices.Index(w.calls, c)
	return slices.ContainsFunc(w.calls[i+1:], func(d *call) bool { return d.arrived && d.hurried == w.hurry })
}

// twin reports whether an earlier pending call differs from call i in nothing
// but the request that it serves.
func (w *world) twin(i int) bool {
	c := w.calls[i]
	if c.kind != pageRequest {
		return false
	}
	for _, d := range w.calls[:i] {
		if d.kind == pageRequest && d.arrived == c.arrived && w.requests[d.request].local == w.requests[c.request].local &&
			(!c.arrived || d.content() == c.content()) {
			return true
		}
	}
	return false
}

// timerMayFire reports whether no pending call is sure to be answered before the
// first timer is due.
func (w *world) timerMayFire() bool {
	if len(w.timers) == 0 {
		return false
	}
	at := w.timers[0].at
	return !slices.ContainsFunc(w.calls, func(c *call) bool { return c.sent+slowest < at })
}

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
			return true
		}
		w.deliver(pending)
		w.remember(c, pending.content())
	case finish:
		if !pending.arrived {
			w.arrive(pending)
		}
		w.note(c, pending)
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
func (f Fault) silent() bool { return f == WXLoginSilent || f == RequestSilent }

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

func (w *world) fire() bool {
	if len(w.timers) == 0 {
		return false
	}
	t := w.timers[0]
	w.timers = w.timers[1:]
	w.fires++
	w.now = max(w.now, t.at)
	w.note(choice{what: fire}, nil)
	looks := t.looks
	w.effects = 0
	w.firing = true
	t.f()
	w.firing = false
	if w.effects == 0 {
		for _, t := range w.timers {
			if t.set == w.fires {
				t.looks = looks + 1
			}
		}
	}
	if w.effects != 0 || len(w.timers) == 0 || w.timers[0].at <= w.now { // else it was only a look
		w.remember(choice{what: fire}, w.effects)
	}
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
	calls := w.situation.calls(thread, w.next[thread]-1)
	business := max(len(calls)-d.Public, 1)
	for i := range calls {
		w.requests[first+i].local = mix(group, uint64(i/business))
		w.callers = append(w.callers, uint8(first+i))
	}
	return calls
}

// over reports whether nothing can happen any more but faults: every call is
// answered, every deed is done, and no timer is left or the client only polls. A
// client that waits for a call that never calls back is given time to notice.
func (w *world) over() bool {
	if len(w.calls) > 0 || w.hasty {
		return false
	}
	for i, thread := range w.situation.Threads {
		if w.next[i] < len(thread) {
			return false
		}
	}
	return len(w.timers) == 0 || w.stuck()
}

// stuck reports whether the client can do nothing by itself any more: it has only
// timers that look and set themselves again. A call that never calls back does
// not count as one under way.
func (w *world) stuck() bool {
	return w.client.Stuck() || w.silent > 0 && !slices.ContainsFunc(w.timers, func(t *timer) bool { return t.looks < enoughLooks })
}

// enoughLooks is after how many timers in a row, of which each only set the next,
// a client is taken to do nothing else.
const enoughLooks = 3

// elapsed bounds a run in virtual time.
const elapsed = 10 * time.Minute
