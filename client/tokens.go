package client

import (
	"hash/maphash"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// tokens follows the tokens that were delivered to one client. Of all but the
// current one it keeps hashes only: a token can be a megabyte.
type tokens struct {
	current    string
	seed       maphash.Seed
	known      []knownToken // the last maxKnown ones, oldest first
	generation int          // of the current token; zero: there never was one
	stored     int          // the generation of the one in the storage; zero: none, or another value
	login      int          // the number of the login that delivered it
	endsAt     time.Time    // announced; zero: not announced

	rejected    bool // the current one, by the target
	failedCheck int  // the number of the last session check that failed
	loggedOut   bool
}

type knownToken struct {
	hash       uint64
	generation int
	rejected   bool
}

// maxKnown bounds what a client remembers. A token that it has forgotten counts
// as older than those it knows.
const maxKnown = 16

// sentToken is the token of one send.
type sentToken struct {
	generation int // of the token; zero where there is none or it is unknown
	none       bool
	rejected   bool // it had been rejected before it was sent
}

// deliver makes a token the current one.
func (t *tokens) deliver(token string, login int, endsAt time.Time) {
	if t.generation == 0 {
		t.seed = maphash.MakeSeed()
	}
	t.current = token
	t.generation++
	t.login, t.endsAt = login, endsAt
	t.rejected, t.loggedOut = false, false
	if len(t.known) == maxKnown {
		copy(t.known, t.known[1:])
		t.known = t.known[:maxKnown-1]
	}
	t.known = append(t.known, knownToken{hash: maphash.String(t.seed, token), generation: t.generation})
}

// sent looks up the token of a send, the newest generation of it.
func (t *tokens) sent(token string) sentToken {
	if token == "" || t.generation == 0 {
		return sentToken{none: token == ""}
	}
	hash := maphash.String(t.seed, token)
	for i := len(t.known) - 1; i >= 0; i-- {
		if k := &t.known[i]; k.hash == hash {
			return sentToken{generation: k.generation, rejected: k.rejected}
		}
	}
	return sentToken{}
}

// reject notes an authentication failure for the token of a send.
func (t *tokens) reject(s sentToken) {
	for i := range t.known {
		if t.known[i].generation == s.generation {
			t.known[i].rejected = true
		}
	}
	if s.generation == t.generation && s.generation > 0 {
		t.rejected = true
	}
}

// older reports whether a send carried less than the current token.
func (t *tokens) older(s sentToken) bool { return s.generation < t.generation }

// sessionFailed reports whether a session check failed that was called after the
// current token's login.
func (t *tokens) sessionFailed() bool { return t.failedCheck > t.login }

// cause reports whether something speaks for a login now.
func (t *tokens) cause(now time.Time, margin time.Duration) bool {
	return t.generation == 0 || t.loggedOut || t.sessionFailed() || t.rejected ||
		!t.endsAt.IsZero() && !now.Before(t.endsAt.Add(-margin))
}

// stored notes which token lies in the storage.
func (o *Observer) stored(e *wx.Event) {
	if e.Key == o.cfg.TokenKey {
		o.tokens.stored = o.tokens.sent(e.Value).generation
	}
}

// removed judges the removal of the stored token: nobody may remove a token
// because of the failure of an older one.
func (o *Observer) removed(e *wx.Event) {
	t := &o.tokens
	current := e.Had && e.Key == o.cfg.TokenKey && t.stored == t.generation
	if current && t.generation > 0 && !t.cause(e.At, o.cfg.RenewMargin) && o.olderFailed(e.At) {
		o.defect(FreshTokenDeleted, "")
	}
}

// olderFailed reports whether a removal now may be meant for an older token: a
// call that was rejected for one still waits, the answer of this turn was such a
// rejection, or a timer runs, maybe one set by a call that was given up at once.
func (o *Observer) olderFailed(now time.Time) bool {
	timer := now.After(o.turn.at)
	return o.staleCall() != nil || !timer && o.turn.stale ||
		timer && o.leftAlone > 0 && o.leftAlone-1 < o.tokens.generation
}
