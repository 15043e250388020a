package sim

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
)

func TestALoginWhosePostThePlatformRefusesIsOver(t *testing.T) {
	const script = `{"actions": [{"at": 0, "do": "launch"}, {"at": 20, "do": "hide"}, {"at": 9000, "do": "show"},
		{"at": 9500, "do": "request", "name": "A"}]}`
	s, err := Parse([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	r := Run(s, info)
	dropped := 0
	for _, e := range r.Trace {
		if e.Kind == "login.drop" && e.Code == "c1" {
			dropped++
		}
	}
	if dropped != 1 || r.Summary.DuplicateLogins != 0 || r.Summary.LoginsInFlightAtHorizon != 0 || r.Duplicates.Total != 0 {
		t.Errorf("%d dropped, summary %+v, duplicates %+v", dropped, r.Summary, r.Duplicates)
	}
}

func TestTheEndOfAnAppEndsItsLogins(t *testing.T) {
	const script = `{"actions": [{"at": 0, "do": "launch"}, {"at": 40, "do": "relaunch"}, {"at": 500, "do": "request", "name": "A"}]}`
	s, err := Parse([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	if r := Run(s, info); r.Summary.DuplicateLogins != 0 || r.Duplicates.Total != 0 || r.Summary.MaxConcurrentLogins != 1 {
		t.Errorf("summary %+v, duplicates %+v", r.Summary, r.Duplicates)
	}
}

func TestReferenceDoesNotSendACodeThatDiedWhileTheAppWasAway(t *testing.T) {
	const script = `{"actions": [{"at": 0, "do": "launch"}, {"at": 10, "do": "hide"}, {"at": 400000, "do": "show"},
		{"at": 401000, "do": "request", "name": "A"}], "latencies": {"wxLogin": 10000}, "horizon": 420000}`
	s, err := Parse([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	info, _ := wrapper.Find("reference")
	if r := Run(s, info); len(r.Defects) > 0 || r.Summary.LoginPosts != 1 || r.Requests[0].Outcome != "ok" {
		t.Errorf("summary %+v, request %+v, defects %v", r.Summary, r.Requests[0], r.Defects)
	}
}
