package record

import (
	"fmt"
	"strings"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// Device is what a script has to know of the run besides the trace.
type Device struct {
	Slots  int  // of wx.request
	Single bool // a new login kills the older token
}

// settling is how long a script goes on after its last event, in milliseconds.
const settling = 200

// script has what a script is made of.
type script struct {
	record *Record
	single bool
	at     []int64     // of each event
	ends   map[int]int // of calls, by their id
	names  map[int]string
	out    *sim.Script
}

// newScript makes a script of what a record's events show.
func newScript(r *Record, device Device) *sim.Script {
	s := &script{record: r, single: device.Single, at: moments(r.Events), ends: map[int]int{}, names: map[int]string{}}
	for i := range r.Events {
		if r.Events[i].end() && !r.Events[i].Interrupted {
			s.ends[r.Events[i].ID] = i
		}
	}
	horizon := s.at[len(s.at)-1] + settling
	s.out = &sim.Script{Name: fmt.Sprintf("client %d of %s", r.Client, r.Scenario), Slots: device.Slots,
		NewLoginInvalidatesOld: device.Single, Horizon: &horizon}
	s.actions()
	s.answers()
	s.sessions()
	s.expiries()
	return s.out
}

func (s *script) actions() {
	deeds := map[wx.Kind]string{wx.AppLaunch: "launch", wx.AppHide: "hide", wx.AppShow: "show", wx.Logout: "logout"}
	events := s.record.Events
	for i := range events {
		e := &events[i]
		if do := deeds[wx.Kind(e.Kind)]; do != "" {
			s.out.Actions = append(s.out.Actions, sim.Action{At: s.at[i], Do: do})
			continue
		}
		if wx.Kind(e.Kind) != wx.PageCall {
			continue
		}
		if i == 0 || wx.Kind(events[i-1].Kind) != wx.PageCall || s.at[i] != s.at[i-1] {
			page := fmt.Sprintf("p%d", len(s.out.Actions)+1)
			s.out.Actions = append(s.out.Actions, sim.Action{At: s.at[i], Do: "pageLoad", Page: page})
		}
		load := &s.out.Actions[len(s.out.Actions)-1]
		entry := sim.PageEntry{Name: s.name(e), Method: e.Method}
		if e.Public {
			entry.Identity = new(bool)
		}
		load.Requests = append(load.Requests, entry)
	}
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

// arrival is when the call that begins with event i reaches its server: the
// simulator's half of the way.
func (s *script) arrival(i int) int64 { return s.at[i] + s.latency(i)/2 }

// ending is the end of the call that begins with event i; nil where there is
// none.
func (s *script) ending(i int) *Event {
	if end, over := s.ends[s.record.Events[i].ID]; over {
		return &s.record.Events[end]
	}
	return nil
}
