package client

import "time"

// presence tells whether the app is in the foreground: nothing can be settled
// while the platform holds its JavaScript back.
type presence struct {
	hidden  bool
	shownAt time.Time // when it last came back; zero: it was never away
}

// longerThan reports whether something has lasted since a moment, or since the
// app's last return, for longer than a limit; zero is no limit.
func (p *presence) longerThan(limit time.Duration, since, now time.Time) bool {
	return limit > 0 && !p.hidden && now.Sub(later(since, p.shownAt)) > limit
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
