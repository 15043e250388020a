package record

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// lateRefusal is a token that dies while request 2 is on its way, after request 1
// was accepted with it.
func lateRefusal() *Record {
	return &Record{Schema: Schema, Client: 3, Wrapper: "template", Scenario: "s", Held: true,
		Defects: []Defect{{Class: client.DuplicateLogin, Kind: "stale-401", Event: 7}},
		Events: []Event{
			{AtMS: 0, Kind: wx.AppLaunch},
			{AtMS: 0, Kind: wx.PageCall, Call: 1, Name: "a b", Method: "GET"},
			{AtMS: 0, Kind: wx.PageCall, Call: 2, Name: "a b", Method: "POST", Public: false},
			{AtMS: 0.1, Kind: wx.RequestSend, ID: 1, Call: 1, Name: "a b", Token: 1},
			{AtMS: 0.1, Kind: wx.RequestSend, ID: 2, Call: 2, Name: "a b", Token: 1},
			{AtMS: 10.2, Kind: wx.RequestDone, ID: 1, Call: 1, Token: 1, Status: 200, Outcome: Good},
			{AtMS: 10.3, Kind: wx.RequestDone, ID: 9, Call: 9, Status: 200, Outcome: Good},
			{AtMS: 40.4, Kind: wx.RequestDone, ID: 2, Call: 2, Token: 1, Status: 401, Outcome: Refused},
		}}
}

func TestAScriptHasTheActionsLatenciesAndExpiriesOfARecord(t *testing.T) {
	s := newScript(lateRefusal(), &Device{Slots: 10})
	if len(s.Actions) != 2 || s.Actions[0].Do != "launch" || s.Actions[1].Do != "pageLoad" || s.Actions[1].At != 0 {
		t.Fatalf("actions %+v", s.Actions)
	}
	if names := s.Actions[1].Requests; names[0].Name != "a-b" || names[1].Name != "a-b~2" || names[1].Method != "POST" {
		t.Errorf("requests %+v, want names of their own that fit into a path", names)
	}
	if l := s.Latencies.Request.ByName; !slices.Equal(l["a-b"], []int64{10}) || !slices.Equal(l["a-b~2"], []int64{40}) {
		t.Errorf("latencies %v", l)
	}
	if s.Initial.Token != "valid" || len(s.Faults) != 1 || s.Faults[0].Type != "expireAll" || s.Faults[0].At <= 5 || s.Faults[0].At > 20 {
		t.Errorf("token %s, faults %+v, want an expiry after the acceptance at 5 and by the refusal at 20", s.Initial.Token, s.Faults)
	}
}

func TestATokenThatWasNeverAcceptedHadExpiredBefore(t *testing.T) {
	r := lateRefusal()
	r.Events[5].Outcome = Refused
	if s := newScript(r, &Device{}); s.Initial.Token != "expired" || len(s.Faults) > 0 {
		t.Errorf("token %s, faults %+v", s.Initial.Token, s.Faults)
	}
}

func TestFailuresOfCallsBecomeFaults(t *testing.T) {
	r := lateRefusal()
	r.Events[5] = Event{AtMS: 10.2, Kind: wx.RequestFail, ID: 1, Call: 1, Error: "request:fail"}
	r.Events[7].Outcome = Bad
	r.Events = append(r.Events,
		Event{AtMS: 50, Kind: wx.LoginCall, ID: 3}, Event{AtMS: 51, Kind: wx.LoginFail, ID: 3},
		Event{AtMS: 60, Kind: wx.RequestSend, ID: 4, Login: true},
		Event{AtMS: 70, Kind: wx.RequestDone, ID: 4, Login: true, Status: 401, Outcome: Refused},
		Event{AtMS: 71, Kind: wx.RequestSend, ID: 6, Login: true},
		Event{AtMS: 79, Kind: wx.RequestFail, ID: 6, Login: true, Error: "request:fail timeout"}, // it may have arrived
		Event{AtMS: 80, Kind: wx.CheckCall, ID: 5}, Event{AtMS: 90, Kind: wx.CheckFail, ID: 5})
	s := newScript(r, &Device{})
	want := []sim.Fault{
		{Type: "request", Name: "a-b", Attempt: 1, Mode: "network"}, {Type: "request", Name: "a-b~2", Attempt: 1, Mode: "http500"},
		{Type: "wxLogin", Ordinal: 1}, {Type: "loginHttp", Ordinal: 1, Mode: "http401"},
		{Type: "loginHttp", Ordinal: 2, Mode: "lostResponse"},
	}
	if !slices.Equal(s.Faults, want) || s.Initial.Session != "invalid" {
		t.Errorf("session %q, faults %+v", s.Initial.Session, s.Faults)
	}
}

func TestAnExpiryLeavesTheNextTokenAlive(t *testing.T) {
	issued := &token{issued: 10, accepted: []int64{20}, refused: 90}
	for last, want := range map[int64]int64{90: 55, 40: 30, 21: 21} {
		if got := between(issued, last); got != want {
			t.Errorf("between the acceptance at 20 and %d: %d, want %d", last, got, want)
		}
	}
}

func TestWhatComesFromOutsideHasAMillisecondOfItsOwn(t *testing.T) {
	events := []Event{
		{AtMS: 0, Kind: wx.AppLaunch}, {AtMS: 0, Kind: wx.PageCall}, // the user does two things at once
		{AtMS: 0.1, Kind: wx.RequestSend},
		{AtMS: 0.2, Kind: wx.RequestDone}, {AtMS: 0.2, Kind: wx.PageSettle},
		{AtMS: 0.3, Kind: wx.RequestDone}, {AtMS: 0.3, Kind: wx.PageCall}, // after the answer
		{AtMS: 7.6, Kind: wx.RequestSend}, // a timer
	}
	if at := moments(events); !slices.Equal(at, []int64{0, 0, 0, 1, 1, 2, 3, 8}) {
		t.Errorf("moments %v", at)
	}
}

func TestARecordIsAScriptForTheSimulator(t *testing.T) {
	r := lateRefusal()
	r.Script = newScript(r, &Device{Slots: 10})
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	script, err := sim.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("egg")
	if result := sim.Run(script, info); result.Summary.AuthFailuresSeen != 1 {
		t.Errorf("%d authentication failures, want 1", result.Summary.AuthFailuresSeen)
	}
}

func FuzzParseNeverPanicsAndWhatItReadsIsDrawn(f *testing.F) {
	data, _ := json.Marshal(lateRefusal())
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		if r, err := Parse(data); err == nil {
			r.Timeline()
		}
	})
}
