package client

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wx/errno"
)

// flight is a request that was called and is not over.
type flight struct {
	id     int
	at     *account // at whose target it goes
	called time.Time
	sent   time.Time // zero while it waits for a slot
	call   *call     // nil where it serves no page
	login  *login    // of a login POST, nil where it belongs to none; of a refresh POST
	post   bool      // it is a login POST, of a code or of a ticket
	ticket bool      // of a login POST: it asks for a ticket
	trades bool      // and this one is of a ticket
	// onItsOwn tells of a login POST that it serves no page's call, as most do not.
	onItsOwn bool
	spends   *refreshToken // of a refresh POST that left: what it carries; nil for nothing
	token    sentToken
	sealed   *sealing // what WeChat sealed, and it carries; nil for none
	logins   int      // as keys.logins, when it was sent
	// started is how many logins and session checks had begun when it was sent: see
	// Observer.starts.
	started int
	older   string // of a login POST or a refresh POST: the current token when it was sent
	apart   bool   // an upload or a download: it takes none of the slots of requests
	behind  bool   // of a login POST that could wait for a slot: business requests were there before it
	abroad  bool   // it goes to another origin than the target, and so do its answers
	astray  bool   // it goes to no domain, or to a foreign one
}

// flights follows the requests of a client that are not over.
type flights struct {
	all       []flight
	slots     int       // for business requests; zero is any number
	business  int       // page requests in flight
	fullUntil time.Time // when the business slots were last all taken
}

// called adds a request. One of a hidden app waits for no slot: the platform refuses it.
func (f *flights) called(x flight, hidden bool) {
	x.behind = x.post && x.onItsOwn && !hidden && slices.ContainsFunc(f.all, func(y flight) bool { return y.call != nil && !y.apart })
	f.all = append(f.all, x)
}

func (f *flights) index(id int) int {
	return slices.IndexFunc(f.all, func(x flight) bool { return x.id == id })
}

// left is the request that leaves now; nil for one of an app that was destroyed.
// The pointer holds until the next request is called or over.
func (f *flights) left(id int, now time.Time) *flight {
	i := f.index(id)
	if i < 0 {
		return nil
	}
	x := &f.all[i]
	x.sent = now
	if x.call != nil && !x.apart {
		f.business++
	}
	return x
}

// over takes out a request; ok is false for one of an app that was destroyed.
func (f *flights) over(id int) (x flight, ok bool) {
	i := f.index(id)
	if i < 0 {
		return flight{}, false
	}
	x = f.all[i]
	f.all = slices.Delete(f.all, i, i+1)
	return x, true
}

// landed takes in that a page's request which had left is over.
func (f *flights) landed(x *flight, now time.Time) {
	if x.apart {
		return
	}
	if f.slots > 0 && f.business >= f.slots {
		f.fullUntil = now
	}
	f.business--
}

// postInFlight reports whether a login POST of an account has left and is not over.
func (f *flights) postInFlight(a *account) bool {
	return slices.ContainsFunc(f.all, func(x flight) bool { return x.post && x.at == a && !x.sent.IsZero() })
}

// inFlight is the number of requests that have left and are not over.
func (f *flights) inFlight() int64 {
	var n int64
	for i := range f.all {
		if !f.all[i].sent.IsZero() {
			n++
		}
	}
	return n
}

// since is when the first of some requests left.
func (f *flights) since(some func(*flight) bool) time.Time {
	for i := range f.all {
		if x := &f.all[i]; some(x) && !x.sent.IsZero() {
			return x.sent
		}
	}
	return time.Time{}
}

// appEnds forgets all.
func (f *flights) appEnds() { f.all, f.business = nil, 0 }

// judgeLeaving judges a login POST that leaves, at once or after a wait for a slot.
func (x *flight) judgeLeaving(atOnce bool) verdict { return x.starved(!atOnce) }

// judgeDrop judges a login POST that never left, by its errno: because there was no
// slot, or after a wait for one.
func (x *flight) judgeDrop(number int, now time.Time) verdict {
	return x.starved(number == errno.TooMany || now.After(x.called))
}

// judgeEnd judges a login POST that still waits for a slot at an end.
func (x *flight) judgeEnd() verdict { return x.starved(x.sent.IsZero()) }

func (x *flight) starved(waited bool) verdict {
	if x.behind && waited {
		return verdict{Class: LoginStarved}
	}
	return verdict{}
}

// judgeDomain judges where a request goes.
func (x *flight) judgeDomain() verdict {
	if x.astray {
		return verdict{Class: WrongDomain}
	}
	return verdict{}
}

// judgeRefusal judges a request that the platform refused, by its errno: the domain
// is not on the allowed list. A foreign one was judged before.
func (x *flight) judgeRefusal(number int) verdict {
	if number == errno.Domain && !x.astray {
		return verdict{Class: WrongDomain}
	}
	return verdict{}
}
