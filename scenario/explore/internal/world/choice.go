package world

import (
	"slices"

	"github.com/wxload/wxload/scenario/explore/situation"
)

// Action is a way in which a run can go on.
type Action uint8

// The actions.
const (
	Finish Action = iota // a call arrives, unless it has, and calls back
	Arrive               // a call arrives; its answer stays under way
	Fire                 // the first timer
	Act                  // the next deed of a thread
	Happen               // a fault that happens by itself
	Fail                 // a call, by a fault
)

// Choice is one thing that can happen next. After equal choices, equal choices are the
// same thing.
type Choice struct {
	Action   Action
	CallKind CallKind
	Ordinal  uint8
	Request  uint8
	Index    uint8 // of the thread of an Act, or of the fault of a Happen or Fail
}

// choices appends what can happen next, in a fixed order.
//
// A call's arrival at its server matters only where something is written there
// between the arrival and the answer. So an arrival is a choice of its own only
// ahead of such a write: after it another arrival or a write must follow. Writes
// are the expiries, a wx.login, which makes the session that there was not, a refresh
// POST whose token another one carries, too, and what is issued a token while others are,
// where it matters which of them is the newer.
func (w *World) choices(out []Choice) []Choice {
	if w.free() {
		for _, c := range w.calls {
			if !c.arrived {
				out = append(out, Choice{Action: Arrive, CallKind: c.Kind, Ordinal: c.Ordinal, Request: c.page})
			}
		}
	}
	if !w.arrivalsOpen {
		out = w.deeds(out)
		for i, c := range w.calls {
			if w.rules.Symmetry && w.twin(i) {
				continue
			}
			out = append(out, Choice{Action: Finish, CallKind: c.Kind, Ordinal: c.Ordinal, Request: c.page})
			out = w.failures(out, c)
		}
		if w.timerMayFire() {
			out = append(out, Choice{Action: Fire})
		}
	}
	return w.writes(out)
}

// free reports whether arrivals are choices of their own at any time: where data is
// sealed, each wx.login and each login POST writes at its server, too.
func (w *World) free() bool { return w.rules.Free || w.situation.Seals() }

// deeds are the next ones of the user. Where the situation begins with a launch
// nothing comes before that.
func (w *World) deeds(out []Choice) []Choice {
	if first := w.situation.Threads[0]; w.next[0] == 0 && len(first) > 0 && first[0].Do == situation.Launch {
		return append(out, Choice{Action: Act})
	}
	for i, thread := range w.situation.Threads {
		if w.next[i] < len(thread) && w.answered(thread[w.next[i]]) {
			out = append(out, Choice{Action: Act, Index: uint8(i)})
		}
	}
	return out
}

// answered reports whether a deed has the answers that it uses: those to all requests so
// far, and all good.
func (w *World) answered(d situation.Deed) bool {
	calls := w.client.Observer().Tally()
	return !d.UsesAnswers || calls.Issued == calls.OK
}

// failures are the faults that can hit a call that has not arrived.
func (w *World) failures(out []Choice, c *Call) []Choice {
	if c.arrived {
		return out
	}
	for i, b := range w.situation.Faults {
		if w.left[i] > 0 && canHit(b.Fault, c.Kind) {
			out = append(out, Choice{Action: Fail, CallKind: c.Kind, Ordinal: c.Ordinal, Request: c.page, Index: uint8(i)})
		}
	}
	return out
}

// canHit reports whether a fault can hit a call of that kind.
func canHit(f situation.Fault, k CallKind) bool {
	switch f {
	case situation.LoginHTTP500, situation.LoginHTTP401, situation.LoginLost:
		return k == LoginPost
	case situation.TicketHTTP500, situation.TicketLost:
		return k == TicketPost
	case situation.RefreshHTTP500, situation.RefreshLost:
		return k == RefreshPost
	case situation.WXLoginFails, situation.WXLoginSilent:
		return k == WXLogin
	case situation.CheckSessionSilent:
		return k == CheckSession
	case situation.RequestFails, situation.RequestLost, situation.RequestSilent:
		return k == PageRequest
	case situation.TokensExpire, situation.SessionExpires, situation.RefreshExpires: // by themselves
		return false
	default:
		panic("explore: unknown fault " + string(f))
	}
}

