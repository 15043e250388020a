package wx

import (
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// Host is the world around one virtual client: all that it may not do by
// itself. A live host has real sockets and real time behind it, a simulated one
// neither.
//
// Every callback comes on the goroutine that runs the client, one at a time, at
// most once, and never from inside the call that was given it. A Stopper may be
// used at any time on that goroutine, also after the callback; once stopped, the
// callback does not come.
type Host interface {
	// Now is the time, never going back.
	Now() time.Time
	// After runs t once, d from now.
	After(d time.Duration, t loop.Task) loop.Stopper
	// Request sends r and gives the answer to the receiver, or an error (an
	// [*Error] in the platform's words) where there was none. It never sends a
	// request twice. r must not be changed until then; its Timeout is set and counts
	// from here. Stopping it aborts the request.
	Request(r *Request, to Receiver) loop.Stopper
	// Login asks WeChat for a code (wx.login).
	Login(done func(code string, err error))
	// CheckSession asks WeChat whether the session_key of the last code still
	// holds: a nil error means yes.
	CheckSession(done func(error))
	// UserInfo asks WeChat for the user's profile, sealed with the session_key that
	// WeChat holds for the device now (wx.getUserInfo).
	UserInfo(done func(*UserInfo, error))
	// Rand is the client's own stream of randomness, derived from the run's seed
	// and the client's number.
	Rand() *rand.Rand
}

// Receiver takes the answer to a request.
type Receiver interface {
	Receive(*Response, error)
}

// Error is a failure as the platform reports it to a fail callback.
type Error struct {
	ErrMsg string // "request:fail timeout"
	Errno  int    // of package errno; zero where WeChat gives none
}

// Error returns the errMsg.
func (e *Error) Error() string { return e.ErrMsg }
