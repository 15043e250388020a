package client

import "time"

// rates remembers the last calls of the two functions that WeChat limits. WeChat
// counts them for a user, also where the app was closed and opened again.
type rates struct{ logins, checks recent }

// recent are the last maxRate calls, oldest first: when they were, and in which run of
// the app.
type recent struct {
	at  [maxRate]time.Time
	run [maxRate]int
}

// WeChat: at most 4 calls of wx.login, and of wx.checkSession, a second and user.
const maxRate = 4

// called judges a call that WeChat limits, in a run of the app. kind names the function.
// acrossRuns tells that the app was started anew among the calls that are too many: it
// has forgotten those before.
func (r *recent) called(now time.Time, kind string, run int) (v verdict, acrossRuns bool) {
	oldest, first := r.at[0], r.run[0]
	copy(r.at[:], r.at[1:])
	copy(r.run[:], r.run[1:])
	r.at[maxRate-1], r.run[maxRate-1] = now, run
	if !oldest.IsZero() && now.Sub(oldest) < time.Second {
		return verdict{LoginRate, kind}, first != run
	}
	return verdict{}, false
}
