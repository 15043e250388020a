package world

import (
	"fmt"

	"github.com/wxload/wxload/scenario/explore/situation"
)

// Moment names what happens with a choice in this state.
func (w *World) Moment(c Choice) situation.Moment {
	switch c.Action {
	case Act:
		deed := w.situation.Threads[c.Index][w.next[c.Index]]
		return situation.Moment{Event: situation.UserAct, Thread: int(c.Index) + 1, What: string(deed.Do), N: w.next[c.Index] + 1}
	case Happen:
		b := w.situation.Faults[c.Index]
		return situation.Moment{Event: situation.Mishap, What: string(b.Fault), N: b.Max - w.left[c.Index] + 1}
	case Fire:
		return situation.Moment{Event: situation.Timer, N: w.fires + 1}
	case Arrive:
		return w.callMoment(c, situation.Arrival)
	case Finish, Fail:
		return w.callMoment(c, situation.Answer)
	default:
		panic(fmt.Sprintf("explore: unknown choice %d", c.Action))
	}
}

func (w *World) callMoment(c Choice, event string) situation.Moment {
	m := situation.Moment{Event: event, Call: c.CallKind.String(), N: int(c.Ordinal)}
	if c.CallKind == PageRequest {
		m.Request = w.requestName(int(c.Request))
	}
	return m
}

// Label is a choice in words. It tells apart all that can happen in a state.
func (w *World) Label(c Choice) string {
	m := w.Moment(c)
	if c.Action == Fail {
		return fmt.Sprintf("%s hits %s", w.situation.Faults[c.Index].Fault, m.CallName())
	}
	return m.String()
}
