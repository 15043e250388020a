package wrapper

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// LifetimeUnit is how an answer of the login endpoint writes a token's lifetime. The
// zero unit is [AutoUnit].
type LifetimeUnit string

// The units: a number of seconds or milliseconds, or a moment in either of them since
// 1970. Auto takes a number for what its size makes likely.
const (
	AutoUnit    LifetimeUnit = "auto"
	Seconds     LifetimeUnit = "s"
	Millis      LifetimeUnit = "ms"
	UnixSeconds LifetimeUnit = "unix"
	UnixMillis  LifetimeUnit = "unix_ms"
)

// of is the unit of a number: itself, but for auto. Nobody lets a token live for more
// than 30 days and counts them in seconds: 2 592 000 is half an hour and more in
// milliseconds.
func (u LifetimeUnit) of(n float64) LifetimeUnit {
	switch {
	case u != "" && u != AutoUnit:
		return u
	case n >= 1e12:
		return UnixMillis
	case n >= 1e9:
		return UnixSeconds
	case n >= 30*24*60*60:
		return Millis
	default:
		return Seconds
	}
}

// maxLifetime is the longest that is believed.
const maxLifetime = 100 * 365 * 24 * time.Hour

// Lifetime is how long the token lives from now on, as the answer of the login endpoint
// says, and the unit in which it was taken to say so; zero where it does not say, or
// speaks of the past.
func (t *Target) Lifetime(r *wx.Response, now time.Time) (time.Duration, LifetimeUnit) {
	return t.lifetimeAt(r, t.Login.ExpiresIn, now)
}

// lifetimeAt is the lifetime at a path of an answer; there is none at the empty path.
func (t *Target) lifetimeAt(r *wx.Response, path string, now time.Time) (time.Duration, LifetimeUnit) {
	if path == "" {
		return 0, ""
	}
	n := r.JSON(path).Float()
	unit := t.Login.ExpiresUnit.of(n)
	seconds := n
	if unit == Millis || unit == UnixMillis {
		seconds /= 1000
	}
	if unit == UnixSeconds || unit == UnixMillis {
		seconds -= float64(now.UnixMilli()) / 1000
	}
	if !(seconds > 0 && seconds <= maxLifetime.Seconds()) { // nor a NaN
		return 0, ""
	}
	return time.Duration(seconds * float64(time.Second)), unit
}
