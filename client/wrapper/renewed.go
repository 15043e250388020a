package wrapper

import (
	"strings"

	"github.com/wxload/wxload/client/wx"
)

// Renewal says how a target gives a new token with the answers to requests that carry the
// old one. The zero Renewal is none: a token comes from logins and refreshes alone.
type Renewal struct {
	Header string // of an answer, which has the new token
}

// RenewsInAnswers reports whether the answer to any request may bring a token: it has a
// header for that, or may set the cookie that is the token, or is that to the binding of a
// guest.
func (t *Target) RenewsInAnswers() bool {
	return t.Renewed.Header != "" || t.Token.In == InCookie || t.Binds()
}

// RenewedBy is the token that the answer to a request brings besides what was asked for,
// and whether there is one. The answers to logins and refreshes have theirs elsewhere: see
// [Target.NewToken] and [Target.Refreshed].
func (t *Target) RenewedBy(r *wx.Request, answer *wx.Response) (string, bool) {
	if !t.RenewsInAnswers() || t.Renews(r) {
		return "", false
	}
	if token := t.boundTo(r, answer); token != "" {
		return token, true
	}
	token := t.inHeader(answer)
	if token != "" && t.With.Name != "" { // the companion stays
		token = t.With.beside(token, t.carried(r, t.With.Name))
	}
	return token, token != ""
}

// Kept is the token in what a wrapper stores under the token's key: that itself or, of
// cookies as a request sends them, the one that is the token.
func (t *Target) Kept(stored string) string {
	if t.Token.In == InCookie {
		if value := cookieValue(stored, t.Token.Name); value != "" {
			return value
		}
	}
	return stored
}

// inHeader is the token in an answer's head; empty where there is none.
func (t *Target) inHeader(answer *wx.Response) string {
	switch {
	case t.Token.In == InCookie:
		value, _ := setCookie(answer, t.Token.Name)
		return strings.TrimPrefix(value, t.Prefix)
	case t.Renewed.Header == "":
		return ""
	}
	return strings.TrimPrefix(answer.HeaderValue(t.Renewed.Header), t.Prefix)
}
