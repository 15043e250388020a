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
