package client

import (
	"fmt"
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
	// Early has the needless logins and refreshes that began in the second half of their
	// token's announced life, by their class of defects.
	Early map[string]Early
	// Hasty counts the calls that were too many within a second, by their kind of defect,
	// where the app had been started anew in that second.
	Hasty map[DefectKey]int64
	// Access tells, by the name of a page's request, how its tokens were taken.
	Access map[string]*Access
	// Masked counts answers that were taken for a success and look like an error, where
	// the target's successes are known by nothing but their status.
	Masked map[Masked]int64
}

// Early counts renewals before the end of their token.
type Early struct {
	Count  int64
	Before time.Duration // how long before the end the earliest was
}

func (e Early) and(f Early) Early { return Early{e.Count + f.Count, max(e.Before, f.Before)} }

// Access counts what became of a page's request that was sent with a token.
type Access struct {
	Origin  string // to which it went last
	Served  int64  // answered with success
	Refused int64  // answered with the authentication failure
	Alone   int64  // refused with a token with which another request was served after that
}

func newClues() Clues {
	return Clues{Lifetimes: map[wrapper.LifetimeUnit]int64{}, Hasty: map[DefectKey]int64{}, Access: map[string]*Access{},
		Early: map[string]Early{}, Masked: map[Masked]int64{}}
}

// reset forgets all, in the memory of c.
func (c *Clues) reset() {
	clear(c.Lifetimes)
	clear(c.Hasty)
	clear(c.Access)
	clear(c.Early)
	clear(c.Masked)
	*c = Clues{Lifetimes: c.Lifetimes, Hasty: c.Hasty, Access: c.Access, Early: c.Early, Masked: c.Masked}
}

func (c *Clues) add(d *Clues) {
	for unit, n := range d.Lifetimes {
		c.Lifetimes[unit] += n
	}
	c.ShortLived += d.ShortLived
	for class, e := range d.Early {
		c.Early[class] = c.Early[class].and(e)
	}
	for key, n := range d.Hasty {
		c.Hasty[key] += n
	}
	for name, a := range d.Access {
		sum := c.access(name, a.Origin)
		sum.Served += a.Served
		sum.Refused += a.Refused
		sum.Alone += a.Alone
	}
	for key, n := range d.Masked {
		c.Masked[key] += n
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

// Note is what the clues say of a class and kind of defects, in a sentence; empty for
// most. margin names the setting for renewals.
func (c *Clues) Note(key DefectKey, margin string) string {
	if n := c.Hasty[key]; n > 0 {
		return fmt.Sprintf("The app was closed and opened again within that second in %d of them: WeChat counts a user's calls, and an app forgets those of its last run.", n)
	}
	early := c.Early[key.Class]
	if key.Kind != "needless" || early.Count == 0 {
		return ""
	}
	return fmt.Sprintf("%d of them came shortly before the announced end of their token, %v at most: if they renew it, %s allows that.",
		early.Count, early.Before.Round(time.Millisecond), margin)
}

// renewedEarly notes a needless login or refresh, by its class, that began so long before
// its token's announced end.
func (c *Clues) renewedEarly(class string, before time.Duration) {
	c.Early[class] = c.Early[class].and(Early{1, before})
}
