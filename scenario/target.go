package scenario

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/mockwx"
)

// Target is the developer server under test. A field that is not set has the
// value that belongs to the shape; [Scenario.Resolve] fills it in.
type Target struct {
	URL          string       `yaml:"url" format:"target" unset:"the domain of the current environment, or the embedded server where it has none" doc:"Base URL of the developer server, or \"embedded\". It takes the place of the current environment's domain."`
	Hosts        []string     `yaml:"hosts" format:"origin" unset:"every host that its code names, but for app.domains of other environments and app.allowed_domains" doc:"Origins such as https://api.example.com that stand for the target in your own JavaScript: what it sends there goes to target.url, while it sees its own URL. A request to any other fails with \"url not in domain list\"."`
	Shape        string       `yaml:"shape" enum:"auto|template|flyjs|taro|egg|userclass" default:"auto" doc:"Which backend it is like; this gives the defaults of the fields below. auto: the one that the wrapper was written for. An embedded server is what these fields say."`
	Control      string       `yaml:"control" format:"url" unset:"none, or the embedded server's own" doc:"Base URL of the control calls (/_dev/…) of a stand-in developer server that runs elsewhere. Without it tokens expire at the clients, and its books are unknown."`
	DevServer    devServer    `yaml:"devserver" doc:"Settings of the embedded stand-in developer server."`
	Login        loginCall    `yaml:"login" doc:"The request that turns a code into a token."`
	Refresh      refreshCall  `yaml:"refresh" doc:"The request that turns a refresh token into a new token. Without a path the target gives no refresh tokens."`
	Bind         bindCall     `yaml:"bind" doc:"The request with which a guest, who has a token already, becomes a user who is known: by a phone number, say. Without a path no token changes so."`
	Token        tokenPlace   `yaml:"token" doc:"Where a request carries the token."`
	AuthFailure  authFailure  `yaml:"auth_failure" doc:"What an authentication failure looks like: any of the conditions."`
	Success      success      `yaml:"success" doc:"What a success looks like: all of the conditions."`
	KeyDisplaced keyDisplaced `yaml:"key_displaced" doc:"What the answer to a profile looks like that the target cannot open with the session_key that it keeps: any of the conditions."`
	Result       string       `yaml:"result" format:"json path" unset:"by the shape" doc:"Path of the payload in an answer, such as \"result\" (resResult)."`
	Identity     string       `yaml:"identity" format:"json path" unset:"answers are not compared with the user" doc:"Path at which an answer may name the caller's openid; another one than the client's own is an identity-mixed."`
}

// devServer sets up the embedded stand-in developer server.
type devServer struct {
	Addr        string         `yaml:"addr" format:"addr" default:"127.0.0.1:0" doc:"Where it listens; port 0 is any free port."`
	Token       string         `yaml:"token" enum:"opaque|jwt" default:"opaque" doc:"Kind of its tokens."`
	TTL         time.Duration  `yaml:"ttl" min:"1ms" max:"8760h" default:"2h" doc:"How long a token is valid."`
	Tokens      string         `yaml:"tokens" enum:"multi|single" default:"multi" doc:"multi: a user's tokens live side by side; single: a new login kills the older token."`
	AuthFailure string         `yaml:"auth_failure" enum:"http401|body40100" unset:"by the shape: body40100 for template, http401 for the others" doc:"How it reports an authentication failure: HTTP 401, or HTTP 200 with code 40100 in the body."`
	Session     string         `yaml:"session" enum:"token|cookie" unset:"as target.token.in says" doc:"cookie: its token is a cookie, which the answer to a login sets."`
	Renewed     renewing       `yaml:"renewed" doc:"Whether each answer to a valid token brings another one."`
	Refresh     refreshRules   `yaml:"refresh" doc:"What becomes of its refresh tokens, where target.refresh has a path."`
	Latency     mockwx.Latency `yaml:"latency" default:"10ms..50ms" doc:"How long it takes to answer."`
	DB          string         `yaml:"db" format:"text" unset:"in memory" doc:"Path of its SQLite file; its users and tokens survive a restart."`
}

