package main

import (
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// worldOf is what a situation is made of, in words. That of a scenario tells what the
// client begins with, since its name does not.
func worldOf(s *situation.Situation) string {
	wanted, fixed, open, profiles, opened := 0, 0, 0, 0, 0
	for _, thread := range s.Threads {
		for _, d := range thread {
			wanted += d.Public
			fixed += d.Requests
			if d.Do == situation.Load && d.Requests == 0 {
				open++
			}
			if d.Do == situation.Profile {
				profiles++
			}
			if d.Do == situation.Open {
				opened++
			}
		}
	}
	if open > 0 {
		fixed += open * max(s.Requests-fixed, 0)
	}
	var pages []string
	if opened > 0 {
		pages = append(pages, count(opened, "page"))
	}
	if n := wanted + fixed; n > 0 || profiles+opened == 0 {
		pages = append(pages, count(n, "request"))
	}
	if profiles > 0 {
		pages = append(pages, count(profiles, "profile"))
	}
	var faults []string
	for _, b := range s.Faults {
		faults = append(faults, count(b.Max, faultWord(b.Fault)))
	}
	if s.Scenario == "" {
		return strings.Join(append(pages, faults...), ", ")
	}
	if len(faults) == 0 {
		faults = []string{"no faults"}
	}
	return strings.Join(append(pages, beginning(s.Token)), ", ") + "; " + strings.Join(faults, ", ")
}

// beginning is what a client holds at the start.
func beginning(token string) string {
	switch token {
	case situation.Absent:
		return "from no token"
	case situation.Valid:
		return "from a valid token"
	default:
		return "from an expired token"
	}
}

func faultWord(f situation.Fault) string {
	switch f {
	case situation.TokensExpire:
		return "expiry of the tokens"
	case situation.SessionExpires:
		return "expiry of the session"
	case situation.LoginHTTP500:
		return "failed login"
	case situation.LoginHTTP401:
		return "refused login"
	case situation.LoginLost:
		return "lost login answer"
	case situation.WXLoginFails:
		return "failed wx.login"
	case situation.RequestFails:
		return "failed request"
	case situation.RequestLost:
		return "lost answer"
	case situation.TicketHTTP500:
		return "failed ticket"
	case situation.TicketLost:
		return "lost ticket answer"
	case situation.RefreshHTTP500:
		return "failed refresh"
	case situation.RefreshLost:
		return "lost refresh answer"
	case situation.RefreshExpires:
		return "expiry of the refresh token"
	case situation.WXLoginSilent:
		return "silent wx.login"
	case situation.CheckSessionSilent:
		return "silent checkSession"
	case situation.RequestSilent:
		return "silent request"
	default:
		return string(f)
	}
}

// count is a number of things, such as "2 expiries of the tokens".
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	first, rest, _ := strings.Cut(thing, " of ")
	switch {
	case strings.HasSuffix(first, "y"):
		first = strings.TrimSuffix(first, "y") + "ies"
	case strings.HasSuffix(first, "ch"), strings.HasSuffix(first, "sh"):
		first += "es"
	case strings.HasSuffix(first, "wx.login"):
		first += " calls"
	default:
		first += "s"
	}
	if rest != "" {
		first += " of " + rest
	}
	return number(n) + " " + first
}

func number(n int) string { return reports.Count(int64(n)) }

func nameOf(class, kind string) string {
	if kind == "" {
		return class
	}
	return class + " (" + kind + ")"
}
