package client

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// Reason is why a request, a login or a session check failed. It is a small comparable
// value, by which failures are counted; [Reason.String] puts it into words.
type Reason struct {
	cause   cause
	number  int    // of causeStatus: the status; of causeAuth: how often
	text    string // of causePlatform: errMsg; of causeBusiness: the code; of causeHung: its kind
	reused  bool   // of causePlatform: the connection had served a request before
	login   bool   // the login that a request waited for failed for it
	refresh bool   // the same of a refresh
}

// cause is a kind of reason.
type cause uint8

const (
	noCause       cause = iota
	causeStatus         // an answer's HTTP status
	causeBusiness       // a code in an answer's body
	causeAuth           // the authentication failure
	causePlatform       // the platform got no answer
	causeNoToken        // the answer to a login has no token
	causeNoTicket       // the answer to the first step of a login has no ticket
	causeNoLogin        // no login in the time that a request may wait
	causeNoSlot         // no free slot in that time
	causeNoDomain       // no domain is configured
	causeHung           // it was never settled
	causeNoAnswer       // the run ended while it had no answer
	causeOpen           // the run ended while it waited
	causeClosed         // the app ended before
	causeUnsent         // of a login: its code was never sent
	causeEmpty          // settled with nothing
	causeRejected       // rejected, although nothing spoke for it
	causeMore           // see maxReasons
)

// String is the reason in a few words, without secrets.
func (r Reason) String() string {
	if r.login {
		r.login = false
		return "login failed: " + r.String()
	}
	if r.refresh {
		r.refresh = false
		return "refresh failed: " + r.String()
	}
	switch r.cause {
	case causeStatus:
		return fmt.Sprintf("HTTP %d", r.number)
	case causeBusiness:
		return businessWords(r.text)
	case causeAuth:
		return authWords(r.number)
	case causePlatform:
		return platformWords(r.text, r.reused)
	case causeHung:
		return "never settled (" + r.text + ")"
	default:
		return r.cause.words()
	}
}

// words are those of the causes that need nothing else.
func (c cause) words() string {
	switch c {
	case causeNoToken:
		return "no token in the answer"
	case causeNoTicket:
		return "no ticket in the answer"
	case causeNoLogin:
		return "no login in time"
	case causeNoSlot:
		return "no free slot in time"
	case causeNoDomain:
		return "no domain for this envVersion"
	case causeNoAnswer:
		return "unanswered at the end"
	case causeOpen:
		return "unsettled at the end"
	case causeClosed:
		return "cut off when the app was closed"
	case causeUnsent:
		return "code never sent"
	case causeEmpty:
		return "settled with nothing"
	case causeRejected:
		return "rejected by the wrapper"
	case causeMore:
		return "further reasons"
	default:
		return "unknown"
	}
}

func authWords(times int) string {
	switch times {
	case 1:
		return "authentication failed"
	case 2:
		return "authentication failed twice"
	}
	return fmt.Sprintf("authentication failed %d times", times)
}

func businessWords(code string) string {
	switch code {
	case "":
		return "no business code in the answer"
	case otherCode:
		return "another business code"
	}
	return "business code " + code
}

// unanswered reports a failure of the platform before any time limit: nobody answered, and
// the time that it took is no latency.
func (r Reason) unanswered() bool {
	return r.cause == causePlatform && !strings.HasSuffix(r.text, "timeout") && !strings.HasSuffix(r.text, "TIMED_OUT")
}

// aborted reports a send that the client itself ended.
func (r Reason) aborted() bool {
	if r.cause != causePlatform {
		return false
	}
	words := plainWords(r.text)
	return words == "aborted" || words == "interrupted"
}

// becauseOf is the reason for a failure of the platform.
func becauseOf(err error) Reason {
	if failed, ok := errors.AsType[*wx.Error](err); ok {
		return Reason{cause: causePlatform, text: failed.ErrMsg, reused: failed.Reused}
	}
	return Reason{cause: causeRejected}
}

// unsuccessful is the reason for an answer that is no success or, to a login, has no
// token.
func unsuccessful(resp *wx.Response, t *wrapper.Target) Reason {
	code, byBody := t.BusinessCode(resp)
	switch {
	case t.Succeeded(resp):
		return Reason{cause: causeNoToken}
	case byBody && !isBusinessCode(code):
		return Reason{cause: causeBusiness, text: otherCode}
	case byBody:
		return Reason{cause: causeBusiness, text: code}
	}
	return Reason{cause: causeStatus, number: resp.Status}
}

// otherCode stands for what is no code.
const otherCode = "*"

// maxCode bounds a code in bytes.
const maxCode = 40

// isBusinessCode reports a number that is not long, or a word such as
// UNAUTHENTICATED; the empty text is no code at all. What else stands in the place of
// a code may be anything, a secret included.
func isBusinessCode(code string) bool {
	digits, letters := 0, 0
	for _, c := range code {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
			letters++
		case c == '_', c == '-', c == ' ', c == '.':
		default:
			return false
		}
	}
	return len(code) <= maxCode && digits <= 10 && (digits == 0 || letters == 0)
}
