package main

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/explore/situation"
)

func TestEverySituationIsWrittenInWords(t *testing.T) {
	for _, s := range situation.All() {
		text := worldOf(&s)
		for _, b := range s.Faults {
			if strings.Contains(text, string(b.Fault)) {
				t.Errorf("%s: %q has no word for %s", s.Name, text, b.Fault)
			}
		}
	}
}

func TestAWorldCountsAllRequests(t *testing.T) {
	s := situation.Situation{Requests: 3, Threads: [][]situation.Deed{
		{{Do: situation.Launch}, {Do: situation.Load, Public: 1}}, {{Do: situation.Load, Requests: 1}}},
		Faults: []situation.Budget{{Fault: situation.TokensExpire, Max: 2}, {Fault: situation.WXLoginFails, Max: 1}}}
	if got, want := worldOf(&s), "4 requests, 2 expiries of the tokens, 1 failed wx.login"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := worldOf(new(s.WithRequests(0))), "2 requests, 2 expiries of the tokens, 1 failed wx.login"; got != want {
		t.Errorf("with fewer than the situation needs: got %q, want %q", got, want)
	}
}

func TestTheWorldOfAScenarioTellsWhatItBeginsWith(t *testing.T) {
	one := [][]situation.Deed{{{Do: situation.Launch}, {Do: situation.Load}}}
	twice := []situation.Budget{{Fault: situation.TokensExpire, Max: 2}, {Fault: situation.LoginHTTP500, Max: 1}}
	for _, c := range []struct {
		token  string
		faults []situation.Budget
		want   string
	}{
		{situation.Expired, twice, "1 request, from an expired token; 2 expiries of the tokens, 1 failed login"},
		{situation.Valid, twice[1:], "1 request, from a valid token; 1 failed login"},
		{situation.Absent, nil, "1 request, from no token; no faults"},
	} {
		s := situation.Situation{Scenario: "shop", Token: c.token, Requests: 1, Threads: one, Faults: c.faults}
		if got := worldOf(&s); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestThingsAreCounted(t *testing.T) {
	for _, c := range []struct {
		n           int
		thing, want string
	}{
		{0, "defect", "0 defects"}, {1, "search", "1 search"}, {2, "search", "2 searches"}, {2, "choice", "2 choices"},
		{61204, "state", "61,204 states"}, {1234567, "state", "1,234,567 states"}, {2, "expiry of the session", "2 expiries of the session"},
		{2, "failed wx.login", "2 failed wx.login calls"}, {999, "state", "999 states"}, {1000, "state", "1,000 states"},
	} {
		if got := count(c.n, c.thing); got != c.want {
			t.Errorf("%d %s: got %q, want %q", c.n, c.thing, got, c.want)
		}
	}
}
