package record

import (
	"slices"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// lateTimer is a record in which the machine was 13 ms late with the timer of 0 ms
// that sends a request of flyjs, and the second answer came right after the first.
func lateTimer() *Record {
	return &Record{Schema: Schema, Client: 1, Wrapper: "flyjs-lazy", Scenario: "s", Held: true,
		Defects: []Defect{{Class: client.DuplicateLogin, Event: 5}},
		Events: []Event{
			{AtMS: 0, Kind: wx.PageCall, Call: 1, Name: "a", Method: "GET"},
			{AtMS: 13, Kind: wx.RequestSend, ID: 1, Call: 1, Name: "a", Token: 1},
			{AtMS: 20, Kind: wx.PageCall, Call: 2, Name: "b", Method: "GET"},
			{AtMS: 20, Kind: wx.RequestSend, ID: 2, Call: 2, Name: "b", Token: 1},
			{AtMS: 49.9, Kind: wx.RequestDone, ID: 2, Call: 2, Token: 1, Status: 200, Outcome: Good},
			{AtMS: 50.2, Kind: wx.RequestDone, ID: 1, Call: 1, Token: 1, Status: 200, Outcome: Good},
		}}
}

func TestAnswersComeWhenTheyCameHoweverLateATimerSentTheirRequests(t *testing.T) {
	info, _ := wrapper.Find("flyjs-lazy")
	s := newScript(lateTimer(), &Device{Wrapper: info, Settings: info.Defaults})
	if l := s.Latencies.Request.ByName; !slices.Equal(l["a"], []int64{51}) || !slices.Equal(l["b"], []int64{30}) {
		t.Errorf("latencies %v, want answers at 50 and 51", l)
	}
	var ends []string
	for _, e := range sim.Run(s, info).Trace {
		if e.Kind == "req.done" {
			ends = append(ends, e.Name)
		}
	}
	if !slices.Equal(ends, []string{"b", "a"}) {
		t.Errorf("answers to %v, want them in their order", ends)
	}
}

func TestACallThatTheSimulatorDoesNotMakeKeepsItsLatency(t *testing.T) {
	info, _ := wrapper.Find("flyjs-lazy")
	r := lateTimer()
	r.Events = append(r.Events,
		Event{AtMS: 60, Kind: wx.LoginCall, ID: 7}, Event{AtMS: 75, Kind: wx.LoginOK, ID: 7, Code: 1})
	if l := newScript(r, &Device{Wrapper: info, Settings: info.Defaults}).Latencies.WXLogin.ByOrdinal["1"]; l != 15 {
		t.Errorf("latency %d, want 15", l)
	}
}
