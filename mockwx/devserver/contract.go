package devserver

import (
	"encoding/json"
	"strings"
)

// Contract is how a developer server and its clients speak with each other: where
// a login goes and carries its code, where a request carries its token, and how
// the answers differ. A [Shape] is a name for one. Paths into the JSON of an
// answer are names with dots between them, such as "data.token".
type Contract struct {
	Login   Login
	Refresh Refresh
	Bind    Bind
	Token   Token
	// Success tells a good answer from all others. Where it has no status, that is
	// 200.
	Success Match
	// AuthFailure tells the answer to a request without a valid token. Where it has a
	// condition on the body only, the status is 200.
	AuthFailure Match
	// Displaced tells the answer to a profile that the kept session_key does not open.
	// Where it has no status, that is 422.
	Displaced Match
	// Result is the path of an answer's payload.
	Result string
	// Words are the parts of an answer that no client looks at.
	Words Words
}

// Login is the request that turns a code into a token, and its answer.
type Login struct {
	Method string   // upper case
	Paths  []string // decoded, without a query; a login may go to any of them
	// Anywhere takes whatever request carries a code for a login.
	Anywhere bool
	Code     Place  // of the code, or of the ticket
	Token    string // path of the token in the answer
	// Ticket is the step before it; the zero value is none: a login has one step.
	Ticket Ticket
	// ExpiresIn is the path of the token's lifetime, in seconds. It is empty where
	// lifetimes are not announced.
	ExpiresIn string
	// More has further members of the answer, as an object; nil for none.
	More json.RawMessage
}

// Ticket is the request that turns a code into a ticket, and its answer.
type Ticket struct {
	Method string // upper case
	Path   string // decoded, without a query; it may be a login's
	Code   Place  // of the code
	Ticket string // path of the ticket in the answer
}

func (l *Login) twoSteps() bool { return l.Ticket.Path != "" }

// UsualTicket is the first step that goes with the contract's login: POST /ticket, with the
// code where the login has it, and the ticket where its answer has the token's neighbours.
func (c *Contract) UsualTicket() Ticket {
	return Ticket{Method: "POST", Path: "/ticket", Code: c.Login.Code, Ticket: beside(c.Login.Token, "ticket")}
}

// Refresh is the request that turns a refresh token into a token, and its answer. The
// zero Refresh is none: logins bring no refresh tokens.
type Refresh struct {
	Method  string // upper case
	Path    string // decoded, without a query; it may be a login's
	Carries Place  // of the refresh token
	// RefreshToken is the path of the refresh token, in the answers to a login and to a
	// refresh.
	RefreshToken string
	// Token and ExpiresIn are paths in the answer to a refresh, as a [Login] has them.
	Token, ExpiresIn string
}

// Bind is the request with which a guest becomes a user who is known: it carries the guest's
// token, and its answer has the one that takes its place. The zero Bind is none.
type Bind struct {
	Method string // upper case
	Path   string // decoded, without a query
	Token  string // path of the token in the answer
}

// UsualRefresh is the refresh that goes with the contract's login: POST /refresh with a
// refresh_token, which lies beside the token in an answer.
func (c *Contract) UsualRefresh() Refresh {
	return Refresh{Method: "POST", Path: "/refresh", Carries: Place{InBody, "refresh_token"},
		RefreshToken: beside(c.Login.Token, "refresh_token"), Token: c.Login.Token, ExpiresIn: c.Login.ExpiresIn}
}

// beside is the path of a member of the object in which a value lies: where that is an
// answer's whole data, of the answer.
func beside(path, member string) string { return path[:strings.LastIndexByte(path, '.')+1] + member }

// Token says where a request carries its token. The scheme "Bearer " may stand
// before it in any contract.
type Token struct {
	Place
	Prefix string // stands before the token; empty for none
	With   Companion
	// Renewed is the header in which each answer to a request with a valid token brings
	// another one; empty where tokens come from logins and refreshes alone.
	Renewed string
}

// Companion is a second value that a login answers and that goes with the token,
// such as the id of a session. The zero value is none. A token that was seeded
// goes without; where a request carries one, it must be the token's own.
type Companion struct {
	Path string // in the answer to a login
	Name string // in the part of a request that carries the token
}

// Place is a part of a request, and a name there.
type Place struct {
	In   In
	Name string // of a header in any case
}

// In is a part of a request.
type In string

// The parts of a request that can carry a code or a token.
const (
	InBody   In = "body" // a member of a JSON object, or a field of a form
	InHeader In = "header"
	InQuery  In = "query"
	InCookie In = "cookie"
)

// Match tells some answers from others: by their status, and by a value in their
// body. The zero Match tells nothing. Where it leaves a choice, the server takes
// the usual status if that is listed, otherwise the first, and the first value.
type Match struct {
	Status []int
	Path   string   // of the value in the body; empty for no condition on it
	Values []string // as JSON
}

// Words are the parts of an answer that are for people, or only usual.
type Words struct {
	// Success stands in good answers. In the answer to a login Login takes its place,
	// where it is set, and the place of a code that is only usual.
	Success, Login Member
	// Failure is the path of a text about what went wrong.
	Failure string
	// Null reports that a failure has null in the place of the result.
	Null bool
}

// Member is a value in the body of an answer; the zero Member is none.
type Member struct {
	Path  string
	Value string // JSON
}
