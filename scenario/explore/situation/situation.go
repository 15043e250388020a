// Package situation describes small worlds for a search: what the client holds, what
// its user does, and what may go wrong, as data. [All] lists those that come with the
// tool; [FromScenario] makes one of a scenario's flow. What happens in a run of one
// is named by a [Moment].
package situation

import (
	"slices"

	"github.com/wxload/wxload/client/wrapper"
)

// Situation is a small world whose times are unknown: what the client starts
// with, what its user does in order, and what may go wrong, how often at most.
type Situation struct {
	Name    string `json:"name"`
	Summary string `json:"summary,omitempty"`
	// Scenario names the scenario whose flow it is; empty where it is none's.
	Scenario string `json:"scenario,omitempty"`
	// Token is what the storage holds: [Absent], [Valid], [Expired] or [Dead].
	Token string `json:"token"`
	// Requests is how many requests the pages make together, where the search is
	// not told otherwise.
	Requests int `json:"requests"`
	// Ticket lets logins have two steps: a ticket for the code, and a token for the ticket.
	Ticket bool `json:"ticket,omitempty"`
	// Refresh tells what refresh tokens the developer server gives, to a client that begins
	// with a token, too: [Once] or [Always]; empty: none.
	Refresh string `json:"refresh,omitempty"`
	// RefreshAt is where a scenario's refresh tokens go and lie; nil where that is as
	// usual.
	RefreshAt *RefreshAt `json:"refresh_at,omitempty"`
	// Renewed is the header in which the answer to each request with a valid token brings
	// another one, where the wrapper's own settings name none; empty: none does.
	Renewed string `json:"renewed,omitempty"`
	// Further are the backends that the app talks to besides the first, each with logins
	// and tokens of its own; nil for most.
	Further []Further `json:"further,omitempty"`
	// Threads are the user's doings. Those of one thread happen in order; threads
	// run side by side.
	Threads [][]Deed `json:"threads"`
	// Faults are what may go wrong, each with how often at most.
	Faults []Budget `json:"faults,omitempty"`
	// Slots limits wx.request; zero sets no limit.
	Slots int `json:"slots,omitempty"`
	// LeftOut lists, by their places in the scenario's file, what may happen there
	// and in no search: see [FromScenario] and [Faultless].
	LeftOut []string `json:"left_out,omitempty"`
}

// Further is a backend beside the first.
type Further struct {
	Host       string         `json:"host"`   // that the app calls, as an origin
	Target     wrapper.Target `json:"target"` // as its clients see it
	TokenKey   string         `json:"token_key"`
	RefreshKey string         `json:"refresh_key,omitempty"`
	// Refresh tells what refresh tokens it gives, as [Situation].Refresh does.
	Refresh string `json:"refresh,omitempty"`
}

// Renews reports whether the answers of any backend renew tokens.
func (s *Situation) Renews() bool {
	return s.Renewed != "" || slices.ContainsFunc(s.Further, func(f Further) bool { return f.Target.Renewed.Header != "" })
}

// What the storage of a client can hold at the start.
const (
	Absent = "absent" // nothing: a new user
	Valid  = "valid"
	// Expired is a token that the server accepts no more.
	Expired = "expired"
	// Dead is such a token whose successors are dead from the start, too.
	Dead = "dead"
)

// How often a refresh token works.
const (
	Once   = "once" // the answer to it brings its successor
	Always = "always"
)

// RefreshAt is where refresh tokens go and lie. What is empty is as usual.
type RefreshAt struct {
	Method       string `json:"method,omitempty"`
	Path         string `json:"path"`
	In           string `json:"in,omitempty"`
	Name         string `json:"name,omitempty"`
	RefreshToken string `json:"refresh_token,omitempty"` // paths in answers
	Token        string `json:"token,omitempty"`
	Key          string `json:"key,omitempty"` // of the storage
}

// Endpoint is the same as a target has it.
func (r *RefreshAt) Endpoint() wrapper.RefreshEndpoint {
	return wrapper.RefreshEndpoint{Method: r.Method, Path: r.Path, Carries: wrapper.Place{In: wrapper.In(r.In), Name: r.Name},
		RefreshToken: r.RefreshToken, Token: r.Token}
}

// Deed is one thing that the user does. A Load with Requests zero makes what is
// left of the situation's number. A Profile makes one request besides: what WeChat has
// sealed for the page, once it has that.
type Deed struct {
	Do       DeedKind `json:"do"`
	Requests int      `json:"requests,omitempty"`
	Public   int      `json:"public,omitempty"` // of a load: requests that need no token, besides
	Target   int      `json:"target,omitempty"` // of a load: the number of the backend that it asks, from 0
	Writes   bool     `json:"writes,omitempty"` // of a load: its requests are POSTs
	// UsesAnswers tells of a load that uses what the answers before it had, and of a
	// logout that the server was told of: the user does it only when all requests before it
	// have succeeded.
	UsesAnswers bool `json:"uses_answers,omitempty"`
	// Page is the route of an open, with its Query, "a=1&b=2". The page makes its
	// requests itself.
	Page  string `json:"page,omitempty"`
	Query string `json:"query,omitempty"`
	// Handler is the function that a tap runs, and Detail and Dataset, JSON objects, are
	// what its event has.
	Handler string `json:"handler,omitempty"`
	Detail  string `json:"detail,omitempty"`
	Dataset string `json:"dataset,omitempty"`
}

// DeedKind is what a user can do.
type DeedKind string

// The deeds.
const (
	Launch   DeedKind = "launch"
	Load     DeedKind = "load"
	Profile  DeedKind = "profile"
	Hide     DeedKind = "hide" // for longer than 5 seconds
	Show     DeedKind = "show"
	Relaunch DeedKind = "relaunch"
	Logout   DeedKind = "logout" // the app forgets its token
	// These are of a mini program, whose pages are its own.
	Open DeedKind = "open"
	Tap  DeedKind = "tap"
)

// WithRequests is the situation with another number of requests.
func (s Situation) WithRequests(n int) Situation {
	s.Requests = n
	return s
}

// WithFaults is the situation with another number of times that each of its
// faults may happen; with zero none does.
func (s Situation) WithFaults(n int) Situation {
	var faults []Budget
	for _, b := range s.Faults {
		if n != 0 {
			faults = append(faults, Budget{b.Fault, n})
		}
	}
	s.Faults = faults
	return s
}
