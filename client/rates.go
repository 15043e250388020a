package client

import "time"

// rates remembers the last calls of the two functions that WeChat limits.
type rates struct{ logins, checks recent }

// recent are the times of the last maxRate calls, oldest first.
type recent struct{ at [maxRate]time.Time }

// WeChat: at most 4 calls of wx.login, and of wx.checkSession, a second and user.
const maxRate = 4

// called judges a call that WeChat limits. kind names the function.
func (r *recent) called(now time.Time, kind string) verdict {
	oldest := r.at[0]
	copy(r.at[:], r.at[1:])
	r.at[maxRate-1] = now
	if !oldest.IsZero() && now.Sub(oldest) < time.Second {
		return verdict{LoginRate, kind}
	}
	return verdict{}
}
