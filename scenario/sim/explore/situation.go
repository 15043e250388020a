package explore

import (
	"fmt"
	"strings"
)

// Situation is a small world whose times are unknown: what the client starts
// with, what its user does in order, and what may go wrong, how often at most.
type Situation struct {
	Name    string
	Summary string
	// Token is what the storage holds: absent or valid.
	Token string
	// Requests is how many requests the pages make together, where the search is
	// not told otherwise.
	Requests int
	// Threads are the user's doings. Those of one thread happen in order; threads
	// run side by side.
	Threads [][]Deed
	// Faults are what may go wrong, each with how often at most.
	Faults []Budget
	// Slots limits wx.request; zero sets no limit.
	Slots int
}

// Deed is one thing that the user does. A Load with Requests zero makes what is
// left of the situation's number.
type Deed struct {
	Do       DeedKind
	Requests int
	Public   int // of a load: requests that need no token, besides
}

// DeedKind is what a user can do.
type DeedKind string

// The deeds.
const (
	Launch DeedKind = "launch"
	Load   DeedKind = "load"
	Hide   DeedKind = "hide" // for longer than 5 seconds
	Show   DeedKind = "show"
)

// Budget is a fault and how often it may happen.
type Budget struct {
	Fault Fault
	Max   int
}

// Fault is something that goes wrong.
type Fault string

// The faults. The first two happen by themselves, the others to a call.
const (
	TokensExpire   Fault = "tokens-expire"
	SessionExpires Fault = "session-expires"
	LoginHTTP500   Fault = "login-http500"
	LoginLost      Fault = "login-lost" // the server acts, the answer is lost
	WXLoginFails   Fault = "wxlogin-fails"
	RequestFails   Fault = "request-fails" // on the network, before the server
)

// Situations lists those that come with the tool.
func Situations() []Situation {
	launchAndLoad := [][]Deed{{{Do: Launch}, {Do: Load}}}
	return []Situation{
		{Name: "cold-start", Summary: "a new user opens a page while the launch logs in",
			Token: "absent", Requests: 3, Threads: launchAndLoad},
		{Name: "late-401", Summary: "the token expires; the page's answers come in any order",
			Token: "valid", Requests: 3, Threads: launchAndLoad, Faults: []Budget{{TokensExpire, 1}}},
		{Name: "expiry-mid-flight", Summary: "the token expires between two pages, or under way",
			Token: "valid", Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load, Requests: 1}}, {{Do: Load}}}, Faults: []Budget{{TokensExpire, 1}}},
		{Name: "double-expiry", Summary: "the new token expires, too",
			Token: "valid", Requests: 2, Threads: launchAndLoad, Faults: []Budget{{TokensExpire, 2}}},
		{Name: "failed-login", Summary: "a login POST fails once; a second page comes later",
			Token: "absent", Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load}}, {{Do: Load, Requests: 1}}}, Faults: []Budget{{LoginHTTP500, 1}, {LoginLost, 1}}},
		{Name: "failed-wx-login", Summary: "wx.login fails once; a second page comes later",
			Token: "absent", Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load}}, {{Do: Load, Requests: 1}}}, Faults: []Budget{{WXLoginFails, 1}}},
		{Name: "session-and-token", Summary: "WeChat's session and the token both expire",
			Token: "valid", Requests: 2, Threads: launchAndLoad, Faults: []Budget{{SessionExpires, 1}, {TokensExpire, 1}}},
		{Name: "two-pages", Summary: "two pages load while the launch logs in",
			Token: "absent", Requests: 3, Threads: [][]Deed{{{Do: Launch}, {Do: Load, Requests: 1}}, {{Do: Load}}}},
		{Name: "public-during-login", Summary: "a whitelisted request during the login",
			Token: "absent", Requests: 1, Threads: [][]Deed{{{Do: Launch}, {Do: Load, Public: 1}}}},
		{Name: "hide-during-login", Summary: "the app goes to the background and returns",
			Token: "absent", Requests: 2, Threads: [][]Deed{{{Do: Launch}, {Do: Load}}, {{Do: Hide}, {Do: Show}}}},
		{Name: "full-slots", Summary: "more requests than slots, and the token expires",
			Token: "valid", Requests: 3, Threads: launchAndLoad, Faults: []Budget{{TokensExpire, 1}}, Slots: 2},
	}
}

// Find returns the situation of that name.
func Find(name string) (Situation, error) {
	var names []string
	for _, s := range Situations() {
		if s.Name == name {
			return s, nil
		}
		names = append(names, s.Name)
	}
	return Situation{}, fmt.Errorf("no situation %q: there are %s", name, strings.Join(names, ", "))
}

// WithRequests is the situation with another number of requests.
func (s Situation) WithRequests(n int) Situation {
	s.Requests = n
	return s
}

// rest is how many requests a load without a number of its own makes.
func (s *Situation) rest() int {
	n := s.Requests
	for _, thread := range s.Threads {
		for _, d := range thread {
			if d.Do == Load {
				n -= d.Requests
			}
		}
	}
	return max(n, 0)
}
