package client

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

func stateObserver() *Observer {
	info, _ := wrapper.Find("reference")
	settings := info.Defaults
	return NewObserver(ObserverConfig{Target: &settings.Target, TokenKey: settings.TokenKey})
}

// observeAll passes events on, one a millisecond.
func observeAll(o *Observer, events ...wx.Event) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i, e := range events {
		e.At = at.Add(time.Duration(i) * time.Millisecond)
		o.Observe(&e)
	}
}

func TestAStateDoesNotTellHowItCameAbout(t *testing.T) {
	check, checked := wx.Event{Kind: wx.CheckCall, ID: 1}, wx.Event{Kind: wx.CheckFail, ID: 1}
	login, failed := wx.Event{Kind: wx.LoginCall, ID: 2}, wx.Event{Kind: wx.LoginFail, ID: 2}
	a, b := stateObserver(), stateObserver()
	observeAll(a, check, checked, login, failed)
	observeAll(b, check, checked, login, failed, wx.Event{Kind: wx.LoginCall, ID: 3}, wx.Event{Kind: wx.LoginFail, ID: 3})
	if a.State() != b.State() {
		t.Errorf("one failed login and two leave %+v and %+v", a.State(), b.State())
	}
	for name, more := range map[string][]wx.Event{
		"a session that holds": {{Kind: wx.CheckCall, ID: 4}, {Kind: wx.CheckOK, ID: 4}},
		"a logout":             {{Kind: wx.Logout}},
		"an app that is away":  {{Kind: wx.AppHide}},
	} {
		c := stateObserver()
		observeAll(c, append([]wx.Event{check, checked, login, failed}, more...)...)
		if a.State() == c.State() {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestLoginsUnderWayHaveRanks(t *testing.T) {
	o := stateObserver()
	observeAll(o, wx.Event{Kind: wx.CheckCall, ID: 1}, wx.Event{Kind: wx.LoginCall, ID: 2}, wx.Event{Kind: wx.CheckCall, ID: 3},
		wx.Event{Kind: wx.LoginCall, ID: 4}, wx.Event{Kind: wx.LoginOK, ID: 4, Code: "c1"})
	for number, want := range map[int]int{1: 1, 2: 1, 3: 2, 4: 2} { // none delivered a token: that is number 0
		if got := o.Rank(number); got != want {
			t.Errorf("number %d has the rank %d, want %d", number, got, want)
		}
	}
	states := o.LoginStates()
	if len(states) != 2 || states[0].code || !states[1].code {
		t.Errorf("logins under way: %+v", states)
	}
}

func TestTheStateOfACallEndsWithIt(t *testing.T) {
	o := stateObserver()
	call := wx.Event{Kind: wx.PageCall, ID: 1, Identity: true, Method: "GET"}
	observeAll(o, call)
	if s := o.CallState(1); s.Over() || s.hungOn != "no-login" {
		t.Errorf("a call that waits: %+v", s)
	}
	observeAll(o, wx.Event{Kind: wx.PageSettle, ID: 1})
	if s := o.CallState(1); !s.Over() || s != (CallState{}) {
		t.Errorf("a call that is settled: %+v", s)
	}
	if s := o.CallState(0); !s.Over() {
		t.Errorf("no call: %+v", s)
	}
}

// send and answerTo are a request of a page's call.
func send(id, caller int, token string) []wx.Event {
	r := &wx.Request{Method: "GET", URL: "https://api.example.com/r", Caller: caller}
	if token != "" {
		r.Header = []wx.Header{{Name: "Authorization", Value: token}}
	}
	return []wx.Event{{Kind: wx.RequestCall, ID: id, Request: r}, {Kind: wx.RequestSend, ID: id, Request: r}}
}

func answerTo(sent []wx.Event, status int) wx.Event {
	return wx.Event{Kind: wx.RequestDone, ID: sent[0].ID, Request: sent[0].Request, Response: &wx.Response{Status: status}}
}

func TestTheStateOfACallTellsWhatMayBecomeOfIt(t *testing.T) {
	call := wx.Event{Kind: wx.PageCall, ID: 1, Identity: true, Method: "GET"}
	of := func(events ...wx.Event) CallState {
		o := stateObserver()
		o.ColdStart("t1")
		o.ColdStart("t2")
		observeAll(o, append([]wx.Event{call}, events...)...)
		return o.CallState(1)
	}
	older, current := send(1, 1, "t1"), send(1, 1, "t2")
	login, posted := wx.Event{Kind: wx.LoginCall, ID: 7}, wx.Event{Kind: wx.LoginFail, ID: 7}
	states := map[string]CallState{
		"it waits":                         of(),
		"it has been sent":                 of(current...),
		"it has been sent twice":           of(append(current, send(2, 1, "t2")...)...),
		"it was rejected":                  of(append(current, answerTo(current, 401))...),
		"it was rejected for an older one": of(append(older, answerTo(older, 401))...),
		"it failed":                        of(append(current, answerTo(current, 500))...),
		"a login runs":                     of(login),
		"a login failed":                   of(login, posted),
		"a login failed, another runs":     of(login, posted, wx.Event{Kind: wx.LoginCall, ID: 8}),
	}
	seen := map[CallState]string{}
	for name, s := range states {
		if other, found := seen[s]; found {
			t.Errorf("%q and %q have the same state %+v", name, other, s)
		}
		seen[s] = name
	}
	if s := states["a login failed, another runs"]; s.hungOn != "login-failed" || s.runningSince != 1 {
		t.Errorf("beside the running login it would hang on %q, with %d later", s.hungOn, s.runningSince)
	}
	if s := of(login, posted, wx.Event{Kind: wx.PageCall, ID: 2}); s != states["a login failed"] {
		t.Errorf("another call changes its state: %+v", s)
	}
	later := stateObserver()
	observeAll(later, login, posted, call)
	if s := later.CallState(1); s.hungOn != "no-login" {
		t.Errorf("a login that ended before the call counts: %+v", s)
	}
}

func TestTheStateTellsWhetherThereIsAToken(t *testing.T) {
	none, cold := stateObserver(), stateObserver()
	cold.ColdStart("t1")
	if none.State() == cold.State() {
		t.Error("a token makes no difference")
	}
	rejected := stateObserver()
	rejected.ColdStart("t1")
	sent := send(1, 0, "t1")
	observeAll(rejected, append(sent, answerTo(sent, 401))...)
	if rejected.State() == cold.State() {
		t.Error("a rejection makes no difference")
	}
	if s := none.TokenState(""); s.known || s.current || !s.none {
		t.Errorf("no token where there never was one: %+v", s)
	}
	if s := cold.TokenState("t1"); !s.known || !s.current || s.none {
		t.Errorf("the current token: %+v", s)
	}
	if s := cold.TokenState("t1"); s.Sent() == s {
		t.Error("all that is known of a token counts for one that has left")
	}
}

func TestTokensAreToldApartByWhatIsKnownOfThem(t *testing.T) {
	o := stateObserver()
	if o.TokenState("") == o.TokenState("t0") {
		t.Error("none, and an unknown one")
	}
	o.ColdStart("t0")
	old := o.TokenState("t0")
	o.ColdStart("t1")
	if o.TokenState("t1") != old || o.TokenState("t0") == old {
		t.Error("the current token and an older one")
	}
}
