package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// ObserverConfig tells an observer about the world.
type ObserverConfig struct {
	// Client is the number that examples carry.
	Client int
	// Tally receives the counts; nil gives the observer one of its own.
	Tally *Tally
	// Measure, if set, receives every duration that is measured; name is the page's
	// request, empty for others.
	Measure func(m Metric, name string, d time.Duration)
	// Shown, if set, is told of each class and kind of defects when the client first
	// shows it, before the event that showed it is passed on. It must not call back.
	Shown func(DefectKey)
	// Deadline after which an unsettled request is hung; zero means none. See
	// [wrapper.Settings.HungDeadline].
	Deadline time.Duration
	// MaxAuthSends is how often one call may be sent for authentication failures;
	// zero means 3.
	MaxAuthSends int
	// MaxLogins is how many logins a client may start within 10 seconds without a
	// success among them; zero means 20.
	MaxLogins int
	// RenewMargin is how long before a token's announced end a login is justified.
	RenewMargin time.Duration
	// Domain is where requests of this envVersion belong, and Foreign the other
	// environments' domains, as origins.
	Domain  string
	Foreign []string
	// ValidWhenIssued, if set, asks the server whether an older token was still
	// valid when it issued a newer one, and whether it knows. target is its number, from 0.
	ValidWhenIssued func(target int, older, newer string) (valid, known bool)
	// IssuedBefore, if set, asks the server which of two tokens it issued first, and
	// whether it knows both. Otherwise it counts which request left clearly before the other.
	IssuedBefore func(target int, one, other string) (before, known bool)
	// ServerReports says that whoever runs the servers calls [Observer.Accepted] for
	// each send that they accept. Otherwise a good answer that reaches the client
	// counts as one.
	ServerReports bool
	// BusinessSlots is how many business requests may be in flight at a time before
	// others wait for each other rather than for a login; zero means any number.
	BusinessSlots int

	// NoExamples spares the observer what only a report shows: the client's last
	// steps, of which a defect's example consists, and why requests and logins failed.
	NoExamples bool

	// OpenID is the client's own; empty takes the first that an answer names for it.
	OpenID string

	// Target and TokenKey are filled in from the wrapper's settings by [New], and so are
	// the Further targets.
	Target   *wrapper.Target
	TokenKey string
	Further  []FurtherTarget
}

// BusinessSlots is how many of the platform's slots business requests may take
// before they wait for each other: all but the one for the login at each target, where
// there are more than that. Zero slots are no limit.
func BusinessSlots(slots, targets int) int {
	if slots == 0 {
		return 0
	}
	return max(slots-targets, 1)
}

// Metric names what a duration measures.
type Metric uint8

// The metrics of an observer. A connection that is refused or reset says in no time that
// nobody answers, which is no latency: neither such a request is measured, nor a page's call
// that failed for one. One that ran into its time limit is, as the least that its answer
// would have taken.
const (
	HTTPTime       Metric = iota // a request, from leaving to its answer or the end of its time
	RequestTime                  // a page's call, waiting included, until it is settled
	LoginTime                    // a login that succeeded, from wx.login on
	LoginWait                    // a page's call that waited while a login ran, until it was sent
	WaitAfterLogin               // from a token's delivery to the send of a call that waited for it
	RefreshTime                  // a refresh that succeeded, from its POST on
)

// abroad reports whether a request goes to another origin than the target, as far as that
// is known: its books know nothing of it.
func (c *ObserverConfig) abroad(r *wx.Request) bool {
	origin, ok := r.Origin()
	return ok && c.Domain != "" && origin != c.Domain
}

// astray reports whether a request goes to no domain, or to another environment's.
func (c *ObserverConfig) astray(r *wx.Request) bool {
	origin, ok := r.Origin()
	return !ok || slices.Contains(c.Foreign, origin) && origin != c.Domain
}
