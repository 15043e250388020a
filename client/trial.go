package client

import (
	"slices"
	"time"
)

// trial is what decides whether a login is a duplicate: what was there at the
// moment of its wx.login, and what becomes of it and of those that ran beside it.
//
// A wx.login whose code nobody sends is no login that anybody could be blamed for:
// it is stray. That shows only later, so a verdict waits until the login itself and
// those beside it count, or are stray.
type trial struct {
	prospect
	prospects []prospect // by the number of the target, while that is not known
	beside    []*login   // those that ran when it began and may turn out to be stray
	fate      fate
	drawn     bool // the verdict has been drawn
	step      int  // of the wx.login in the client's history
}

// prospect is what a login is at one target.
type prospect struct {
	alone ruling // if no other that counts ran beside it
	// early is how long before the announced end of its token it began, where that is
	// near; zero otherwise.
	early time.Duration
}

// goesTo tells at whose target a login is.
func (x *login) goesTo(a *account) {
	x.at = a
	x.trial.prospect, x.trial.prospects = x.trial.prospects[a.number], nil
}

// mildest is the number of the target at which a login is best justified.
func (x *login) mildest() int {
	best := 0
	for i, p := range x.trial.prospects {
		if p.alone < x.trial.prospects[best].alone {
			best = i
		}
	}
	return best
}

// fate tells whether a login counts.
type fate uint8

const (
	unknown fate = iota // nobody has tried to send its code yet, or it has none yet
	counts              // somebody tried, or wx.login failed or gave none in time
	stray               // it was given up with a code that nobody had tried to send
)

// evidence tells whether a login that starts has a reason. The logins that run
// beside it are not part of it.
type evidence struct {
	cause bool // there is no token, or the current one is of no use: see tokens.cause
	stale bool // a rejection of an older token has not been dealt with
}

// ruling is what a login is that no other runs beside.
func (e evidence) ruling() ruling {
	switch {
	case e.cause:
		return justified
	case e.stale:
		return stale401
	default:
		return needless
	}
}

// fateFor tells whether a login counts for another that began beside it, or for a
// refresh. A refresh that is refused is no reason to do without a login. One at another
// target does not count; while it is not known where both are, nor is that.
func (x *login) fateFor(other *login) fate {
	switch {
	case x.trial.fate == stray || x.at != other.at && x.at != nil && other.at != nil:
		return stray
	case x.at == nil || other.at == nil:
		return unknown
	case !x.refresh || other.refresh:
		return x.trial.fate
	case x.state == running:
		return unknown
	case x.refused:
		return stray
	default:
		return counts
	}
}

// besideOthers finds the logins that a new one begins beside. Those from before a
// logout are none of them.
func (l *logins) besideOthers(x *login) {
	for _, y := range l.all {
		switch {
		case y.state != running || y.outdated || y.fateFor(x) == stray:
		case y.fateFor(x) == counts:
			x.trial.alone, x.trial.beside = concurrent, nil
			return
		default:
			x.trial.beside = append(x.trial.beside, y)
		}
	}
}

// waits reports whether a verdict is to come that has not been drawn.
func (t *trial) waits() bool { return t.fate == counts && !t.drawn }

// givenUp takes in that nothing comes of a login any more. It is stray where nobody
// tried to send the code that it had.
func (t *trial) givenUp(hasCode bool) {
	switch {
	case t.fate != unknown:
	case hasCode:
		t.fate = stray
	default:
		t.fate = counts
	}
}

// ruling is the verdict on a login that counts, and whether it can be drawn.
func (x *login) ruling() (r ruling, known bool) {
	r, known = x.trial.alone, true
	for _, y := range x.trial.beside {
		switch y.fateFor(x) {
		case counts:
			return concurrent, true
		case unknown:
			known = false
		default: // stray
		}
	}
	return r, known
}

// suspected is the verdict on a login that waits for wx.login, if it and those beside
// it that wait for theirs count; justified where nothing is to be said of it yet.
func (x *login) suspected() ruling {
	if x.refresh || x.state != running || x.code != "" || x.trial.drawn {
		return justified
	}
	for _, y := range x.trial.beside {
		if fate := y.fateFor(x); fate == counts || fate == unknown && y.code == "" {
			return concurrent
		}
	}
	return x.trial.alone
}

// waitsFor tells, as bits, for which of some logins the verdict waits. Those beyond
// the 64th are as one.
func (x *login) waitsFor(some []*login) uint64 {
	bits := uint64(0)
	for i, y := range some {
		if y.fateFor(x) == unknown && slices.Contains(x.trial.beside, y) {
			bits |= 1 << min(i, 63)
		}
	}
	return bits
}

// judged is the next login whose verdict can be drawn, in the order in which they
// began; nil where there is none.
func (l *logins) judged() (*login, ruling) {
	for _, x := range l.all {
		if !x.trial.waits() {
			continue
		}
		if r, known := x.ruling(); known {
			x.trial.drawn, x.trial.beside = true, nil
			return x, r
		}
	}
	return nil, justified
}
