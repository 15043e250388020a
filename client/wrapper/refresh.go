package wrapper

import (
	"cmp"
	"time"

	"github.com/wxload/wxload/client/wx"
)

// RefreshEndpoint says how a refresh token becomes a new token without a login. The zero
// RefreshEndpoint is none: the target gives no refresh tokens.
type RefreshEndpoint struct {
	Method string // empty means POST
	Path   string // below the domain, or absolute; empty: there is none
	// Carries is where the request has the refresh token.
	Carries Place
	// RefreshToken is the path of the refresh token, in the answers to a login and to a
	// refresh. One that works once gives its successor there.
	RefreshToken string
	// Token and ExpiresIn are paths in the answer to a refresh; an empty one is that of a
	// login's answer.
	Token, ExpiresIn string
}

func (e *RefreshEndpoint) method() string { return cmp.Or(e.Method, "POST") }

// Refreshes reports whether the target gives refresh tokens.
func (t *Target) Refreshes() bool { return t.Refresh.Path != "" }

// IsRefresh reports whether a request is a refresh POST. Where logins go to the same
// path, it is the one that carries a refresh token and no code.
func (t *Target) IsRefresh(r *wx.Request) bool {
	if !t.Refreshes() || !t.leadsTo(r, t.Refresh.method(), t.Refresh.Path) || t.IsTicket(r) {
		return false
	}
	return !t.leadsTo(r, t.Login.method(), t.Login.Path) || t.RefreshTokenOf(r) != "" && t.Login.Code.of(r) == ""
}

// Renews reports whether a request is a POST of a login, in one step or two, or of a
// refresh.
func (t *Target) Renews(r *wx.Request) bool { return t.IsLogin(r) || t.IsRefresh(r) || t.IsTicket(r) }

// Apart reports whether a request is a POST of a login or a refresh that serves no page's
// call.
func (t *Target) Apart(r *wx.Request) bool {
	return t.IsRefresh(r) || t.IsTicket(r) || t.Login.Path != AnyPath && t.IsLogin(r)
}

// RefreshTokenOf is the refresh token that a refresh POST carries.
func (t *Target) RefreshTokenOf(r *wx.Request) string { return t.Refresh.Carries.of(r) }

// RefreshRequest is the refresh POST for a refresh token, without a domain.
func (t *Target) RefreshRequest(refreshToken string) *wx.Request {
	r := &wx.Request{Method: t.Refresh.method(), URL: t.Refresh.Path}
	t.Refresh.Carries.put(r, refreshToken)
	return r
}

// NewRefreshToken is the refresh token in the answer to a login or a refresh; empty where
// it has none.
func (t *Target) NewRefreshToken(r *wx.Response) string {
	if !t.Refreshes() {
		return ""
	}
	return r.JSON(t.Refresh.RefreshToken).String()
}

// Refreshed is the token in the answer to a refresh, and whether there is one, as
// [Target.NewToken] has it for a login's.
func (t *Target) Refreshed(r *wx.Response) (string, bool) {
	return t.tokenAt(r, cmp.Or(t.Refresh.Token, t.Login.Token))
}

// Brought is the token that an answer brings, of a login POST, of a refresh POST, or one
// that renews the token of any other request, and whether there is one.
func (t *Target) Brought(r *wx.Request, answer *wx.Response) (string, bool) {
	switch {
	case t.IsLogin(r):
		return t.NewToken(answer)
	case t.IsRefresh(r):
		return t.Refreshed(answer)
	default:
		return t.RenewedBy(r, answer)
	}
}

// RefreshedLifetime is how long the token lives that the answer to a refresh brings, as
// [Target.Lifetime] has it for a login's.
func (t *Target) RefreshedLifetime(r *wx.Response, now time.Time) (time.Duration, LifetimeUnit) {
	return t.lifetimeAt(r, cmp.Or(t.Refresh.ExpiresIn, t.Login.ExpiresIn), now)
}
