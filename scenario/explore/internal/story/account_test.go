package story

import (
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// accounts are one for each sentence that there is, and for each part of it that
// tells causes apart.
func accounts() []account {
	concurrent := client.DefectKey{Class: client.DuplicateLogin, Kind: "concurrent"}
	needless := client.DefectKey{Class: client.DuplicateLogin, Kind: "needless"}
	stale := client.DefectKey{Class: client.DuplicateLogin, Kind: "stale-401"}
	again := client.DefectKey{Class: client.DuplicateRefresh, Kind: "concurrent"}
	refresh := sender{whose: ofRefresh, n: 2}
	of := func(class string) client.DefectKey { return client.DefectKey{Class: class} }
	hung := func(kind string) client.DefectKey { return client.DefectKey{Class: client.HungRequest, Kind: kind} }
	a, own, login := sender{whose: ofPage, name: "A"}, sender{whose: ofWrapper, name: "getUserInfo"}, sender{whose: ofLogin, n: 1}
	timer, answer := situation.Moment{Event: situation.Timer, N: 4}, situation.Moment{Event: situation.Answer, Call: "request", Request: "A", N: 1}
	check, launch := situation.Moment{Event: situation.Answer, Call: "checkSession", N: 1}, situation.Moment{Event: situation.UserAct, What: string(situation.Launch), Thread: 1, N: 1}
	gives, runs, fails := standing{loginStored, renewal{n: 1}}, standing{loginRuns, renewal{n: 1}}, standing{loginFailed, renewal{n: 1}}
	late := func(s sender, token string) failure { return failure{lateAnswer, s, token} }
	return []account{
		{defect: concurrent, turn: timer, login: renewal{n: 2}, logins: runs},
		{defect: concurrent, turn: answer, login: renewal{n: 2}, logins: runs},
		{defect: concurrent, turn: check, login: renewal{n: 2}, logins: runs},
		{defect: needless, turn: launch, login: renewal{n: 1}, newest: "t0"},
		{defect: needless, turn: launch, login: renewal{n: 2}, logins: gives, newest: "t1"},
		{defect: stale, logins: gives, newest: "t1", failure: late(a, "t0"), deletes: true},
		{defect: stale, logins: gives, newest: "t1", failure: late(a, "t0")},
		{defect: stale, logins: gives, newest: "t1", failure: late(a, "")},
		{defect: stale, logins: gives, newest: "t1", failure: late(own, "t0")},
		{defect: stale, logins: gives, newest: "t1", failure: failure{stillToHeal, a, "t0"}},
		{defect: stale, logins: gives, newest: "t1", failure: failure{how: loginRefused, sender: login}},
		{defect: again, turn: answer, login: renewal{refresh: true, n: 2}, logins: standing{loginRuns, renewal{refresh: true, n: 1}}},
		{defect: again, turn: answer, login: renewal{refresh: true, n: 1}, logins: runs},
		{defect: concurrent, turn: answer, login: renewal{n: 1}, logins: standing{loginRuns, renewal{refresh: true, n: 1}}},
		{defect: client.DefectKey{Class: client.DuplicateRefresh, Kind: "stale-401"}, login: renewal{refresh: true, n: 2}, logins: gives, newest: "t1", failure: late(a, "t0")},
		{defect: of(client.RefreshTokenReused), sender: refresh, logins: standing{loginStored, renewal{refresh: true, n: 1}}},
		{defect: of(client.TokenRegressed), sender: a, token: "t1", newest: "t2"},
		{defect: of(client.TokenRegressed), sender: a, token: "t1", newest: "t2", logins: gives},
		{defect: of(client.TokenRegressed), sender: a, token: "t1", newest: "t2", logins: standing{loginStored, renewal{answer: a}}},
		{defect: of(client.FreshTokenDeleted), logins: gives, newest: "t1", failure: failure{how: loginRefused, sender: refresh}, token: "t1"},
		{defect: of(client.FreshTokenDeleted), logins: gives, newest: "t1", failure: late(a, "t0"), token: "t1"},
		{defect: hung("login-failed"), unsettled: "request A is never settled"},
		{defect: hung("login-failed"), unsettled: "request A is never settled", logins: fails},
		{defect: hung("login-failed"), unsettled: "request A is never settled", silent: sender{whose: ofLoginCall, n: 1}},
		{defect: hung("login-failed"), unsettled: "request A is never settled", silent: sender{whose: ofCheck, n: 1}},
		{defect: hung("login-succeeded"), unsettled: "request A is never settled", logins: gives, newest: "t1"},
		{defect: hung("login-never-sent"), unsettled: "request A is never settled", login: renewal{n: 1}},
		{defect: hung("no-login"), unsettled: "request A is never settled"},
		{defect: of(client.TokenlessSend), sender: a},
		{defect: of(client.TokenlessSend), sender: a, logins: runs},
		{defect: of(client.TokenlessSend), sender: a, logins: fails},
		{defect: of(client.SessionTrusted), sender: a},
		{defect: of(client.SessionTrusted), sender: a, token: "t0"},
		{defect: of(client.AuthLoop), sender: a, sends: 4},
		{defect: of(client.AuthLoop), sender: own, sends: 4},
		{defect: of(client.AuthFailureDelivered), sender: a},
		{defect: of(client.AuthFailureIgnored), sender: a},
		{defect: of(client.ErrorSwallowed), sender: a, settled: "resolved with undefined"},
		{defect: of(client.ErrorSwallowed), sender: a, settled: "resolved with HTTP 500"},
		{defect: of(client.SealedBeforeLogin), sender: a, login: renewal{n: 1}},
		{defect: of(client.SealedBeforeLogin), sender: login, login: renewal{n: 2}},
		{defect: of(client.KeyDisplaced), sender: a},
		{defect: of(client.CodeReused), login: renewal{n: 1}},
		{defect: of(client.CodeExpired), login: renewal{n: 1}},
		{defect: of(client.LoginLoop)},
		{defect: of(client.LoginLoop), login: renewal{refresh: true, n: 1}},
		{defect: of(client.LoginStarved), login: renewal{n: 1}},
		{defect: of(client.ReplayedWrite), sender: a},
		{defect: of(client.WrongDomain), sender: a},
		{defect: of(client.ScriptError), thrown: "TypeError: x is undefined (request.js:1:2)"},
		{defect: of("a class of its own")},
	}
}

func TestOtherCausesHaveOtherSentences(t *testing.T) {
	s := &story{w: &world.World{}}
	said, seen := map[string]account{}, map[account]bool{}
	for _, a := range accounts() {
		sentence := s.sentence(a)
		if other, known := said[sentence]; known {
			t.Errorf("%+v and %+v read %q", a, other, sentence)
		}
		if seen[a.milestones()] {
			t.Errorf("%q has the cause of another", sentence)
		}
		said[sentence], seen[a.milestones()] = a, true
	}
}

func TestNamesAndNumbersAreNoCause(t *testing.T) {
	b, post := sender{whose: ofPage, name: "B"}, sender{whose: ofLogin, n: 7}
	for _, a := range accounts() {
		other := a
		if other.turn != (situation.Moment{}) {
			other.turn.Request, other.turn.N, other.turn.Thread = "B", 9, 2
		}
		for _, s := range []*sender{&other.sender, &other.failure.sender, &other.silent} {
			switch s.whose {
			case ofPage:
				*s = b
			case ofLogin:
				*s = post
			case ofRefresh:
				s.n = 7
			case ofCheck, ofLoginCall:
				s.n = 5
			default: // the wrapper's own are told apart by their names
			}
		}
		other.login.n, other.logins.login.n, other.sends, other.unsettled = 8, 9, 10, "requests C and D are never settled"
		for _, token := range []*string{&other.token, &other.failure.token, &other.newest} {
			if *token != "" {
				*token = "t9"
			}
		}
		if got, want := other.milestones(), a.milestones(); got != want {
			t.Errorf("%+v is another cause than %+v", got, want)
		}
	}
}

func TestASentenceSaysWhichFaultsItTook(t *testing.T) {
	a, post := sender{whose: ofPage, name: "A"}, sender{whose: ofLogin, n: 1}
	call, check := sender{whose: ofLoginCall, n: 1}, sender{whose: ofCheck, n: 1}
	for _, c := range []struct {
		faults []situation.Fault
		hit    sender
		told   sender // as never calling back
		want   string
	}{
		{nil, a, sender{}, ""},
		{[]situation.Fault{situation.TokensExpire}, sender{}, sender{}, " (after the tokens expired)"},
		{[]situation.Fault{situation.SessionExpires, situation.TokensExpire, situation.TokensExpire}, sender{}, sender{}, " (after the session expired, and the tokens expired twice)"},
		{[]situation.Fault{situation.TokensExpire, situation.TokensExpire, situation.TokensExpire}, sender{}, sender{}, " (after the tokens expired 3 times)"},
		{[]situation.Fault{situation.LoginHTTP500}, post, sender{}, " (after the POST of login #1 got HTTP 500)"},
		{[]situation.Fault{situation.LoginHTTP401, situation.LoginHTTP401}, post, sender{}, " (after the POST of login #1 and 1 more got HTTP 401)"},
		{[]situation.Fault{situation.LoginLost}, post, sender{}, " (after the answer to the POST of login #1 was lost)"},
		{[]situation.Fault{situation.RequestLost, situation.RequestLost}, a, sender{}, " (after the answers to request A and 1 more were lost)"},
		{[]situation.Fault{situation.RequestFails}, a, sender{}, " (after request A failed on the network)"},
		{[]situation.Fault{situation.WXLoginFails}, call, sender{}, " (after wx.login of login #1 failed)"},
		{[]situation.Fault{situation.WXLoginSilent}, call, call, ""},
		{[]situation.Fault{situation.CheckSessionSilent}, check, sender{}, " (after checkSession #1 never called back)"},
		{[]situation.Fault{situation.RequestSilent, situation.RequestLost}, a, a, " (after the answer to request A was lost)"},
	} {
		var h hits
		for _, f := range c.faults {
			h = h.with(f, c.hit)
		}
		if got := h.after(c.told); got != c.want {
			t.Errorf("%v: %q, want %q", c.faults, got, c.want)
		}
	}
	if h := (hits{}).with(situation.TokensExpire, sender{}).with(situation.LoginLost, post); h.kinds() != (hits{}).with(situation.LoginLost, sender{}).with(situation.TokensExpire, post).with(situation.TokensExpire, post).kinds() {
		t.Errorf("the order and number of faults tell causes apart: %q", h.kinds())
	}
}

func TestNth(t *testing.T) {
	for n, want := range map[int]string{1: "1st", 2: "2nd", 3: "3rd", 4: "4th", 11: "11th", 12: "12th", 13: "13th", 21: "21st", 112: "112th"} {
		if got := nth(n); got != want {
			t.Errorf("nth(%d) = %q, want %q", n, got, want)
		}
	}
}
