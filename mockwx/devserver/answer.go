package devserver

import (
	"net/http"
	"strconv"
	"time"

	"github.com/tidwall/gjson"
)

// text is an answer whose data is a string.
func (p *Protocol) text(s string) []byte {
	b := make([]byte, 0, len(p.open)+len(s)+len(p.close)+8)
	b = gjson.AppendJSONString(append(b, p.open...), s)
	return append(b, p.close...)
}

// named is an answer whose data is {"name":…}.
func (p *Protocol) named(name string) []byte {
	return p.object("name", name)
}

// object is an answer whose data has one string.
func (p *Protocol) object(key, value string) []byte {
	b := make([]byte, 0, len(p.open)+len(key)+len(value)+len(p.close)+12)
	b = append(b, p.open...)
	b = append(append(append(b, `{"`...), key...), `":`...)
	b = append(appendString(b, value), '}')
	return append(b, p.close...)
}

// caller is an answer whose data names the user.
func (p *Protocol) caller(u *user) []byte {
	b := append(make([]byte, 0, len(p.open)+len(u.OpenID)+len(p.close)+40), p.open...)
	b = appendString(append(b, `{"openid":`...), u.OpenID)
	b = strconv.AppendInt(append(b, `,"user":`...), int64(u.number), 10)
	return append(append(b, '}'), p.close...)
}

// issued is the answer to a login. A lifetime of zero is not announced.
func (p *Protocol) issued(token, refreshToken string, ttl time.Duration) []byte {
	return p.brings(&p.issue, &p.announce, token, refreshToken, ttl)
}

// renewed is the answer to a refresh.
func (p *Protocol) renewed(token, refreshToken string, ttl time.Duration) []byte {
	return p.brings(&p.renew, &p.announceNew, token, refreshToken, ttl)
}

// brings is an answer with a token, in one form or, with its lifetime, in the other.
func (p *Protocol) brings(plain, announcing *form, token, refreshToken string, ttl time.Duration) []byte {
	companion := ""
	if p.token.With.Path != "" {
		companion = companionOf(token)
	}
	if ttl == 0 {
		return plain.fill(token, companion, "", refreshToken)
	}
	return announcing.fill(token, companion, strconv.FormatFloat(ttl.Seconds(), 'f', -1, 64), refreshToken)
}

// failed is the answer to a request that failed with an HTTP status.
func (p *Protocol) failed(status int, text string) Reply {
	return Reply{Status: status, Body: p.failure.fill(strconv.Itoa(bodyCode(status)), quoted(text))}
}

// Failure is the answer that a failing server of the contract would give with an
// HTTP status; 401 is the authentication failure, whatever status that has in the
// contract. It serves those who inject faults.
func (p *Protocol) Failure(status int) Reply {
	if status == http.StatusUnauthorized {
		return p.unauthentic
	}
	return p.failed(status, "error")
}

func quoted(text string) string { return string(gjson.AppendJSONString(nil, text)) }

// bodyCode is the code in the body that goes with an HTTP status, as the
// template document's configuration lists them. 42201 is the stand-in's own.
func bodyCode(status int) int {
	switch status {
	case http.StatusUnauthorized:
		return 40100
	case http.StatusForbidden:
		return 40003
	case http.StatusNotFound:
		return 40004
	case http.StatusUnprocessableEntity:
		return 42201
	case http.StatusBadGateway:
		return 50002
	case http.StatusServiceUnavailable:
		return 50003
	case http.StatusGatewayTimeout:
		return 50004
	}
	if status < http.StatusInternalServerError {
		return 40000
	}
	return 50000
}

// appendString appends s as JSON, at little cost where nothing needs an escape.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return gjson.AppendJSONString(b, s)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}
