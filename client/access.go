package client

import (
	"time"

	"github.com/wxload/wxload/client/wx"
)

// access finds the requests that are refused with a token with which others are served
// at the same time: no login can help them. Which those are is a matter of many
// clients: see [Access].
type access struct {
	generation int // of the token that the others are about
	served     []use
	refused    []use
}

// use is a page's request that was answered, and when; of one that was refused, when
// it had been sent.
type use struct {
	name string
	at   time.Time
}

// maxUses bounds the requests that are remembered of one token.
const maxUses = 16

// with forgets what was about another token.
func (a *access) with(generation int) {
	if a.generation != generation {
		*a = access{generation: generation, served: a.served[:0], refused: a.refused[:0]}
	}
}

// serves takes in that a request was served, and returns those that were refused
// although the token was good when they were sent.
func (a *access) serves(name string, now time.Time) (alone []string) {
	if len(a.served) < maxUses {
		a.served = append(a.served, use{name, now})
	}
	others := a.refused[:0]
	for _, r := range a.refused {
		if r.name != name {
			alone = append(alone, r.name)
		} else {
			others = append(others, r)
		}
	}
	a.refused = others
	return alone
}

// refuses takes in that a request was refused, and reports whether another was served
// after it had been sent.
func (a *access) refuses(name string, sent time.Time) (alone bool) {
	for _, s := range a.served {
		if s.name != name && !s.at.Before(sent) {
			return true
		}
	}
	if len(a.refused) < maxUses {
		a.refused = append(a.refused, use{name, sent})
	}
	return false
}

// followAccess notes how the token of a page's request was taken.
func (o *Observer) followAccess(f *flight, e *wx.Event, refused, served bool) {
	if o.cfg.NoExamples || f.token.none || !refused && !served {
		return
	}
	origin, _ := e.Request.Origin()
	a := o.tally.Clues.access(f.call.name, origin)
	if served {
		a.Served++
	} else {
		a.Refused++
	}
	if !f.at.tokens.isCurrent(f.token) {
		return
	}
	f.at.access.with(f.token.generation)
	switch {
	case served:
		for _, other := range f.at.access.serves(f.call.name, e.At) {
			o.tally.Clues.Access[other].Alone++
		}
	case f.at.access.refuses(f.call.name, f.sent):
		a.Alone++
	}
}
