package explore

import (
	"fmt"
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wx"
)

// sentence explains a defect that is there with the last event.
func (s *story) sentence(d client.DefectKey) string {
	switch d.Class {
	case client.DuplicateLogin:
		return s.duplicate(d.Kind)
	case client.FreshTokenDeleted:
		return s.olderFailure() + "; the wrapper deletes " + s.deleted
	case client.HungRequest:
		return s.hung(d.Kind)
	case client.TokenlessSend:
		return s.lastRequest() + " leaves without a token" + s.meanwhile()
	case client.SessionTrusted:
		return fmt.Sprintf("checkSession says that WeChat's session holds, and the wrapper sends %s %s", s.lastRequest(), s.badToken())
	case client.AuthLoop:
		return fmt.Sprintf("%s is sent for the %s time, after authentication failures each time", s.lastRequest(), nth(s.sends[s.lastRequest()]))
	default:
		return s.rare(d.Class)
	}
}

func (s *story) rare(class string) string {
	switch class {
	case client.AuthFailureDelivered:
		return fmt.Sprintf("the page receives the authentication failure, or another request's answer, as the value of request %s", s.last.Name)
	case client.AuthFailureIgnored:
		return fmt.Sprintf("request %s is rejected with its authentication failure; the wrapper neither logs in nor sends it again", s.last.Name)
	case client.ErrorSwallowed:
		return fmt.Sprintf("request %s failed, and the page is told that it is done: %s", s.last.Name, s.outcome(&s.last))
	case client.CodeReused:
		return fmt.Sprintf("login #%d sends its code a second time", s.lastLogin())
	case client.CodeExpired:
		return fmt.Sprintf("login #%d sends its code after more than 5 minutes", s.lastLogin())
	case client.LoginLoop:
		return "the login endpoint answers with the authentication failure, and the wrapper logs in because of it, again and again"
	case client.LoginStarved:
		return fmt.Sprintf("the POST of login #%d has to wait for a slot of wx.request behind requests of pages", s.lastLogin())
	case client.ReplayedWrite:
		return s.lastRequest() + " is accepted by the server for the second time, with its side effects"
	case client.WrongDomain:
		return s.lastRequest() + " goes to a domain where it does not belong"
	default:
		return "a defect of the class " + class
	}
}

func (s *story) duplicate(kind string) string {
	switch kind {
	case "concurrent":
		others := slices.DeleteFunc(slices.Clone(s.running), func(n int) bool { return n == s.logins })
		if len(others) > 0 {
			return fmt.Sprintf("login #%d starts while login #%d is still running", s.logins, others[len(others)-1])
		}
	case "stale-401":
		what := "logs in again"
		if s.deleted == s.newest && s.deleted != "" {
			what = "deletes " + s.deleted + " and logs in again"
		}
		return s.olderFailure() + "; the wrapper " + what
	}
	if s.newestBy > 0 {
		return fmt.Sprintf("login #%d starts although login #%d brought %s and nothing speaks against it", s.logins, s.newestBy, s.newest)
	}
	return fmt.Sprintf("login #%d starts although nothing speaks against token %s", s.logins, s.newest)
}

// olderFailure is what a wrapper mistakes for a rejection of the newest token: a
// login that is refused, a 401 that came too late, or one whose request has waited
// since.
func (s *story) olderFailure() string {
	stored := fmt.Sprintf("login #%d stored %s", s.newestBy, s.newest)
	switch {
	case s.refusedLogin > 0:
		return fmt.Sprintf("the login endpoint refuses login #%d after %s", s.refusedLogin, stored)
	case s.late.who != "":
		return fmt.Sprintf("the 401 of %s, sent %s, arrives after %s", s.late.who, s.late.sent(), stored)
	default:
		return fmt.Sprintf("%s, sent %s and rejected, still waits after %s", s.rejected.who, s.rejected.sent(), stored)
	}
}

// sent tells with which token.
func (r rejectedSend) sent() string {
	if r.token == "" {
		return "without a token"
	}
	return "with token " + r.token
}

func (s *story) hung(kind string) string {
	waits := s.unsettled()
	switch {
	case s.silent != "":
		return waits + ": " + s.silent + " never calls back, and the wrapper waits for it without an end"
	case kind == "login-succeeded" && s.newestBy > 0:
		return fmt.Sprintf("%s, although login #%d brought token %s", waits, s.newestBy, s.newest)
	case kind == "login-never-sent":
		return fmt.Sprintf("login #%d has its code, but its POST is never sent; %s", s.logins, waits)
	case kind == "login-failed" && len(s.failed) > 0:
		return fmt.Sprintf("login #%d fails, and nothing releases those that wait for it: %s", s.failed[len(s.failed)-1], waits)
	case kind == "no-login":
		return waits + ": nobody starts the login that would help"
	default:
		return waits
	}
}

// meanwhile tells what the wrapper should have waited for.
func (s *story) meanwhile() string {
	if n := len(s.running); n > 0 {
		return fmt.Sprintf(" while login #%d is still running", s.running[n-1])
	}
	if n := len(s.failed); n > 0 {
		return fmt.Sprintf(" after login #%d failed", s.failed[n-1])
	}
	return "; the wrapper has none and does not log in first"
}

func (s *story) badToken() string {
	token := s.w.subject.settings.Target.TokenOf(s.last.Request)
	if token == "" {
		return "without a token"
	}
	return "with token " + token + ", which was rejected before"
}

// lastRequest is the request of the last event.
func (s *story) lastRequest() string {
	if s.last.Request == nil {
		return "request " + s.last.Name
	}
	return s.who(s.last.Request)
}

func (s *story) lastLogin() int {
	if s.last.Kind == wx.LoginCall || s.last.Request == nil {
		return s.logins
	}
	return s.loginOf(s.last.Request)
}

// nth is an ordinal number.
func nth(n int) string {
	switch {
	case n%10 == 1 && n%100 != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n%100 != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n%100 != 13:
		return fmt.Sprintf("%drd", n)
	default:
		return fmt.Sprintf("%dth", n)
	}
}
