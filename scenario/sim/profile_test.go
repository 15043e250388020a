package sim

import (
	"fmt"
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

// sealedThenExpired is a profile that is sealed with one token and sent with the next,
// in several ways.
var sealedThenExpired = map[string]string{
	"tokens expire before it": `"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "launch"}, {"at": 1000, "do": "profile", "name": "P"}],
		"faults": [{"type": "expireAll", "at": 900}]`,
	"a login runs while WeChat seals": `"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "launch"}, {"at": 1000, "do": "profile", "name": "P"},
		{"at": 1010, "do": "request", "name": "A"}], "latencies": {"userInfo": 90, "request": 100}`,
}

func TestAProfileThatWasSealedBeforeALoginIsNotOpened(t *testing.T) {
	for name, script := range sealedThenExpired {
		for _, id := range []string{"template", "flyjs-lazy", "userclass"} {
			if r := result(t, id, script); name == "tokens expire before it" && !r.shows(client.SealedBeforeLogin) {
				t.Errorf("%s, %s: defects %v", name, id, r.Defects)
			}
		}
		r := result(t, "reference", script)
		if p := r.request("P"); p.Outcome != "ok" || len(r.Defects) > 0 {
			t.Errorf("%s, reference: %+v, defects %v", name, p, r.Defects)
		}
	}
}

func TestAProfileThatIsSealedAfterTheLoginIsOpened(t *testing.T) {
	for _, id := range []string{"template", "flyjs-lazy", "userclass", "reference"} {
		r := result(t, id, `"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "launch"}, {"at": 100, "do": "request", "name": "A"},
			{"at": 3000, "do": "profile", "name": "P"}]`)
		if p := r.request("P"); p.Outcome != "ok" || r.shows(client.SealedBeforeLogin) || r.shows(client.KeyDisplaced) {
			t.Errorf("%s: %+v, defects %v", id, p, r.Defects)
		}
	}
}

// request is one of the run's, by its name.
func (r *Result) request(name string) *Request {
	for i := range r.Requests {
		if r.Requests[i].Name == name {
			return r.Requests[i]
		}
	}
	return &Request{}
}

func TestALogoutDuringALoginIsNoDefect(t *testing.T) {
	const script = `"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "launch"}, {"at": 500, "do": "request", "name": "A"},
		{"at": %d, "do": "logout"}, {"at": %d, "do": "request", "name": "B"}]`
	for logout := 500; logout < 700; logout += 10 { // before, during and after the login
		for _, again := range []int{0, 5, 2000} {
			r := result(t, "reference", fmt.Sprintf(script, logout, logout+again))
			if b := r.request("B"); b.Outcome != "ok" || len(r.Defects) > 0 {
				t.Errorf("logout at %d, a request %d ms after it: %+v, defects %v", logout, again, b, r.Defects)
			}
		}
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

func TestAServerThatIssuedTheFirstTokenKeepsItsKey(t *testing.T) {
	for _, id := range []string{"reference", "flyjs-lazy", "userclass"} {
		r := result(t, id, `"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "launch"}, {"at": 2000, "do": "profile", "name": "P"}]`)
		if p := r.request("P"); p.Outcome != "ok" || len(r.Defects) > 0 {
			t.Errorf("%s: %+v, defects %v", id, p, r.Defects)
		}
	}
}
