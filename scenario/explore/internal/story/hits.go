package story

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/scenario/explore/situation"
)

// hits are the faults that a run has met, in the order in which each first came.
type hits []hit

// hit is a fault, how often it came, and whose call it hit first: nobody's where it
// comes by itself.
type hit struct {
	fault situation.Fault
	times int
	first sender
}

func (h hits) with(f situation.Fault, whose sender) hits {
	if i := slices.IndexFunc(h, func(x hit) bool { return x.fault == f }); i >= 0 {
		h[i].times++
		return h
	}
	return append(h, hit{f, 1, whose})
}

// after is the end of a defect's sentence: the faults that it took, but for the silence
// of a call that the sentence tells of. It is empty where it took none.
func (h hits) after(told sender) string {
	var words []string
	for _, x := range h {
		if !x.fault.Silent() || x.first != told {
			words = append(words, x.String())
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (after " + strings.Join(words, ", and ") + ")"
}

func (h hit) String() string {
	switch h.fault {
	case situation.TokensExpire:
		return "the tokens expired" + times(h.times)
	case situation.SessionExpires:
		return "the session expired" + times(h.times)
	case situation.RefreshExpires:
		return "the refresh token expired" + times(h.times)
	case situation.LoginHTTP500, situation.RefreshHTTP500, situation.TicketHTTP500:
		return h.whose() + " got HTTP 500"
	case situation.LoginHTTP401:
		return h.whose() + " got HTTP 401"
	case situation.LoginLost, situation.RequestLost, situation.RefreshLost, situation.TicketLost:
		if h.times > 1 {
			return "the answers to " + h.whose() + " were lost"
		}
		return "the answer to " + h.whose() + " was lost"
	case situation.RequestFails:
		return h.whose() + " failed on the network"
	case situation.WXLoginFails:
		return h.whose() + " failed"
	case situation.WXLoginSilent, situation.CheckSessionSilent, situation.RequestSilent:
		return h.whose() + " never called back"
	default:
		panic("explore: unknown fault " + string(h.fault))
	}
}

func (h hit) whose() string {
	if h.times == 1 {
		return h.first.String()
	}
	return fmt.Sprintf("%s and %d more", h.first, h.times-1)
}

func times(n int) string {
	switch n {
	case 1:
		return ""
	case 2:
		return " twice"
	default:
		return fmt.Sprintf(" %d times", n)
	}
}

// kinds are the faults, whatever they hit and however often, in a fixed order.
func (h hits) kinds() string {
	var kinds []string
	for _, x := range h {
		kinds = append(kinds, string(x.fault))
	}
	slices.Sort(kinds)
	return strings.Join(kinds, " ")
}
