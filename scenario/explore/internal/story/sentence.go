package story

import (
	"fmt"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// sentence puts an account into words. It shows each part that tells causes apart.
func (s *story) sentence(a account) string {
	switch a.defect.Class {
	case client.DuplicateLogin, client.DuplicateRefresh:
		return s.duplicateSentence(a)
	case client.RefreshTokenReused:
		return a.reused()
	case client.TokenRegressed:
		return a.regressed()
	case client.FreshTokenDeleted:
		return a.older() + "; the wrapper deletes " + a.token
	case client.HungRequest:
		return a.hung()
	case client.TokenlessSend:
		return a.sender.String() + " leaves without a token" + a.meanwhile()
	case client.SessionTrusted:
		return "checkSession says that WeChat's session holds, and the wrapper sends " + a.badSend()
	case client.AuthLoop:
		return fmt.Sprintf("%s is sent for the %s time, after authentication failures each time", a.sender, nth(a.sends))
	default:
		return a.rare()
	}
}

func (a account) rare() string {
	switch a.defect.Class {
	case client.AuthFailureDelivered:
		return fmt.Sprintf("the page receives the authentication failure, or another request's answer, as the value of %s", a.sender)
	case client.AuthFailureIgnored:
		return fmt.Sprintf("%s is rejected with its authentication failure; the wrapper neither logs in nor sends it again", a.sender)
	case client.ErrorSwallowed:
		if a.unsent {
			return fmt.Sprintf("%s was never sent, and the page is told that it is done: %s", a.sender, a.settled)
		}
		return fmt.Sprintf("%s failed, and the page is told that it is done: %s", a.sender, a.settled)
	case client.CodeReused:
		if a.defect.Kind == "ticket" {
			return fmt.Sprintf("%s sends its ticket a second time", a.login)
		}
		return fmt.Sprintf("%s sends its code a second time", a.login)
	case client.CodeExpired:
		return fmt.Sprintf("%s sends its code after more than 5 minutes", a.login)
	case client.LoginLoop:
		if a.login.refresh {
			return "the server refuses the refresh token, and the wrapper refreshes because of it, again and again"
		}
		return "the login endpoint answers with the authentication failure, and the wrapper logs in because of it, again and again"
	case client.LoginStarved:
		return fmt.Sprintf("the POST of %s has to wait for a slot of wx.request behind requests of pages", a.login)
	case client.ReplayedWrite:
		return a.sender.String() + " is accepted by the server for the second time, with its side effects"
	case client.ScriptError:
		if a.frozen {
			return "the app freezes, and WeChat ends it: " + a.thrown
		}
		return "the wrapper's code fails, and nobody sees to it: " + a.thrown
	case client.SealedBeforeLogin:
		return fmt.Sprintf("the data of %s was sealed before %s and is sent after it; the server cannot open it with the new session_key", a.sender, a.login)
	case client.KeyDisplaced:
		return fmt.Sprintf("the data of %s was sealed with another session_key than the one that the server keeps", a.sender)
	case client.WrongDomain:
		return a.sender.String() + " goes to a domain where it does not belong"
	default:
		return "a defect of the class " + a.defect.Class
	}
}

func (s *story) duplicateSentence(a account) string {
	if a.failure.how != noRejection {
		does := "logs in again"
		if a.login.refresh {
			does = "refreshes again"
		}
		if a.deletes {
			does = "deletes " + a.newest + " and " + does
		}
		return a.older() + "; the wrapper " + does
	}
	starts := fmt.Sprintf("%s starts %s", s.starter(a.turn), a.login)
	switch a.logins.how {
	case loginRuns:
		return fmt.Sprintf("%s while %s is still running", starts, a.logins.login)
	case loginStored:
		return fmt.Sprintf("%s although %s brought %s and nothing speaks against it", starts, a.logins.login, a.newest)
	default:
		return fmt.Sprintf("%s although nothing speaks against token %s", starts, a.newest)
	}
}

// starter names the choice whose turn this is.
func (s *story) starter(turn situation.Moment) string {
	switch turn.Event {
	case situation.UserAct:
		return s.deed(turn)
	case situation.Timer:
		return turn.String()
	default:
		return "the answer to " + s.name(turn)
	}
}

// older tells which failure the wrapper takes for a rejection of the newest token.
func (a account) older() string {
	stored := fmt.Sprintf("%s stored %s", a.logins.login, a.newest)
	switch {
	case a.logins.login == renewal{}:
		stored = "token " + a.newest + " was stored"
	case a.logins.login.answer != sender{}:
		stored = fmt.Sprintf("%s brought %s", a.logins.login, a.newest)
	}
	f := a.failure
	switch f.how {
	case loginRefused:
		if f.sender.whose == ofRefresh {
			return fmt.Sprintf("the server refuses refresh #%d after %s", f.sender.n, stored)
		}
		return fmt.Sprintf("the login endpoint refuses login #%d after %s", f.sender.n, stored)
	case lateAnswer:
		return fmt.Sprintf("the 401 of %s, sent %s, arrives after %s", f.sender, with(f.token), stored)
	default:
		return fmt.Sprintf("%s, sent %s and rejected, still waits after %s", f.sender, with(f.token), stored)
	}
}

func with(token string) string {
	if token == "" {
		return "without a token"
	}
	return "with token " + token
}

func (a account) hung() string {
	waits := a.unsettled
	switch {
	case a.silent != sender{}:
		return fmt.Sprintf("%s: %s never calls back, and the wrapper waits for it without an end", waits, a.silent)
	case a.logins.how == loginStored:
		return fmt.Sprintf("%s, although %s brought token %s", waits, a.logins.login, a.newest)
	case a.login.n > 0:
		return fmt.Sprintf("%s has its code, but its POST is never sent; %s", a.login, waits)
	case a.logins.how == loginFailed:
		return fmt.Sprintf("%s fails, and nothing releases those that wait for it: %s", a.logins.login, waits)
	case a.defect.Kind == "no-login":
		return waits + ": nobody starts the login that would help"
	default:
		return waits
	}
}

// regressed tells of a token that an older one has replaced.
func (a account) regressed() string {
	by := "is newer"
	if a.logins.how == loginStored {
		by += fmt.Sprintf(": %s brought it", a.logins.login)
	}
	return fmt.Sprintf("the answer to %s brings token %s, and the wrapper puts it in the place of %s, which %s", a.sender, a.token, a.newest, by)
}

// reused tells of a refresh token that is sent again.
func (a account) reused() string {
	if a.logins.login == (renewal{refresh: true, n: a.sender.n}) {
		return fmt.Sprintf("%s spends its refresh token, and another POST that carries it is under way, or was refused", a.logins.login)
	}
	return fmt.Sprintf("%s sends the refresh token that %s has spent", a.sender, a.logins.login)
}

// meanwhile tells which login a request without a token should have waited for.
func (a account) meanwhile() string {
	switch a.logins.how {
	case loginRuns:
		return fmt.Sprintf(" while %s is still running", a.logins.login)
	case loginFailed:
		return fmt.Sprintf(" after %s failed", a.logins.login)
	default:
		return "; the wrapper has none and does not log in first"
	}
}

func (a account) badSend() string {
	if a.token == "" {
		return a.sender.String() + " without a token"
	}
	return fmt.Sprintf("%s with token %s, which was rejected before", a.sender, a.token)
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
