package record

import (
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

func TestAScriptHasOfTheSettingsWhatIsNotTheWrappersOwn(t *testing.T) {
	info, _ := wrapper.Find("template")
	run := info.Defaults
	if s := newScript(lateRefusal(), &Device{Settings: run, Wrapper: info}); s.Settings.Whitelist != nil || s.Settings.PollDelay != 0 || s.Overflow != "" {
		t.Errorf("settings %+v, overflow %q, want the wrapper's own", s.Settings, s.Overflow)
	}
	run.PollDelay, run.WaitDeadline, run.Whitelist = 700*time.Millisecond, time.Second, []string{"/free"}
	limits := sim.Limits{Deadline: 900, AuthLoop: 5}
	s := newScript(lateRefusal(), &Device{Settings: run, Wrapper: info, Limits: limits, Drop: true, Paths: map[string]string{"a b": "/a/b?token=x"}})
	if o := s.Settings; o.PollDelay != 700 || o.LoginDeadline != 1000 || o.Timeout != 0 || !slices.Equal(o.Whitelist, run.Whitelist) {
		t.Errorf("settings %+v", o)
	}
	if s.Limits != limits || s.Overflow != "drop" || s.Actions[1].Requests[1].Path != "/a/b" {
		t.Errorf("limits %+v, overflow %q, requests %+v", s.Limits, s.Overflow, s.Actions[1].Requests)
	}
	run.Whitelist = nil
	if s := newScript(lateRefusal(), &Device{Settings: run, Wrapper: wrapper.Info{Defaults: wrapper.Settings{Whitelist: []string{"/public"}}}}); s.Settings.Whitelist == nil {
		t.Error("an empty whitelist is not the wrapper's own")
	}
}

func TestAScriptHasHowTheServerRefusesTokensAndHowLongTheyLive(t *testing.T) {
	for status, want := range map[int]string{401: "http401", 403: "http401", 200: "body40100"} {
		r := lateRefusal()
		r.Events[7].Status = status
		if s := newScript(r, &Device{}); s.AuthFailure != want || s.TokenLife != 0 {
			t.Errorf("HTTP %d: %q, token life %d", status, s.AuthFailure, s.TokenLife)
		}
	}
	for life, want := range map[int64]int64{100: 100, 7_200_000: 0} { // beyond the script's end it changes nothing
		r := lateRefusal()
		r.Events[5] = Event{AtMS: 10.2, Kind: wx.RequestDone, ID: 1, Login: true, Outcome: Good, LifeMS: life}
		if s := newScript(r, &Device{}); s.TokenLife != want {
			t.Errorf("token life %d, want %d", s.TokenLife, want)
		}
	}
}

func TestTheAnswersTellWhetherTheServerWantsAToken(t *testing.T) {
	r := lateRefusal()
	if s := newScript(r, &Device{}); s.Actions[1].Requests[0].Guarded != nil || s.Actions[1].Requests[1].Guarded != nil {
		t.Errorf("requests %+v, want them as the page says", s.Actions[1].Requests)
	}
	r.Events[2].Public = true                   // and refused
	r.Events[3].Token, r.Events[5].Token = 0, 0 // accepted without a token
	s := newScript(r, &Device{})
	if q := s.Actions[1].Requests; q[0].Guarded == nil || *q[0].Guarded || q[1].Guarded == nil || !*q[1].Guarded {
		t.Errorf("requests %+v", q)
	}
}

func TestAScriptLastsUntilWhatHungIsPastItsDeadline(t *testing.T) {
	r := lateRefusal()
	r.Defects[0] = Defect{Class: client.HungRequest, Event: 7}
	r.Events = append(r.Events, Event{AtMS: 10.5, Kind: wx.PageSettle, Call: 1})
	r.Events[2].AtMS = 5 // request 2, which nothing settles
	if s := newScript(r, &Device{Limits: sim.Limits{Deadline: 3000}}); *s.Horizon != 3006 {
		t.Errorf("horizon %d, want one after 5 + 3000", *s.Horizon)
	}
}

// profiles is a record with a profile that WeChat gave, and one that it did not.
func profiles() *Record {
	r := lateRefusal()
	r.Events = append(r.Events,
		Event{AtMS: 50, Kind: wx.UserInfoCall, ID: 20}, Event{AtMS: 70, Kind: wx.UserInfoOK, ID: 20},
		Event{AtMS: 70, Kind: wx.PageCall, Call: 5, Name: "me/profile", Method: "POST", Sealed: true},
		Event{AtMS: 70, Kind: wx.RequestSend, ID: 21, Call: 5, Name: "me/profile", Token: 1},
		Event{AtMS: 75, Kind: wx.RequestDone, ID: 21, Call: 5, Token: 1, Status: 200, Outcome: Good},
		Event{AtMS: 75, Kind: wx.PageCall, Call: 6, Name: "c", Method: "GET"},
		Event{AtMS: 90, Kind: wx.UserInfoCall, ID: 22}, Event{AtMS: 101, Kind: wx.UserInfoFail, ID: 22})
	return r
}

func TestAProfileIsOneAction(t *testing.T) {
	s := newScript(profiles(), &Device{Paths: map[string]string{"me/profile": "/me/profile"}})
	want := []sim.Action{
		{At: 50, Do: "profile", Name: "me-profile", Path: "/me/profile"},
		{At: 76, Do: "pageLoad", Page: "p4"},
		{At: 90, Do: "profile", Name: "profile"},
	}
	for i, a := range s.Actions[2:] {
		if w := want[i]; a.At != w.At || a.Do != w.Do || a.Name != w.Name || a.Path != w.Path || a.Page != w.Page || a.Identity != nil {
			t.Errorf("action %+v, want %+v", a, w)
		}
	}
	if l := s.Latencies.UserInfo.ByOrdinal; l["1"] != 20 || l["2"] != 11 || s.Latencies.Request.ByName["me-profile"][0] != 5 {
		t.Errorf("latencies %v, %v", l, s.Latencies.Request.ByName)
	}
	if !slices.Contains(s.Faults, sim.Fault{Type: "userInfo", Ordinal: 2}) {
		t.Errorf("faults %+v", s.Faults)
	}
	r := profiles()
	r.Events[12].Outcome, r.Events[12].Status = Closed, 422
	if s := newScript(r, &Device{}); slices.ContainsFunc(s.Faults, func(f sim.Fault) bool { return f.Type == "request" }) {
		t.Errorf("faults %+v: that the server's key does not open a profile comes of the logins", s.Faults)
	}
	if len(s.Actions) != 5 {
		t.Errorf("%d actions, want 5", len(s.Actions))
	}
}
