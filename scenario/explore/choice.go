package explore

import (
	"slices"

	"github.com/wxload/wxload/scenario/explore/situation"
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

// choices appends what can happen next, in a fixed order.
//
// A call's arrival at its server matters only where something is written there
// between the arrival and the answer. So an arrival is a choice of its own only
// ahead of such a write: after it another arrival or a write must follow. Writes
// are the expiries, and a wx.login, which makes the session that there was not.
func (w *world) choices(out []choice) []choice {
	if w.rules.free {
		for _, c := range w.calls {
			if !c.arrived {
				out = append(out, choice{what: arrive, kind: c.kind, ordinal: c.ordinal, request: c.request})
			}
		}
	}
	if !w.hasty {
		out = w.deeds(out)
		for i, c := range w.calls {
			if w.rules.symmetry && w.twin(i) {
				continue
			}
			out = append(out, choice{what: finish, kind: c.kind, ordinal: c.ordinal, request: c.request})
			out = w.failures(out, c)
		}
		if w.timerMayFire() {
			out = append(out, choice{what: fire})
		}
	}
	return w.writes(out)
}

// deeds are the next ones of the user. Where the situation begins with a launch
// nothing comes before that.
func (w *world) deeds(out []choice) []choice {
	if first := w.situation.Threads[0]; w.next[0] == 0 && len(first) > 0 && first[0].Do == situation.Launch {
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
		if w.left[i] > 0 && canHit(b.Fault, c.kind) {
			out = append(out, choice{what: fails, kind: c.kind, ordinal: c.ordinal, request: c.request, index: uint8(i)})
		}
	}
	return out
}

// canHit reports whether a fault can hit a call of that kind.
func canHit(f situation.Fault, k kind) bool {
	switch f {
	case situation.LoginHTTP500, situation.LoginHTTP401, situation.LoginLost:
		return k == loginPost
	case situation.WXLoginFails, situation.WXLoginSilent:
		return k == wxLogin
	case situation.CheckSessionSilent:
		return k == checkSession
	case situation.RequestFails, situation.RequestLost, situation.RequestSilent:
		return k == pageRequest
	case situation.TokensExpire, situation.SessionExpires: // by themselves
		return false
	default:
		panic("explore: unknown fault " + string(f))
	}
}

// writes are the faults that write at a server, and the arrivals ahead of them.
func (w *world) writes(out []choice) []choice {
	tokens, sessions := false, false
	for i, b := range w.situation.Faults {
		if w.left[i] > 0 && b.Fault.Writes() {
			out = append(out, choice{what: happens, index: uint8(i)})
			tokens = tokens || b.Fault == situation.TokensExpire
			sessions = sessions || b.Fault == situation.SessionExpires
		}
	}
	if w.rules.free {
		return out
	}
	renews := w.renews()
	for i, c := range w.calls {
		reads := sessions || renews
		if c.kind.isRequest() {
			reads = tokens
		}
		if reads && !c.arrived && !(w.rules.symmetry && w.twin(i)) && !w.before(c) {
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

// before reports whether, in the arrivals just made, one came that stands behind
// c: arrivals of one moment commute, so only one order of them is tried. A
// wx.login that makes the session is the write that they are ahead of.
func (w *world) before(c *call) bool {
	if !w.hasty || c.kind == wxLogin && !w.sessionHolds() {
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
