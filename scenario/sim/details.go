package sim

import (
	"strconv"
	"strings"

	"github.com/wxload/wxload/reports/lang"
)

// lane tells who acts in an event of that kind.
func lane(kind string) string {
	switch head, _, _ := strings.Cut(kind, "."); head {
	case "page", "app", "wx", "fault":
		return head
	case "logout", "navigate":
		return "app"
	}
	if strings.HasSuffix(kind, ".server") {
		return "server"
	}
	return "wrapper"
}

// details says what there is to know about an event besides its kind. newest is
// the newest token that was delivered so far.
func (e *Event) details(newest string, words *lang.Words) string {
	switch e.Kind {
	case "wx.login.call":
		return e.subject() + remark(words.Text(e.overlap()))
	case "storage.set":
		return e.Key + " = " + e.Value
	case "storage.remove":
		return words.Text(e.removal())
	case "page.settle":
		return e.settlement(words)
	case "fault.expireAll":
		return words.Say("every token dies at the server")
	case "fault.expireRefreshTokens":
		return words.Say("every refresh token dies at the server")
	case "fault.sessionInvalid":
		return words.Say(e.invalidation())
	case "unhandledRejection", "script.error", "page.error":
		return words.Text(e.Reason)
	}
	switch head, _, _ := strings.Cut(e.Kind, "."); head {
	case "login", "refresh":
		return words.Text(e.subject() + e.answer())
	case "ticket":
		return words.Text(e.subject() + e.answer() + e.gift())
	}
	return words.Text(e.subject()+e.carried()+e.answer()) + remark(words.Say(e.lateness(newest)))
}

// newerOf is the token of the two that was issued later: their names count them. The empty
// token is none.
func newerOf(one, other string) string {
	if len(other) > len(one) || len(other) == len(one) && other > one {
		return other
	}
	return one
}

// subject is the request or the call that an event is about.
func (e *Event) subject() string {
	s := e.Name
	if s == "" && e.Ordinal > 0 {
		s = "#" + strconv.Itoa(e.Ordinal)
	}
	if e.Attempt > 1 {
		s += " (attempt " + strconv.Itoa(e.Attempt) + ")"
	}
	if e.Code != "" {
		s += " with code " + e.Code
	} else if e.Ticket != "" {
		s += " with ticket " + e.Ticket
	}
	return strings.TrimPrefix(s, " ")
}

// gift is the ticket that an answer gives.
func (e *Event) gift() string {
	if e.Ticket == "" {
		return ""
	}
	return ", ticket " + e.Ticket
}

// carried is the token that a request carries.
func (e *Event) carried() string {
	switch {
	case e.Token == nil:
		return ""
	case *e.Token == "":
		return " without a token"
	default:
		return " with token " + *e.Token
	}
}

// answer is what the server makes of a request, or why there is no answer.
func (e *Event) answer() string {
	if e.ErrMsg != "" {
		return ": " + e.ErrMsg
	}
	if e.Status == 0 {
		return ""
	}
	s := ": HTTP " + strconv.Itoa(e.Status)
	if e.Auth != "" {
		s += ", authentication failure"
	}
	if e.Issued != "" {
		s += ", new token " + e.Issued
	}
	switch e.Why {
	case "fault":
		s += " (a fault of the script)"
	case "code":
		s += " (WeChat refuses the code)"
	}
	return s
}

// lateness marks an authentication failure of a token that is no longer the
// current one: it says nothing against the newest.
func (e *Event) lateness(newest string) string {
	late := e.Auth != "" && strings.HasSuffix(e.Kind, ".done") &&
		newest != "" && e.Token != nil && *e.Token != newest
	if !late {
		return ""
	}
	return "late: the current token is " + newest
}

// remark is what stands apart at the end of a line.
func remark(text string) string {
	if text == "" {
		return ""
	}
	return "  <- " + text
}

// overlap says what a login runs into when it starts.
func (e *Event) overlap() string {
	var why []string
	for _, d := range e.Duplicate {
		switch d {
		case "inFlight":
			why = append(why, "another login is in flight")
		case "tokenValid":
			why = append(why, "the current token is still valid at the server")
		}
	}
	if why == nil {
		return ""
	}
	return strings.Join(why, ", and ")
}

func (e *Event) removal() string {
	if e.Had != nil && !*e.Had {
		return e.Key + " (was not there)"
	}
	return e.Key
}

func (e *Event) settlement(words *lang.Words) string {
	switch e.Outcome {
	case "ok":
		return words.Sprintf("%s: ok, %s", e.Name, e.Value)
	case "rejected":
		return words.Sprintf("%s: rejected, %s", e.Name, words.Text(e.Value))
	}
	return words.Sprintf("%s: %s", e.Name, words.Say((&Request{Outcome: e.Outcome}).fate()))
}

func (e *Event) invalidation() string {
	if e.Sticky {
		return "the session is invalid from now on"
	}
	return "the session is invalid until the next wx.login"
}
