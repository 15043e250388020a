package client

import (
	"time"

	"github.com/wxload/wxload/client/wrapper"
)

// Clues count what is no defect of the wrapper, and may be a mistake in how it, its
// target or the tool was set up.
type Clues struct {
	// Lifetimes counts the tokens whose lifetime was announced, by the unit in which
	// that was taken.
	Lifetimes map[wrapper.LifetimeUnit]int64
	// ShortLived counts the tokens that were rejected after about a thousandth of the
	// lifetime that had been announced.
	ShortLived int64
	// Early counts the needless logins that began in the second half of their token's
	// announced life; EarliestBefore is how long before its end the earliest did.
	Early          int64
	EarliestBefore time.Duration
	// Access tells, by the name of a page's request, how its tokens were taken.
	Access map[string]*Access
}

// Access counts what became of a page's request that was sent with a token.
type Access struct {
	Origin  string // to which it went last
	Served  int64  // answered with success
	Refused int64  // answered with the authentication failure
	Alone   int64  // refused with a token with which another request was served after that
}

func newClues() Clues {
	return Clues{Lifetimes: map[wrapper.LifetimeUnit]int64{}, Access: map[string]*Access{}}
}

// reset forgets all, in the memory of c.
func (c *Clues) reset() {
	clear(c.Lifetimes)
	clear(c.Access)
	*c = Clues{Lifetimes: c.Lifetimes, Access: c.Access}
}

func (c *Clues) add(d *Clues) {
	for unit, n := range d.Lifetimes {
		c.Lifetimes[unit] += n
	}
	c.ShortLived += d.ShortLived
	c.Early += d.Early
	c.EarliestBefore = max(c.EarliestBefore, d.EarliestBefore)
	for name, a := range d.Access {
		sum := c.access(name, a.Origin)
		sum.Served += a.Served
		sum.Refused += a.Refused
		sum.Alone += a.Alone
	}
}

func (c *Clues) access(name, origin string) *Access {
	a := c.Access[name]
	if a == nil {
		a = &Access{}
		c.Access[name] = a
	}
	a.Origin = origin
	return a
}

// renewedEarly notes a needless login that began so long before its token's announced
// end.
func (c *Clues) renewedEarly(before time.Duration) {
	c.Early++
	c.EarliestBefore = max(c.EarliestBefore, before)
}
