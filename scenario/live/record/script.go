package record

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// settling is how long a script goes on after its last event, in milliseconds.
const settling = 200

// script has what a script is made of.
type script struct {
	record *Record
	single bool
	at     []int64     // of each event
	ends   map[int]int // of calls, by their id
	names  map[int]string
	left   map[call]int64 // when calls leave in the simulator, as far as it is known
	out    *sim.Script
}

// newScript makes a script of what a record's events show.
func newScript(r *Record, device *Device) *sim.Script {
	s := &script{record: r, single: device.Single, at: moments(r.Events), ends: map[int]int{}, names: map[int]string{}}
	for i := range r.Events {
		if r.Events[i].end() && !r.Events[i].Interrupted {
			s.ends[r.Events[i].ID] = i
		}
	}
	s.write(device)
	s.align(device)
	return s.out
}

// write writes the script, also once more.
func (s *script) write(device *Device) {
	clear(s.names)
	horizon := s.horizon(device.Limits.Deadline)
	s.out = &sim.Script{Name: fmt.Sprintf("%s #%d", s.record.Scenario, s.record.Client), Horizon: &horizon}
	device.describe(s.out)
	if s.early() {
		s.out.ServerAt = new(float64)
	}
	s.actions(device.Path)
	s.answers()
	s.sessions()
	s.expiries()
	s.refusals()
}

// horizon is when the script ends: after its last event, and when what hung in the
// record is past its deadline.
func (s *script) horizon(deadline int64) int64 {
	end := s.at[len(s.at)-1] + settling
	hung := func(d Defect) bool { return d.Class == client.HungRequest }
	if !slices.ContainsFunc(s.record.Defects, hung) {
		return end
	}
	for i := range s.record.Events {
		if e := &s.record.Events[i]; e.loads() && !s.settled(e.Call) {
			return max(end, s.at[i]+deadline+1)
		}
	}
	return end
}

func (s *script) settled(call int) bool {
	return slices.ContainsFunc(s.record.Events, func(e Event) bool { return e.Kind == wx.PageSettle && e.Call == call })
}

// actions are what the user did. path gives the path of a request by its name.
func (s *script) actions(path func(name string) string) {
	deeds := map[wx.Kind]string{wx.AppLaunch: "launch", wx.AppHide: "hide", wx.AppShow: "show", wx.Logout: "logout"}
	events := s.record.Events
	for i := range events {
		e := &events[i]
		switch do := deeds[e.Kind]; {
		case do != "":
			s.act(sim.Action{At: s.at[i], Do: do})
		case e.Kind == wx.UserInfoCall:
			s.act(s.profile(i, path))
		case e.Kind == wx.PageOpen:
			s.act(sim.Action{At: s.at[i], Do: "page", Page: e.Name, Query: valuesOf(e.Query)})
		case e.Kind == wx.PageHandler:
			s.act(sim.Action{At: s.at[i], Do: "handler", Name: e.Name, Detail: json.RawMessage(e.Detail), Dataset: json.RawMessage(e.Dataset)})
		case e.loads() && e.Own: // the page will do so
			s.names[e.Call] = s.ownName(e.Name)
		case e.loads() && !e.Sealed:
			if i == 0 || !events[i-1].loads() || events[i-1].Sealed || events[i-1].Own || s.at[i] != s.at[i-1] {
				s.act(sim.Action{At: s.at[i], Do: "pageLoad", Page: fmt.Sprintf("p%d", len(s.out.Actions)+1)})
			}
			load := &s.out.Actions[len(s.out.Actions)-1]
			load.Requests = append(load.Requests, sim.PageEntry{Name: s.name(e), Identity: identity(e), Method: e.Method, Path: path(e.Name), Guarded: s.guarded(e)})
		}
	}
}

func (s *script) act(a sim.Action) { s.out.Actions = append(s.out.Actions, a) }

// identity is nil for a request that needs a token, as most do.
func identity(e *Event) *bool {
	if e.Public {
		return new(bool)
	}
	return nil
}

// profile is the action that begins with event i, a page's wx.getUserInfo. Where it
// gave none, the request that would have followed has no name of its own.
func (s *script) profile(i int, path func(name string) string) sim.Action {
	sent := &Event{Call: -i - 1, Name: "profile"}
	for j := i + 1; j < len(s.record.Events); j++ {
		e := &s.record.Events[j]
		if e.Kind == wx.UserInfoCall {
			break
		}
		if e.loads() && e.Sealed {
			sent = e
			break
		}
	}
	return sim.Action{At: s.at[i], Do: "profile", Name: s.name(sent), Identity: identity(sent), Path: path(sent.Name)}
}

// valuesOf are the values of a page's query.
func valuesOf(query string) map[string]string {
	if query == "" {
		return nil
	}
	values := map[string]string{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		values[name] = value
	}
	return values
}

// ownName is what the simulator calls a request that a mini program's page makes itself.
func (s *script) ownName(name string) string {
	own := name
	for n := 2; s.taken(own); n++ {
		own = fmt.Sprintf("%s #%d", name, n)
	}
	return own
}

// name gives a page's call a name of its own that a path can hold.
func (s *script) name(e *Event) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" /?#%", r) || r < ' ' {
			return '-'
		}
		return r
	}, e.Name)
	name := clean
	for n := 2; name == "" || s.taken(name); n++ {
		name = fmt.Sprintf("%s~%d", clean, n)
	}
	s.names[e.Call] = name
	return name
}

func (s *script) taken(name string) bool {
	for _, other := range s.names {
		if other == name {
			return true
		}
	}
	return false
}

// latency is how long the call took that begins with event i. One that was not
// answered is not answered by the script's end.
func (s *script) latency(i int) int64 {
	if end, over := s.ends[s.record.Events[i].ID]; over {
		return s.at[end] - s.at[i]
	}
	return *s.out.Horizon - s.at[i] + 1
}

// took is the latency with which a call that begins with event i ends when it did.
func (s *script) took(i int, c call) int64 {
	left, known := s.left[c]
	end, over := s.ends[s.record.Events[i].ID]
	if known && over && left < s.at[end] {
		return s.at[end] - left
	}
	return s.latency(i)
}

// early reports whether calls reach their server as soon as they leave: an answer that
// comes late, and brings a token, was given long before.
func (s *script) early() bool {
	return slices.ContainsFunc(s.record.Defects, func(d Defect) bool { return d.Class == client.TokenRegressed })
}

// arrival is when the call that begins with event i reaches its server: the
// simulator's half of the way, unless it is early.
func (s *script) arrival(i int) int64 {
	if s.early() {
		return s.at[i]
	}
	return s.at[i] + s.latency(i)/2
}

// ending is the end of the call that begins with event i; nil where there is
// none.
func (s *script) ending(i int) *Event {
	if end, over := s.ends[s.record.Events[i].ID]; over {
		return &s.record.Events[end]
	}
	return nil
}
