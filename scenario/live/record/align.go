package record

import (
	"github.com/wxload/wxload/scenario/sim"
)

// call is one call of a script: the nth of its kind, or of that request.
type call struct {
	kind string // of the simulator's event
	name string // of a page's request
	n    int
}

// alignments is how often a script is written anew: what leaves at another time has
// consequences at others.
const alignments = 3

// align lets the answers come when they came. A machine fires a wrapper's timers
// late, the simulator does not: a request that a timer sends leaves earlier there.
func (s *script) align(device *Device) {
	if device.Wrapper.New == nil {
		return
	}
	for range alignments {
		s.left = departures(sim.Run(s.out, device.Wrapper).Trace)
		s.write(device)
	}
}

// departures are when the calls of a run leave.
func departures(trace []sim.Event) map[call]int64 {
	left := map[call]int64{}
	for i := range trace {
		switch e := &trace[i]; e.Kind {
		case "req.send":
			left[call{e.Kind, e.Name, e.Attempt}] = e.T
		case "login.send", "ticket.send", "refresh.send", "aux.send", "wx.login.call", "wx.checkSession.call", "wx.getUserInfo.call":
			left[call{e.Kind, "", e.Ordinal}] = e.T
		}
	}
	return left
}
