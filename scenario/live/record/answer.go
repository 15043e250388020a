package record

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// ordinals number the calls of each kind.
type ordinals struct{ login, ticket, refresh, aux, wxLogin, check, userInfo int }

// answers gives each call the latency that it had, and the failure.
func (s *script) answers() {
	l := &s.out.Latencies
	n := ordinals{}
	for i := range s.record.Events {
		e := &s.record.Events[i]
		switch e.Kind {
		case wx.LoginCall:
			s.byOrdinal(&l.WXLogin, &n.wxLogin, i, "wx.login.call")
			if end := s.ending(i); end != nil && end.Kind == wx.LoginFail {
				s.fault(sim.Fault{Type: "wxLogin", Ordinal: n.wxLogin})
			}
		case wx.CheckCall:
			s.byOrdinal(&l.CheckSession, &n.check, i, "wx.checkSession.call")
		case wx.UserInfoCall:
			s.byOrdinal(&l.UserInfo, &n.userInfo, i, "wx.getUserInfo.call")
			if end := s.ending(i); end != nil && end.Kind == wx.UserInfoFail {
				s.fault(sim.Fault{Type: "userInfo", Ordinal: n.userInfo})
			}
		case wx.RequestSend:
			s.send(i, &n)
		default: // no call begins
		}
	}
	s.typical()
}

func (s *script) send(i int, n *ordinals) {
	e, l := &s.record.Events[i], &s.out.Latencies
	switch {
	case e.Login:
		s.byOrdinal(&l.Login, &n.login, i, "login.send")
		if mode := s.failure(i); mode != "" {
			s.fault(sim.Fault{Type: "loginHttp", Ordinal: n.login, Mode: mode})
		}
	case e.AsksTicket:
		s.byOrdinal(&l.Ticket, &n.ticket, i, "ticket.send")
		if mode := s.failure(i); mode != "" {
			s.fault(sim.Fault{Type: "ticketHttp", Ordinal: n.ticket, Mode: mode})
		}
	case e.Refresh:
		s.byOrdinal(&l.Refresh, &n.refresh, i, "refresh.send")
		if mode := s.failure(i); mode != "" {
			s.fault(sim.Fault{Type: "refreshHttp", Ordinal: n.refresh, Mode: mode})
		}
	case e.Call == 0:
		s.byOrdinal(&l.Aux, &n.aux, i, "aux.send")
	default:
		name := s.names[e.Call]
		if name == "" {
			return // of a call before the trace
		}
		if l.Request == nil {
			l.Request = &sim.Latency{ByName: map[string][]int64{}}
		}
		took := s.took(i, call{"req.send", name, len(l.Request.ByName[name]) + 1})
		l.Request.ByName[name] = append(l.Request.ByName[name], took)
		if mode := s.failure(i); mode != "" {
			s.fault(sim.Fault{Type: "request", Name: name, Attempt: len(l.Request.ByName[name]), Mode: mode})
		}
	}
}

// failure is the mode of the fault that a request met; empty for none. A refused
// token is no fault of the request's: see expiries. Nor is a profile that is not
// opened: that comes of the logins before.
func (s *script) failure(i int) string {
	end := s.ending(i)
	switch {
	case end == nil || end.Outcome == Good || end.Outcome == Closed:
		return ""
	case end.Kind == wx.RequestFail && strings.Contains(end.Error, "timeout"):
		return "lostResponse"
	case end.Kind == wx.RequestFail:
		return "network"
	case end.Outcome == Bad:
		return "http500"
	case end.Login, end.AsksTicket, end.Refresh && !s.spentBefore(i):
		return "http401"
	default:
		return ""
	}
}

// spentBefore reports whether another refresh had spent the refresh token of the POST
// that begins with event i: the server refuses that by itself.
func (s *script) spentBefore(i int) bool {
	token := s.record.Events[i].RefreshToken
	for j := range s.record.Events {
		e, end := &s.record.Events[j], s.ending(j)
		if j != i && e.Kind == wx.RequestSend && e.Refresh && e.RefreshToken == token && end != nil && end.Outcome == Good {
			return s.arrival(j) <= s.arrival(i)
		}
	}
	return false
}

func (s *script) fault(f sim.Fault) { s.out.Faults = append(s.out.Faults, f) }

// byOrdinal notes the latency of the next call of a kind, which begins with event i.
func (s *script) byOrdinal(l **sim.Latency, n *int, i int, kind string) {
	*n++
	if *l == nil {
		*l = &sim.Latency{ByOrdinal: map[string]int64{}}
	}
	(*l).ByOrdinal[strconv.Itoa(*n)] = s.took(i, call{kind, "", *n})
}

// typical makes the median of each kind what calls take that the record does not
// have.
func (s *script) typical() {
	l := &s.out.Latencies
	for _, kind := range []*sim.Latency{l.Request, l.Aux, l.Login, l.Ticket, l.Refresh, l.WXLogin, l.CheckSession, l.UserInfo} {
		if kind == nil {
			continue
		}
		var all []int64
		for _, ms := range kind.ByOrdinal {
			all = append(all, ms)
		}
		for _, attempts := range kind.ByName {
			all = append(all, attempts...)
		}
		slices.Sort(all)
		kind.Default = &all[len(all)/2]
	}
}
