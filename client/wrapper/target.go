package wrapper

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/wx"
)

// Target is the developer server as its clients see it: how to log in, where the
// token goes, and how to read its answers. Paths into a JSON body are gjson paths.
type Target struct {
	// Origin is where requests to a further target go ([Settings].Further); the first has all
	// that go to no other, and none.
	Origin string
	// BasePath is the path of the domains, where they have one ("/v1").
	BasePath string
	// Hosts are the origins that stand for the server in a user's own code; none means
	// all but Elsewhere.
	Hosts []string
	// Elsewhere are origins of others: of another environment's server, say.
	Elsewhere []string
	Login     LoginEndpoint
	Refresh   RefreshEndpoint
	Renewed   Renewal
	Bind      BindEndpoint
	Token     Place     // where a request carries the token
	With      Companion // a second value that goes with the token
	// Prefix stands before the token ("Bearer ").
	Prefix string
	// AuthFailure are the answers that reject a token: by status or by body.
	AuthFailure Match
	// Success narrows down which answers count as success: by status and by body.
	Success Match
	// Result is the path of the value that a page receives; empty for the whole body.
	Result string
	// KeyDisplaced are the answers to sealed data that the target cannot open with
	// the session_key that it keeps.
	KeyDisplaced Match
	// Identity is the path at which an answer names its user; empty where none does.
	Identity string
}

// StandsFor reports whether an origin in a user's own code stands for the server.
func (t *Target) StandsFor(origin string) bool {
	if len(t.Hosts) > 0 {
		return slices.Contains(t.Hosts, origin)
	}
	return !slices.Contains(t.Elsewhere, origin)
}

// Host is the origin that the app's code calls to reach the server; empty where that has no
// name of its own.
func (t *Target) Host() string {
	if len(t.Hosts) > 0 {
		return t.Hosts[0]
	}
	return t.Origin
}

// LoginEndpoint says how a code becomes a token, or a ticket does.
type LoginEndpoint struct {
	Ticket TicketEndpoint // the step before it, where a login has two
	Method string         // empty means POST
	// Path is below the domain, or absolute. In it, in Header and in Fields {{code}}
	// stands for the code, or the ticket. [AnyPath] is none of its own: whatever request
	// carries a code, a page's too, is a login.
	Path   string
	Code   Place // where the request carries the code, or the ticket
	Header []wx.Header
	// Fields are further members of the JSON body, as an object; nil for none.
	Fields []byte
	// Token is the path of the token in the answer.
	Token string
	// ExpiresIn is the path of the token's lifetime, in ExpiresUnit; empty where the
	// target does not announce it.
	ExpiresIn   string
	ExpiresUnit LifetimeUnit
}

// Match recognises answers by their status, or by a value in their body.
type Match struct {
	Status []int
	Path   string   // of a value in the body
	Values []string // as JSON: 40100 is another value than "40100"
}

func (m *Match) byStatus(r *wx.Response) bool { return slices.Contains(m.Status, r.Status) }

func (m *Match) byBody(r *wx.Response) bool {
	if len(m.Values) == 0 {
		return false
	}
	v := r.JSON(m.Path)
	return v.Exists() && slices.ContainsFunc(m.Values, func(want string) bool {
		return v.Raw == want || v.Type == gjson.String && strings.HasPrefix(want, `"`) && v.Str == gjson.Parse(want).Str
	})
}

// AuthFailed reports whether an answer rejects the token, or its absence: its
// status or its body says so.
func (t *Target) AuthFailed(r *wx.Response) bool {
	return t.AuthFailure.byStatus(r) || t.AuthFailure.byBody(r)
}

// Succeeded reports whether an answer is a success: its status, a 2xx where Success
// names none, and its body, where Success names values, say so. A file that was downloaded
// has no such body.
func (t *Target) Succeeded(r *wx.Response) bool {
	return t.goodStatus(r) && (len(t.Success.Values) == 0 || r.Download && !r.JSON("").IsObject() || t.Success.byBody(r)) && !t.AuthFailed(r)
}

// HasResult reports whether an answer has a value that a page receives: one at Result, or a
// body where that is empty.
func (t *Target) HasResult(r *wx.Response) bool {
	if t.Result == "" {
		return len(r.Body) > 0
	}
	return r.JSON(t.Result).Exists()
}

