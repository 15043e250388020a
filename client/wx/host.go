package wx

import (
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/loop"
)

// Host is the world around one virtual client: all that it may not do by
// itself. A live host has real sockets and real time behind it, a simulated one
// neither. A client relies on this of every host:
//
//  1. All callbacks come on the goroutine that runs the client, one at a time. A host
//     that waits elsewhere, for a socket, brings the answer back there first.
//  2. A callback comes at most once. It may never come: a wx.login that nobody answers is
//     for the wrapper to notice.
//  3. No callback comes from inside the call that was given it, however soon the answer
//     is there. Each begins a turn, and a turn may not begin within another.
//  4. A Stopper may be used at any time on that goroutine, also after the callback. Once
//     it is stopped the callback does not come, even where its time has come already.
//  5. What Now tells never goes back, and timers that are due at one moment run in the
//     order in which they were set.
//  6. Nothing is done twice: a request that failed is not sent again, a wx.login that
//     failed is not called again. That is the wrapper's business, which is under test.
//  7. Errors are those of the platform, an [*Error] with its errMsg: a wrapper sees no
//     other.
type Host interface {
	// Now is the time, never going back.
	Now() time.Time
	// After runs t once, d from now.
	After(d time.Duration, t loop.Task) loop.Stopper
	// Request sends r and gives the answer to the receiver, or an error (an
	// [*Error] in the platform's words) where there was none. It may send a request
	// again where the network of a device does. r must not be changed until then; its Timeout is set and counts
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
	// Reused tells that the request was on a connection that had served another before.
	// It is for reports: a mini program cannot see it.
	Reused bool
}

// Error returns the errMsg.
func (e *Error) Error() string { return e.ErrMsg }
