package situation

import (
	"fmt"
	"slices"

	"github.com/wxload/wxload/reports/suggest"
)

// All lists the situations that come with the tool.
func All() []Situation {
	load := []Deed{{Do: Load}}
	launchLoad := []Deed{{Do: Launch}, {Do: Load}}
	launchOne := []Deed{{Do: Launch}, {Do: Load, Requests: 1}}
	one := []Deed{{Do: Load, Requests: 1}}
	s := func(name, summary, token string, requests int, threads ...[]Deed) Situation {
		return Situation{Name: name, Summary: summary, Token: token, Requests: requests, Threads: threads}
	}
	return []Situation{
		s("cold-start", "a new user opens a page while the launch logs in", Absent, 3, launchLoad),
		s("late-401", "the token expires; the page's answers come in any order", Valid, 3, launchLoad).With(TokensExpire),
		s("expiry-mid-flight", "the token expires between two pages, or under way", Valid, 3, launchOne, load).With(TokensExpire),
		s("double-expiry", "the new token expires, too", Valid, 2, launchLoad).With(TokensExpire, TokensExpire),
		s("failed-login", "a login POST fails once or twice; a second page comes later", Absent, 3, launchLoad, one).With(LoginHTTP500, LoginLost),
		s("failed-wx-login", "wx.login fails once; a second page comes later", Absent, 3, launchLoad, one).With(WXLoginFails),
		s("session-and-token", "WeChat's session and the token both expire", Valid, 2, launchLoad).With(SessionExpires, TokensExpire),
		s("two-pages", "two pages load while the launch logs in", Absent, 3, launchOne, load),
		s("public-during-login", "a whitelisted request during the login", Absent, 1, []Deed{{Do: Launch}, {Do: Load, Public: 1}}),
		s("hide-during-login", "the app goes to the background and returns", Absent, 2, launchLoad, []Deed{{Do: Hide}, {Do: Show}}),
		s("full-slots", "more requests than slots, and the token expires", Valid, 3, launchLoad).With(TokensExpire).slots(2),
		s("dead-tokens", "every token is dead from the start", Dead, 2, launchLoad),
		s("bad-network", "a request fails on the network, and the answer to another is lost", Valid, 2, launchOne, load).With(RequestFails, RequestLost),
		s("relaunch-during-login", "the user closes the app and opens it again", Absent, 2, launchOne, []Deed{{Do: Relaunch}, {Do: Load}}),
		s("silent-login", "wx.login never calls back once; a second page comes later", Absent, 2, launchOne, load).With(WXLoginSilent),
		s("silent-check", "checkSession never calls back once, and the token expires; a second page comes later", Valid, 2, launchOne, load).
			With(CheckSessionSilent, TokensExpire),
		s("silent-request", "a request never calls back, and the token expires", Valid, 2, launchLoad).With(RequestSilent, TokensExpire),
		s("refused-login", "the login endpoint itself answers 401, four times", Absent, 1, launchLoad, one).
			With(LoginHTTP401, LoginHTTP401, LoginHTTP401, LoginHTTP401),
		s("write-during-login", "pages order something while the launch logs in", Absent, 2, []Deed{{Do: Launch}, {Do: Load, Writes: true}}),
		s("lost-write", "the answer to an order is lost on the network", Valid, 2, []Deed{{Do: Launch}, {Do: Load, Writes: true}}).With(RequestLost),
		s("late-401-refresh", "the token expires, and a refresh token that works once renews it; the page's answers come in any order", Valid, 3, launchLoad).
			With(TokensExpire).refresh(Once),
		s("double-refresh", "the new token expires, too; a second page comes later", Valid, 2, launchOne, load).With(TokensExpire, TokensExpire).refresh(Once),
		s("lost-refresh", "the answer to a refresh is lost, the server fails, or the refresh token has expired; a second page comes later", Valid, 2, launchOne, load).
			With(TokensExpire, RefreshLost, RefreshHTTP500, RefreshExpires).refresh(Once),
		s("two-step-login", "a login takes a ticket first, and either step may fail or have its answer lost; a second page comes later", Absent, 2, launchOne, load).
			With(TicketLost, TicketHTTP500, LoginLost, LoginHTTP500).ticket(),
		s("late-renewal", "each answer renews the token, and the answers come in any order; a second page comes later", Valid, 2, launchLoad, one).
			renewed(),
		s("late-401-renewal", "each answer renews the token, and it expires", Valid, 2, launchLoad).With(TokensExpire).renewed(),
		s("sealed-profile", "a page sends what WeChat has sealed for it, and the token expires", Valid, 0, []Deed{{Do: Launch}, {Do: Profile}}).
			With(TokensExpire),
	}
}

// With is the situation with further faults, each as often as it is listed.
func (s Situation) With(faults ...Fault) Situation {
	s.Faults = slices.Clone(s.Faults)
	for _, f := range faults {
		if i := slices.IndexFunc(s.Faults, func(b Budget) bool { return b.Fault == f }); i >= 0 {
			s.Faults[i].Max++
		} else {
			s.Faults = append(s.Faults, Budget{f, 1})
		}
	}
	return s
}

func (s Situation) slots(n int) Situation {
	s.Slots = n
	return s
}

func (s Situation) refresh(how string) Situation {
	s.Refresh = how
	return s
}

func (s Situation) ticket() Situation {
	s.Ticket = true
	return s
}

func (s Situation) renewed() Situation {
	s.Renewed = "X-Token"
	return s
}

// Find returns the situation of that name.
func Find(name string) (Situation, error) {
	var names []string
	for _, s := range All() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Situation{}, fmt.Errorf("no situation %q%s", name, suggest.Hint(name, names))
}
