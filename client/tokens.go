package client

import (
	"hash/maphash"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// tokens follows the tokens that were delivered to one client, and judges how they
// are used. Of all but the current one it keeps hashes only: a token can be a
// megabyte.
type tokens struct {
	key    string        // of the storage
	margin time.Duration // how long before its announced end a token may be renewed

	current     string
	seed        maphash.Seed
	known       []knownToken // the last maxKnown ones, oldest first
	generation  int          // of the current token; zero: there never was one
	stored      int          // the generation of the token in the storage; zero: none, or another value
	login       int          // the number of the login that delivered the current token
	deliveredAt time.Time    // zero for the token of a cold start
	endsAt      time.Time    // announced; zero: not announced

	rejected   bool // the target rejected the current token
	turnedDown bool // it refused a refresh since that came
	loggedOut  bool
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

// coldStart makes a token the current one that lies in the storage before the
// first login.
func (t *tokens) coldStart(token string) {
	t.deliver(token, 0, time.Time{}, 0)
	t.stored = t.generation
}

// deliver makes the token of a login the current one. It takes the login's number
// and the lifetime that the target announced; zero where it announced none.
func (t *tokens) deliver(token string, login int, now time.Time, life time.Duration) {
	if t.generation == 0 {
		t.seed = maphash.MakeSeed()
	}
	t.current = token
	t.generation++
	t.login, t.deliveredAt, t.endsAt = login, now, time.Time{}
	if life > 0 {
		t.endsAt = now.Add(life)
	}
	t.rejected, t.turnedDown, t.loggedOut = false, false, false
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
	if t.isCurrent(s) {
		t.rejected = true
	}
}

func (t *tokens) isCurrent(s sentToken) bool { return s.generation > 0 && s.generation == t.generation }

// older reports whether a send carried an older token than the current one, or none.
func (t *tokens) older(s sentToken) bool { return s.generation < t.generation }

// logout notes that the user logged out: the current token is no longer of use.
func (t *tokens) logout() { t.loggedOut = true }

// untilEnd is how long the current token has to live, as the target announced it, where
// more than half of that has passed; zero otherwise.
func (t *tokens) untilEnd(now time.Time) time.Duration {
	if left := t.endsAt.Sub(now); !t.endsAt.IsZero() && left < now.Sub(t.deliveredAt) {
		return max(left, 0)
	}
	return 0
}

// shortLived reports whether the current token, which is rejected for the first time,
// has lived for about a thousandth of its announced life. It was seen to be dead only
// when it was used.
func (t *tokens) shortLived(now time.Time) bool {
	life, age := t.endsAt.Sub(t.deliveredAt), now.Sub(t.deliveredAt)
	return !t.endsAt.IsZero() && !t.rejected && age >= life/1000 && age <= life/250
}

// cause reports whether something speaks for a login now. sessionFailed tells
// that a session check failed that was called after the current token's login.
func (t *tokens) cause(now time.Time, sessionFailed bool) bool {
	return t.generation == 0 || t.loggedOut || sessionFailed || t.rejected || t.turnedDown ||
		!t.endsAt.IsZero() && !now.Before(t.endsAt.Add(-t.margin))
}

// wrote notes which token lies in the storage.
func (t *tokens) wrote(e *wx.Event) {
	if e.Key == t.key {
		t.stored = t.sent(e.Value).generation
	}
}

// judgeRemoval judges the removal of the stored token: nobody may remove a token
// because of the failure of an older one.
func (t *tokens) judgeRemoval(e *wx.Event, sessionFailed, olderRejected bool) verdict {
	current := e.Had && e.Key == t.key && t.generation > 0 && t.stored == t.generation
	if current && olderRejected && !t.cause(e.At, sessionFailed) {
		return verdict{Class: FreshTokenDeleted}
	}
	return verdict{}
}

// judgeMissing judges a send that needs a token.
func (s sentToken) judgeMissing() verdict {
	if s.none {
		return verdict{Class: TokenlessSend}
	}
	return verdict{}
}

// awaited reports whether a send carries the current token, which was delivered
// while its call waited, since this moment.
func (t *tokens) awaited(s sentToken, waiting time.Time) bool {
	return t.isCurrent(s) && !t.deliveredAt.IsZero() && !t.deliveredAt.Before(waiting)
}

// slowAfterLogin is when a wait after a login is a defect: nothing but polling
// takes so long.
const slowAfterLogin = 50 * time.Millisecond

// judgeWait judges how long a call waited after its token had been delivered.
func judgeWait(afterLogin time.Duration) verdict {
	if afterLogin > slowAfterLogin {
		return verdict{Class: SlowAfterLogin}
	}
	return verdict{}
}
