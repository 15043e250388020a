package sim

import (
	"testing"

	"github.com/wxload/wxload/client"
)

const ask = `{"at": 500, "do": "profile", "name": "P"}`

func TestAProfileIsSentWhenWeChatHasGivenIt(t *testing.T) {
	r := result(t, "reference", `"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A"}, `+ask+`], "latencies": {"userInfo": 70}`)
	if asked, given, sent := r.firstAt("wx.getUserInfo.call"), r.firstAt("wx.getUserInfo.ok"), r.Requests[1]; asked != 500 || given != 570 ||
		sent.Name != "P" || *sent.IssuedAt != 570 || sent.Outcome != "ok" || len(r.Defects) > 0 {
		t.Errorf("asked at %d, given at %d, sent %+v, defects %v", asked, given, sent, r.Defects)
	}
}

func TestAProfileThatWeChatDoesNotGiveIsNotSent(t *testing.T) {
	const launch = `"actions": [{"at": 0, "do": "launch"}, ` + ask + `]`
	for _, script := range []string{
		launch + `, "faults": [{"type": "userInfo", "ordinal": 1}]`,
		launch + `, "faults": [{"type": "sessionInvalid", "at": 400}]`,
	} {
		if r := result(t, "reference", script); r.firstAt("wx.getUserInfo.fail") != 530 || len(r.Requests) > 0 || r.Summary.RequestsSent > 0 {
			t.Errorf("%s: fails at %d, requests %+v", script, r.firstAt("wx.getUserInfo.fail"), r.Requests)
		}
	}
}

func TestTwoLoginsThatOvertakeEachOtherLeaveAKeyThatOpensNoProfile(t *testing.T) {
	const twice = `"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 0, "do": "request", "name": "B"},
		{"at": 3000, "do": "profile", "name": "P"}], "latencies": {"login": {"byOrdinal": {"1": 200, "2": 100}}, "wxLogin": {"byOrdinal": {"1": 30, "2": 40}}}`
	if r := result(t, "egg", twice); !r.shows(client.KeyDisplaced) {
		t.Errorf("defects %v, want %s", r.Defects, client.KeyDisplaced)
	}
	if r := result(t, "reference", twice); len(r.Defects) > 0 {
		t.Errorf("reference shows %v", r.Defects)
	}
}

func TestAGuardedRequestNeedsATokenWhateverTheWrapperThinks(t *testing.T) {
	for guarded, want := range map[string]string{`true`: "rejected", `false`: "ok"} {
		r := result(t, "callback", `"actions": [{"at": 0, "do": "pageLoad", "page": "P", "requests": [{"name": "A", "identity": false, "guarded": `+guarded+`}]},
			{"at": 0, "do": "request", "name": "B", "identity": false, "guarded": `+guarded+`}]`)
		if r.Requests[0].Outcome != want || r.Requests[1].Outcome != want {
			t.Errorf("guarded %s: %+v, %+v", guarded, r.Requests[0], r.Requests[1])
		}
	}
}

func TestTheServerTakesARequestByItsNameWhateverPathTheWrapperSees(t *testing.T) {
	r := result(t, "reference", `"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A", "path": "/v2/items?page=2"},
		{"at": 0, "do": "request", "name": "B", "path": "/public/notice", "identity": false},
		{"at": 0, "do": "request", "name": "C", "path": "https://elsewhere.example/c"}, {"at": 500, "do": "profile", "name": "P", "path": "/v2/profile"}]`)
	for _, q := range r.Requests {
		if q.Outcome != "ok" {
			t.Errorf("request %+v", q)
		}
	}
}