// loginCall is the login request of the wrapper to the developer server.
type loginCall struct {
	Ticket      ticketCall        `yaml:"ticket" doc:"The first step of a login that has two: a request that turns a code into a ticket. The other fields are then about the second, which turns the ticket into a token. Without a path a login has one step."`
	Method      string            `yaml:"method" enum:"POST|GET|PUT" default:"POST" doc:"HTTP method of the login request."`
	Path        string            `yaml:"path" format:"path or url" unset:"by the shape: /login, /user/login for egg" doc:"Path of the login request, or an absolute URL; it may have placeholders, as header and body may. /*: there is no login endpoint, and whatever request carries a code is a login."`
	Code        codePlace         `yaml:"code" doc:"Where the login request carries the code, or the ticket."`
	Header      map[string]string `yaml:"header" format:"header" doc:"Further headers of the login request."`
	Body        json.RawMessage   `yaml:"body" format:"object" unset:"the code alone" doc:"Further fields of the login request's body."`
	Token       string            `yaml:"token" format:"json path" unset:"by the shape: result.token, data.token, token or data" doc:"Path of the token in the answer, such as data.token."`
	ExpiresIn   string            `yaml:"expires_in" format:"json path" unset:"by the shape: result.expires_in, data.expires_in or expires_in" doc:"Path of the token's announced lifetime in the answer."`
	ExpiresUnit string            `yaml:"expires_unit" enum:"auto|s|ms|unix|unix_ms" default:"auto" doc:"What the number at expires_in is: a lifetime in seconds or milliseconds, or the moment of its end since 1970 in either. auto goes by its size and, unless it takes it for seconds, notes that in the report: from 10^12 on a moment in milliseconds, from 10^9 on one in seconds, from 2592000 on (30 days in seconds) a lifetime in milliseconds."`
}

// ticketCall is the request that turns a code into a ticket.
type ticketCall struct {
	Method string    `yaml:"method" enum:"POST|GET|PUT" default:"POST" doc:"HTTP method of the request for a ticket."`
	Path   string    `yaml:"path" format:"path or url" unset:"a login has one step" doc:"Path of the request for a ticket, such as /wx/code, or an absolute URL. It may be that of the login: what carries a code and no ticket is the first step."`
	Code   codePlace `yaml:"code" doc:"Where the request for a ticket carries the code."`
	Token  string    `yaml:"token" format:"json path" unset:"beside the login's token, such as data.ticket" doc:"Path of the ticket in the answer."`
}

// refreshCall is the refresh request of the wrapper to the developer server.
type refreshCall struct {
	Method       string `yaml:"method" enum:"POST|GET|PUT" default:"POST" doc:"HTTP method of the refresh request."`
	Path         string `yaml:"path" format:"path or url" unset:"the target gives no refresh tokens" doc:"Path of the refresh request, such as /refresh, or an absolute URL. It may be that of the login: what carries a code is a login."`
	Name         string `yaml:"name" format:"header name" default:"refresh_token" doc:"Name of the field, parameter or header that carries the refresh token."`
	In           string `yaml:"in" enum:"body|query|header" default:"body" doc:"Part of the request that carries the refresh token."`
	RefreshToken string `yaml:"refresh_token" format:"json path" unset:"beside the login's token, such as data.refresh_token" doc:"Path of the refresh token in the answers to a login and to a refresh. Where a refresh's answer has another one there, the one that was sent is spent."`
	Token        string `yaml:"token" format:"json path" unset:"as in a login's answer" doc:"Path of the token in the answer to a refresh."`
	ExpiresIn    string `yaml:"expires_in" format:"json path" unset:"as in a login's answer" doc:"Path of the token's announced lifetime in the answer to a refresh."`
}

// bindCall is the request that binds a guest, one of the flow's.
type bindCall struct {
	Method string `yaml:"method" enum:"POST|GET|PUT" default:"POST" doc:"HTTP method of the binding request."`
	Path   string `yaml:"path" format:"path or url" unset:"no token changes so" doc:"Path of the binding request, such as /user/bind, or an absolute URL. The flow makes it, as any other request."`
	Token  string `yaml:"token" format:"json path" unset:"as in a login's answer" doc:"Path of the token in the answer that takes the guest's place. Where an answer has none, the guest's stays."`
}