// writes are the faults that write at a server, and the arrivals ahead of them.
func (w *World) writes(out []Choice) []Choice {
	tokens, sessions, refreshes := false, false, false
	for i, b := range w.situation.Faults {
		if w.left[i] > 0 && b.Fault.Writes() {
			out = append(out, Choice{Action: Happen, Index: uint8(i)})
			tokens = tokens || b.Fault == situation.TokensExpire
			sessions = sessions || b.Fault == situation.SessionExpires
			refreshes = refreshes || b.Fault == situation.RefreshExpires
		}
	}
	if w.free() {
		return out
	}
	renews := w.renews()
	for i, c := range w.calls {
		reads := sessions || renews
		if c.Kind.isRequest() {
			reads = tokens || w.contested(c) || w.crosses(c)
		}
		if c.Kind == LoginPost || c.Kind == RefreshPost { // they are given refresh tokens
			reads = reads || refreshes
		}
		if reads && !c.arrived && !(w.rules.Symmetry && w.twin(i)) && !w.outOfOrder(c) {
			out = append(out, Choice{Action: Arrive, CallKind: c.Kind, Ordinal: c.Ordinal, Request: c.page})
		}
	}
	return out
}

// renews reports whether a wx.login under way will end the lack of a session that
// a checkSession under way may still see: the arrival of such a wx.login is a
// write.
func (w *World) renews() bool {
	underWay := func(k CallKind) bool {
		return slices.ContainsFunc(w.calls, func(c *Call) bool { return c.Kind == k && !c.arrived })
	}
	return underWay(WXLogin) && (w.arrivalsOpen || underWay(CheckSession)) && !w.sessionHolds()
}

// contested reports whether another refresh POST under way carries the same refresh
// token, and it works once, or another login POST the same ticket: the arrival of the first
// of them is a write.
func (w *World) contested(c *Call) bool {
	if c.arrived || !w.spendable(c) {
		return false
	}
	return slices.ContainsFunc(w.calls, func(d *Call) bool { return d != c && d.Kind == c.Kind && !d.arrived && d.spends == c.spends })
}

// spendable reports whether a call carries something that works once, and still does.
func (w *World) spendable(c *Call) bool {
	if c.spends == "" {
		return false
	}
	_, pair := w.at(c.Request)
	if c.Kind == LoginPost {
		return pair.Developer.TicketValid(w.time(), c.spends)
	}
	return w.oneTime(c) && pair.Developer.RefreshTokenValid(w.time(), c.spends)
}

// oneTime reports whether the refresh token that a refresh POST spends works once.
func (w *World) oneTime(c *Call) bool {
	for i, f := range w.situation.Further {
		if _, pair := w.at(c.Request); pair == w.further[i] {
			return f.Refresh == situation.Once
		}
	}
	return w.situation.Refresh == situation.Once
}

// isWrite reports whether the arrival of a call changes what another call that is under
// way will find at its server.
func (w *World) isWrite(c *Call) bool {
	return c.Kind == WXLogin && !w.sessionHolds() || w.contested(c) || w.crosses(c)
}

// crosses reports whether a call is issued a token when it arrives, and others under way
// are, too, where answers renew tokens: their order decides which token is the newer.
func (w *World) crosses(c *Call) bool {
	if !w.situation.Renews() || !w.isIssued(c) {
		return false
	}
	return slices.ContainsFunc(w.calls, func(d *Call) bool { return d != c && w.isIssued(d) })
}

// isIssued reports whether a call that has not arrived is issued a token then.
func (w *World) isIssued(c *Call) bool {
	switch {
	case c.arrived:
		return false
	case c.Kind == LoginPost || c.Kind == RefreshPost:
		return true
	default:
		if !c.Kind.isRequest() {
			return false
		}
		_, pair := w.at(c.Request)
		return pair.Developer.TokenValid(w.time(), c.Token)
	}
}

// outOfOrder reports whether a call that is listed after c has arrived in this batch.
// The arrivals of a batch commute, so they are tried in the order of the list only. A
// wx.login that makes the session is no such arrival, nor is the first of several refresh
// POSTs with one token: it is the write that ends the batch.
func (w *World) outOfOrder(c *Call) bool {
	if !w.arrivalsOpen || w.isWrite(c) {
		return false
	}
	i := slices.Index(w.calls, c)
	return slices.ContainsFunc(w.calls[i+1:], func(d *Call) bool { return d.arrived && d.arrivedInBatch == w.batch })
}

// twin reports whether an earlier pending call differs from call i in nothing
// but the request that it serves.
func (w *World) twin(i int) bool {
	c := w.calls[i]
	if c.Kind != PageRequest {
		return false
	}
	for _, d := range w.calls[:i] {
		if d.Kind == PageRequest && d.arrived == c.arrived && w.requests[d.page].local == w.requests[c.page].local &&
			(!c.arrived || d.content() == c.content()) {
			return true
		}
	}
	return false
}
