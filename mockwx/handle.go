package mockwx

import (
	"net/http"
	"net/url"
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
	typeText = "text/plain" // WeChat's for /sns/*, though the body is JSON
	typeJSON = "application/json; charset=utf-8"
)

// Handle answers a request of a backend (/sns/…), a device (/_wx/…) or a test
// (/_wx/control/…, /_wx/ledger), by the methods above. Whatever the request
// holds, it is answered. Faults are [Server]'s and not known here.
func (m *Machine) Handle(now time.Time, r Request) Reply {
	switch r.Path {
	case "/sns/jscode2session":
		return m.handleExchange(now, r)
	case "/_wx/login":
		return m.handleLogin(now, r)
	case "/_wx/checksession":
		return m.handleCheckSession(now, r)
	case "/_wx/ledger":
		return m.handleLedger(now, r)
	case "/_wx/control/expire-sessions":
		return m.handleExpire(now, r, (*Machine).ExpireSessions)
	case "/_wx/control/expire-codes":
		return m.handleExpire(now, r, (*Machine).ExpireCodes)
	}
	if strings.HasPrefix(r.Path, "/_wx/") {
		return errorReply(http.StatusNotFound, "no such call; see `wxload mock --help`")
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
		return Session{}, a.refuse(errcodeBadGrantType)
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
	return Reply{http.StatusOK, typeJSON, b}
}

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

// param is the first value of a query parameter; empty if there is none or it is
// not properly escaped.
func param(query, name string) string {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		key, value, _ := strings.Cut(pair, "=")
		if key == name {
			value, _ = url.QueryUnescape(value)
			return value
		}
	}
	return ""
}