// goodStatus reports whether an answer's status is one of a success.
func (t *Target) goodStatus(r *wx.Response) bool {
	if len(t.Success.Status) > 0 {
		return t.Success.byStatus(r)
	}
	return r.Success()
}

// BusinessCode is the value in the body that kept an answer from being a success, and
// whether one did: it is empty where there should be a value and is none. A status
// that is no success comes first.
func (t *Target) BusinessCode(r *wx.Response) (code string, byBody bool) {
	switch {
	case t.AuthFailure.byBody(r):
		return r.JSON(t.AuthFailure.Path).String(), true
	case !t.goodStatus(r) || len(t.Success.Values) == 0 || t.Success.byBody(r):
		return "", false
	}
	return r.JSON(t.Success.Path).String(), true
}

// CannotOpen reports whether an answer says that sealed data could not be opened:
// its status or its body does.
func (t *Target) CannotOpen(r *wx.Response) bool {
	return t.KeyDisplaced.byStatus(r) || t.KeyDisplaced.byBody(r)
}

// Named is the user that an answer names; empty where it names none.
func (t *Target) Named(r *wx.Response) string {
	if t.Identity == "" {
		return ""
	}
	return r.JSON(t.Identity).String()
}

// AnyPath stands for the path of logins where there is no login endpoint.
const AnyPath = "/*"

// IsLogin reports whether a request is a login POST, which is answered with a token.
func (t *Target) IsLogin(r *wx.Request) bool {
	if t.Login.Path == AnyPath {
		return t.CodeOf(r) != "" && !t.IsRefresh(r)
	}
	return t.leadsTo(r, t.Login.method(), t.Login.Path) && !t.IsRefresh(r) && !t.IsTicket(r)
}

// leadsTo reports whether a request of the wrapper's own goes to an endpoint.
func (t *Target) leadsTo(r *wx.Request, method, endpoint string) bool {
	if r.Caller != 0 || r.Method != method {
		return false
	}
	path, _, _ := strings.Cut(r.URL, "?")
	endpoint, _, _ = strings.Cut(endpoint, "?")
	if isAbsolute(endpoint) {
		return matchesPath(path, endpoint)
	}
	origin, ok := wx.Origin(path)
	return ok && matchesPath(path[len(origin):], t.BasePath+endpoint)
}

func (l *LoginEndpoint) method() string {
	if l.Method == "" {
		return "POST"
	}
	return l.Method
}

// CodeOf is the code that a request carries which takes one, see [Target.TakesCode].
func (t *Target) CodeOf(r *wx.Request) string {
	if t.TwoSteps() {
		return t.Login.Ticket.Code.of(r)
	}
	return t.Login.Code.of(r)
}

// NewToken is the token in an answer of the login endpoint, as JavaScript would
// store it, and whether there is one: undefined, null, false and the empty
// string are none. A target that renews tokens in a header may give the first one
// there, too; where the token is a cookie, it is the one that the answer sets.
func (t *Target) NewToken(r *wx.Response) (string, bool) {
	if token, ok := t.tokenAt(r, t.Login.Token); ok {
		return token, true
	}
	token := t.inHeader(r)
	return t.With.joined(token, r), token != ""
}

// tokenAt is the token at a path of an answer, and whether there is one.
func (t *Target) tokenAt(r *wx.Response, path string) (string, bool) {
	if t.Token.In == InCookie {
		token := t.inHeader(r)
		return t.With.joined(token, r), token != ""
	}
	v := r.JSON(path)
	switch v.Type {
	case gjson.String, gjson.True:
		return t.With.joined(v.String(), r), v.String() != ""
	case gjson.Number:
		return v.Raw, v.Num != 0
	case gjson.JSON:
		return "[object Object]", true
	default:
		return "", false
	}
}

// LoginRequest is the login POST for a code, or for a ticket, without a domain.
func (t *Target) LoginRequest(code string) *wx.Request {
	l := t.Login.withCode(code)
	if l.Path == AnyPath {
		l.Path = "/"
	}
	r := &wx.Request{Method: l.method(), URL: l.Path, Header: l.Header, Body: slices.Clone(l.Fields)}
	l.Code.put(r, code)
	return r
}
