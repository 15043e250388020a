package client

import "slices"

// checks follows one client's session checks.
type checks struct {
	unanswered []check
	failed     int  // the highest number of a failed check; zero where none failed
	passed     bool // the last check passed, and no login has started since
}

// check is a session check without an answer. Its number tells whether it was
// called before or after a login: see Observer.starts.
type check struct{ id, number int }

// maxChecks bounds the session checks that are remembered without an answer.
const maxChecks = 1000

func (c *checks) called(id, number int) {
	if len(c.unanswered) == maxChecks {
		c.unanswered = slices.Delete(c.unanswered, 0, 1)
	}
	c.unanswered = append(c.unanswered, check{id, number})
}

func (c *checks) answered(id int, holds bool) {
	c.passed = holds
	i := slices.IndexFunc(c.unanswered, func(x check) bool { return x.id == id })
	if i < 0 {
		return
	}
	if !holds {
		c.failed = max(c.failed, c.unanswered[i].number)
	}
	c.unanswered = slices.Delete(c.unanswered, i, i+1)
}

// loginStarts notes a login: a check that passed says nothing about what follows.
func (c *checks) loginStarts() { c.passed = false }

// failedSince reports whether a check failed that was called after a login, by
// the login's number.
func (c *checks) failedSince(number int) bool { return c.failed > number }

// judgeTrust judges a send that needs a token: that WeChat's session holds says
// nothing about a token.
func (c *checks) judgeTrust(s sentToken) verdict {
	if c.passed && (s.none || s.rejected) {
		return verdict{Class: SessionTrusted}
	}
	return verdict{}
}

// appEnds forgets the checks that nobody will answer any more.
func (c *checks) appEnds() { c.unanswered, c.passed = nil, false }
