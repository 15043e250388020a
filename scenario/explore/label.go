package explore

import (
	"fmt"

	"github.com/wxload/wxload/scenario/explore/situation"
)

// moment is what happens with a choice in this state.
func (w *world) moment(c choice) situation.Moment {
	switch c.what {
	case act:
		deed := w.situation.Threads[c.index][w.next[c.index]]
		return situation.Moment{Event: situation.UserAct, Thread: int(c.index) + 1, What: string(deed.Do), N: w.next[c.index] + 1}
	case happens:
		b := w.situation.Faults[c.index]
		return situation.Moment{Event: situation.Mishap, What: string(b.Fault), N: b.Max - w.left[c.index] + 1}
	case fire:
		return situation.Moment{Event: situation.Timer, N: w.fires + 1}
	case arrive:
		return c.ofCall(situation.Arrival)
	case finish, fails:
		return c.ofCall(situation.Answer)
	default:
		panic(fmt.Sprintf("explore: unknown choice %d", c.what))
	}
}

func (c choice) ofCall(event string) situation.Moment {
	m := situation.Moment{Event: event, Call: c.kind.String(), N: int(c.ordinal)}
	if c.kind == pageRequest {
		m.Request = situation.RequestName(int(c.request))
	}
	return m
}

// label is a choice in words. It tells apart all that can happen in a state.
func (w *world) label(c choice) string {
	m := w.moment(c)
	if c.what == fails {
		return fmt.Sprintf("%s hits %s", w.situation.Faults[c.index].Fault, m.CallName())
	}
	return m.String()
}