// refreshRules are the stand-in's for refresh tokens.
type refreshRules struct {
	OneTime bool          `yaml:"one_time" default:"true" doc:"Whether a refresh token works once, and the answer to it brings its successor; otherwise it may be used again."`
	TTL     time.Duration `yaml:"ttl" min:"1ms" max:"8760h" unset:"it never ends" doc:"How long a refresh token is valid."`
}

// codePlace says where the login request carries the code.
type codePlace struct {
	In   string `yaml:"in" enum:"body|query|header" default:"body" doc:"Part of the request that carries the code."`
	Name string `yaml:"name" format:"header name" default:"code" doc:"Name of the field, parameter or header."`
}

// tokenPlace says where a request carries the token.
type tokenPlace struct {
	In     string    `yaml:"in" enum:"header|query|cookie|body" default:"header" doc:"Part of the request that carries the token. A cookie is set by the answer to a login, and by any other; nobody but the wrapper keeps it."`
	Name   string    `yaml:"name" format:"header name" unset:"by the shape: Authorization, sessionKey for userclass" doc:"Name of the header, the parameter, the cookie or the field."`
	With   companion `yaml:"with" doc:"A second value that the login answers and that goes with the token, such as the id of a session."`
	Prefix string    `yaml:"prefix" format:"header value" unset:"none" doc:"Text before the token, such as \"Bearer \" with its blank."`
	// Renewed.Header is empty where tokens come from logins and refreshes alone.
	Renewed renewed `yaml:"renewed" doc:"Where the answers to requests with a token bring a new one, all of them or some."`
}

// renewed says where answers have new tokens; the zero renewed is nowhere.
type renewed struct {
	Header string `yaml:"header" format:"header name" unset:"tokens come from logins and refreshes alone" doc:"Name of the header that has the new token. Where a login's answer has none in its body, it is taken from there, too."`
}

// renewing is the same for the stand-in.
type renewing struct {
	Header string `yaml:"header" format:"header name" unset:"that of target.token.renewed" doc:"Name of the header in which it brings them."`
}

// companion is a second value that goes with the token, in the same part of a
// request; the zero companion is none.
type companion struct {
	Path string `yaml:"path" format:"json path" unset:"the token stands alone" doc:"Path of the value in the login's answer, such as session.id."`
	Name string `yaml:"name" format:"header name" unset:"the token stands alone" doc:"Name of the header or parameter that carries it."`
}

// authFailure tells an answer that rejects the token from all others.
type authFailure struct {
	Status []int     `yaml:"status" min:"100" max:"599" unset:"by the shape: 401, none for template" doc:"HTTP statuses that mean an authentication failure."`
	Body   bodyMatch `yaml:"body" unset:"by the shape: code 40100 for template" doc:"A field of the body that means an authentication failure."`
}

// keyDisplaced tells an answer to sealed data that could not be opened from all
// others.
type keyDisplaced struct {
	Status []int     `yaml:"status" min:"100" max:"599" unset:"none" doc:"HTTP statuses that mean that the data could not be opened."`
	Body   bodyMatch `yaml:"body" unset:"code 42201, the stand-in's own, where status is not set either" doc:"A field of the body that means that the data could not be opened."`
}

// success tells a good answer from all others.
type success struct {
	Status []int     `yaml:"status" min:"100" max:"599" unset:"200 to 299" doc:"HTTP statuses that mean a success."`
	Body   bodyMatch `yaml:"body" unset:"by the shape: code 20000 for template, none for the others" doc:"A field of the body that means a success."`
}

// bodyMatch holds where the JSON body has, at Path, one of Values. The zero
// bodyMatch is no condition.
type bodyMatch struct {
	Path   string            `yaml:"path" format:"json path" unset:"no condition on the body" doc:"Path of the field in the body, such as code."`
	Values []json.RawMessage `yaml:"values" format:"scalar" unset:"no condition on the body" doc:"Values of the field, one or a list; 40100 is another value than \"40100\", and null one too: [null]."`
}

// CanCarryToken reports whether a part of a request is one that target.token.in names.
func CanCarryToken(in string) bool {
	place, _ := reflect.TypeFor[tokenPlace]().FieldByName("In")
	return slices.Contains(strings.Split(place.Tag.Get("enum"), "|"), in)
}
