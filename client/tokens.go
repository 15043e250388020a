package client

import (
	"hash/maphash"
	"slices"
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
	deliveredAt time.Time    // of the last one that was no renewal; zero for that of a cold start
	endsAt      time.Time    // announced; zero: not announced

	rejected   bool // the target rejected the current token
	turnedDown bool // it refused a refresh since that came
	loggedOut  bool
}

type knownToken struct {
	hash       uint64
	generation int // zero while it is aside, see renewals.go
	rejected   bool
	late       bool      // it is aside, or an older one that has come once more
	sent       time.Time // when the request left whose answer brought it; zero for a cold start's
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
	t.deliver(token, 0, time.Time{}, time.Time{}, 0)
	t.stored = t.generation
}

// deliver makes the token of a login the current one. It takes the login's number, when
// its POST left, and the lifetime that the target announced; zero where it announced none.
func (t *tokens) deliver(token string, login int, sent, now time.Time, life time.Duration) {
	if t.generation == 0 {
		t.seed = maphash.MakeSeed()
	}
	t.login, t.endsAt = login, time.Time{}
	if life > 0 {
		t.endsAt = now.Add(life)
	}
	t.deliveredAt, t.turnedDown, t.loggedOut = now, false, false
	t.know(knownToken{hash: t.hash(token), sent: sent})
	t.makeCurrent(&t.known[len(t.known)-1], token)
}

// makeCurrent begins a new generation with a token that is known.
func (t *tokens) makeCurrent(k *knownToken, token string) {
	t.generation++
	k.generation, k.late = t.generation, false
	t.current, t.rejected = token, false
}

// know remembers a token, in the place of the oldest one that is not current.
func (t *tokens) know(k knownToken) {
	if len(t.known) == maxKnown {
		i := 0
		if t.known[0].generation == t.generation {
			i = 1
		}
		t.known = slices.Delete(t.known, i, i+1)
	}
	t.known = append(t.known, k)
}

func (t *tokens) hash(token string) uint64 { return maphash.String(t.seed, token) }

// sent looks up the token of a send, the newest generation of it.
func (t *tokens) sent(token string) sentToken {
	if token == "" || t.generation == 0 {
		return sentToken{none: token == ""}
	}
	if k := t.find(token); k != nil {
		return sentToken{generation: k.generation, rejected: k.rejected}
	}
	return sentToken{}
}

// find looks up a token, the newest generation of it; nil where it is not known.
func (t *tokens) find(token string) *knownToken {
	hash := t.hash(token)
	for i := len(t.known) - 1; i >= 0; i-- {
		if k := &t.known[i]; k.hash == hash {
			return k
		}
	}
	return nil
}

// reject notes an authentication failure for the token of a send.
func (t *tokens) reject(s sentToken) {
	for i := range t.known {
		if s.generation > 0 && t.known[i].generation == s.generation {
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
func (t *tokens) wrote(token string) { t.stored = t.sent(token).generation }

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
