package mockwx

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Request is an HTTP request as far as the mock looks at it.
type Request struct {
	Method string
	Path   string
	Query  string // raw, without the question mark
	Body   []byte
}

// Reply is the HTTP answer to a [Request].
type Reply struct {
	Status      int
	ContentType string
	Body        []byte
}

const (
	typeText = "text/plain"                       // WeChat's for /sns/*, though the body is JSON
	typeAPI  = "application/json; encoding=utf-8" // WeChat's for the rest
	typeJSON = "application/json; charset=utf-8"  // the mock's own
)

// Handle answers a request of a backend (/sns/…, /cgi-bin/…, /wxa/…), a device (/_wx/…) or a test
// (/_wx/control/…, /_wx/ledger), by the methods above. Whatever the request
// holds, it is answered. Faults are [Server]'s and not known here.
func (m *Machine) Handle(now time.Time, r Request) Reply {
	switch endpointOf(r.Path) {
	case endpointLogin:
		return m.handleLogin(now, r)
	case endpointCheckSession:
		return m.handleCheckSession(now, r)
	case endpointUserInfo:
		return m.handleUserInfo(now, r)
	case endpointPhoneNumber:
		return m.handlePhoneNumber(now, r)
	case endpointJSCode2Session:
		return m.handleExchange(now, r)
	case endpointToken:
		return m.handleToken(now, r)
	case endpointStableToken:
		return m.handleStableToken(now, r)
	case endpointCheckKey:
		return m.handleCheckKey(now, r)
	case endpointResetKey:
		return m.handleResetKey(now, r)
	case endpointGetPhone:
		return m.handleGetPhone(now, r)
	}
	return m.handleBeside(now, r)
}

// handleBeside answers the calls that a backend makes beside the login, and all others.
func (m *Machine) handleBeside(now time.Time, r Request) Reply {
	switch endpointBeside(r.Path) {
	case endpointCodePicture:
		return m.handleCodePicture(now, r)
	case endpointSubscribeSend:
		return m.handleSubscribeSend(now, r)
	case endpointTextCheck:
		return m.handleTextCheck(now, r)
	case endpointRiskRank:
		return m.handleRiskRank(now, r)
	case endpointTicket:
		return m.handleTicket(now, r)
	}
	return m.handleControl(now, r)
}

const ledgerPath = "/_wx/ledger"

// handleControl answers the calls of a test, and those that there are not.
func (m *Machine) handleControl(now time.Time, r Request) Reply {
	switch r.Path {
	case ledgerPath:
		return m.handleLedger(now, r)
	case "/_wx/control/expire-sessions":
		return m.handleSelection(now, r, "expired", (*Machine).ExpireSessions)
	case "/_wx/control/expire-codes":
		return m.handleSelection(now, r, "expired", (*Machine).ExpireCodes)
	case "/_wx/control/rotate-sessions":
		return m.handleSelection(now, r, "rotated", (*Machine).RotateSessions)
	case "/_wx/control/block":
		return m.handleSelection(now, r, "blocked", (*Machine).Block)
	case "/_wx/control/unblock":
		return m.handleSelection(now, r, "unblocked", (*Machine).Unblock)
	case pathExpireAccessTokens, "/_wx/control/expire-tokens":
		return m.handleExpireTokens(now, r)
	case "/_wx/apps":
		return m.handleApps(now, r)
	case ownPath:
		return m.handleCalls(now, r)
	}
	if strings.HasPrefix(r.Path, ownPath) {
		return errorReply(http.StatusNotFound, "no such call; GET "+ownPath+" lists them all")
	}
	return m.apiErrorReply(now, r.Path, newAPIError(errcodeBadURL))
}

// handleExchange is GET /sns/jscode2session.
func (m *Machine) handleExchange(now time.Time, r Request) Reply {
	s, err := m.exchangeQuery(now, r)
	if err != nil {
		return m.apiErrorReply(now, r.Path, err)
	}
	b := make([]byte, 0, 128)
	b = append(b, `{"session_key":"`...)
	b = appendEscaped(b, s.SessionKey)
	b = append(b, `","openid":"`...)
	b = append(b, s.OpenID...)
	if s.UnionID != "" {
		b = append(b, `","unionid":"`...)
		b = append(b, s.UnionID...)
	}
	b = append(b, `"}`...)
	return Reply{http.StatusOK, typeText, b}
}

// exchangeQuery is [Machine.Exchange] with the method and grant_type checked on
// the way.
func (m *Machine) exchangeQuery(now time.Time, r Request) (Session, *APIError) {
	if r.Method != http.MethodGet {
		m.refused++
		return Session{}, newAPIError(errcodeNotGet)
	}
	a, err := m.authenticate(param(r.Query, "appid"), param(r.Query, "secret"))
	if err != nil {
		return Session{}, err
	}
	code := param(r.Query, "js_code")
	if code != "" && param(r.Query, "grant_type") != "authorization_code" {
		return Session{}, m.refuse(a, errcodeBadGrantType)
	}
	return m.redeem(now, a, code)
}

// apiErrorReply is an error of the server API, with a rid. WeChat puts a comma
// before it under /sns/ only.
func (m *Machine) apiErrorReply(now time.Time, path string, e *APIError) Reply {
	sns := strings.HasPrefix(path, "/sns/")
	m.rids++
	b := make([]byte, 0, 128)
	b = append(b, `{"errcode":`...)
	b = strconv.AppendInt(b, int64(e.Errcode), 10)
	b = append(b, `,"errmsg":"`...)
	b = appendEscaped(b, e.Errmsg)
	if sns {
		b = append(b, ',')
	}
	b = append(b, ` rid: `...)
	b = appendRID(b, m.opt.Seed, m.rids, now)
	b = append(b, `"}`...)
	if sns {
		return Reply{http.StatusOK, typeText, b}
	}
	return apiReply(b)
}

// apiReply is an answer of the server API outside of /sns/.
func apiReply(body []byte) Reply { return Reply{http.StatusOK, typeAPI, body} }

// appendEscaped appends s with "/" as "\/". Nothing that the mock writes needs
// another escape.
func appendEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		if s[i] == '/' {
			b = append(b, '\\')
		}
		b = append(b, s[i])
	}
	return b
}
