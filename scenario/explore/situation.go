package explore

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Situation is a small world whose times are unknown: what the client starts
// with, what its user does in order, and what may go wrong, how often at most.
type Situation struct {
	Name    string `json:"name"`
	Summary string `json:"summary,omitempty"`
	// Token is what the storage holds: [Absent], [Valid], [Expired] or [Dead].
	Token string `json:"token"`
	// Requests is how many requests the pages make together, where the search is
	// not told otherwise.
	Requests int `json:"requests"`
	// Threads are the user's doings. Those of one thread happen in order; threads
	// run side by side.
	Threads [][]Deed `json:"threads"`
	// Faults are what may go wrong, each with how often at most.
	Faults []Budget `json:"faults,omitempty"`
	// Slots limits wx.request; zero sets no limit.
	Slots int `json:"slots,omitempty"`
	// LeftOut lists, by their places in the scenario's file, what may happen there
	// and in no search: see [FromScenario].
	LeftOut []string `json:"left_out,omitempty"`
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

// Deed is one thing that the user does. A Load with Requests zero makes what is
// left of the situation's number.
type Deed struct {
	Do       DeedKind `json:"do"`
	Requests int      `json:"requests,omitempty"`
	Public   int      `json:"public,omitempty"` // of a load: requests that need no token, besides
	Writes   bool     `json:"writes,omitempty"` // of a load: its requests are POSTs
}

// DeedKind is what a user can do.
type DeedKind string

// The deeds.
const (
	Launch   DeedKind = "launch"
	Load     DeedKind = "load"
	Hide     DeedKind = "hide" // for longer than 5 seconds
	Show     DeedKind = "show"
	Relaunch DeedKind = "relaunch"
)

// Budget is a fault and how often it may happen.
type Budget struct {
	Fault Fault `json:"fault"`
	Max   int   `json:"max"`
}

// Fault is something that goes wrong.
type Fault string

// The faults. The first two happen by themselves, the others to a call.
const (
	TokensExpire   Fault = "tokens-expire"
	SessionExpires Fault = "session-expires"
	LoginHTTP500   Fault = "login-http500"
	LoginHTTP401   Fault = "login-http401" // the login endpoint says that the authentication failed
	LoginLost      Fault = "login-lost"    // the server acts, the answer is lost
	WXLoginFails   Fault = "wxlogin-fails"
	RequestFails   Fault = "request-fails" // on the network, before the server
	RequestLost    Fault = "request-lost"  // the server acts, the answer is lost
	// These never call back.
	WXLoginSilent      Fault = "wxlogin-silent"
	CheckSessionSilent Fault = "checksession-silent"
	RequestSilent      Fault = "request-silent"
)

// Situations lists those that come with the tool.
func Situations() []Situation {
	load := []Deed{{Do: Load}}
	launchLoad := []Deed{{Do: Launch}, {Do: Load}}
	launchOne := []Deed{{Do: Launch}, {Do: Load, Requests: 1}}
	one := []Deed{{Do: Load, Requests: 1}}
	s := func(name, summary, token string, requests int, threads ...[]Deed) Situation {
		return Situation{Name: name, Summary: summary, Token: token, Requests: requests, Threads: threads}
	}
	return []Situation{
		s("cold-start", "a new user opens a page while the launch logs in", Absent, 3, launchLoad),
		s("late-401", "the token expires; the page's answers come in any order", Valid, 3, launchLoad).with(TokensExpire),
		s("expiry-mid-flight", "the token expires between two pages, or under way", Valid, 3, launchOne, load).with(TokensExpire),
		s("double-expiry", "the new token expires, too", Valid, 2, launchLoad).with(TokensExpire, TokensExpire),
		s("failed-login", "a login POST fails once or twice; a second page comes later", Absent, 3, launchLoad, one).with(LoginHTTP500, LoginLost),
		s("failed-wx-login", "wx.login fails once; a second page comes later", Absent, 3, launchLoad, one).with(WXLoginFails),
		s("session-and-token", "WeChat's session and the token both expire", Valid, 2, launchLoad).with(SessionExpires, TokensExpire),
		s("two-pages", "two pages load while the launch logs in", Absent, 3, launchOne, load),
		s("public-during-login", "a whitelisted request during the login", Absent, 1, []Deed{{Do: Launch}, {Do: Load, Public: 1}}),
		s("hide-during-login", "the app goes to the background and returns", Absent, 2, launchLoad, []Deed{{Do: Hide}, {Do: Show}}),
		s("full-slots", "more requests than slots, and the token expires", Valid, 3, launchLoad).with(TokensExpire).slots(2),
		s("dead-tokens", "every token is dead from the start", Dead, 2, launchLoad),
		s("bad-network", "a request fails on the network, and the answer to another is lost", Valid, 2, launchOne, load).with(RequestFails, RequestLost),
		s("relaunch-during-login", "the user closes the app and opens it again", Absent, 2, launchOne, []Deed{{Do: Relaunch}, {Do: Load}}),
		s("silent-login", "wx.login never calls back once; a second page comes later", Absent, 2, launchOne, load).with(WXLoginSilent),
		s("silent-check", "checkSession never calls back once, and the token expires; a second page comes later", Valid, 2, launchOne, load).
			with(CheckSessionSilent, TokensExpire),
		s("silent-request", "a request never calls back, and the token expires", Valid, 2, launchLoad).with(RequestSilent, TokensExpire),
		s("refused-login", "the login endpoint itself answers 401, four times", Absent, 1, launchLoad, one).
			with(LoginHTTP401, LoginHTTP401, LoginHTTP401, LoginHTTP401),
		s("write-during-login", "pages order something while the launch logs in", Absent, 2, []Deed{{Do: Launch}, {Do: Load, Writes: true}}),
		s("lost-write", "the answer to an order is lost on the network", Valid, 2, []Deed{{Do: Launch}, {Do: Load, Writes: true}}).with(RequestLost),
	}
}

// with adds faults, each as often as it is listed.
func (s Situation) with(faults ...Fault) Situation {
	for _, f := range faults {
		if i := slices.IndexFunc(s.Faults, func(b Budget) bool { return b.Fault == f }); i >= 0 {
			s.Faults[i].Max++
		} else {
			s.Faults = append(s.Faults, Budget{f, 1})
		}
	}
	return s
}

func (s Situation) slots(n int) Situation {
	s.Slots = n
	return s
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

// before is how many requests the loads before a deed make, in the order of the
// situation.
func (s *Situation) before(thread, deed int) int {
	n := 0
	for i, deeds := range s.Threads[:min(thread+1, len(s.Threads))] {
		if i == thread {
			deeds = deeds[:deed]
		}
		for _, d := range deeds {
			n += s.of(d)
		}
	}
	return n
}

// of is how many requests a deed makes.
func (s *Situation) of(d Deed) int {
	switch {
	case d.Do != Load:
		return 0
	case d.Requests == 0:
		return s.rest() + d.Public
	default:
		return d.Requests + d.Public
	}
}

// Validate says what is wrong with a situation, with the place.
func (s *Situation) Validate() error {
	switch {
	case s.Name == "":
		return errors.New("a situation needs a name")
	case !slices.Contains([]string{Absent, Valid, Expired, Dead}, s.Token):
		return fmt.Errorf("token %q: expected %s, %s, %s or %s", s.Token, Absent, Valid, Expired, Dead)
	case s.Requests < 0 || s.Slots < 0:
		return errors.New("requests and slots: expected 0 or more")
	case len(s.Threads) == 0 || len(s.Threads) > maxThreads:
		return fmt.Errorf("%d threads; expected 1 to %d", len(s.Threads), maxThreads)
	}
	for i, thread := range s.Threads {
		for j, d := range thread {
			if err := d.validate(); err != nil || j >= maxDeeds {
				return fmt.Errorf("thread %d, deed %d of at most %d: %w", i+1, j+1, maxDeeds, err)
			}
		}
	}
	for _, b := range s.Faults {
		if !slices.Contains(allFaults(), b.Fault) || b.Max < 1 || b.Max > maxFaults {
			return fmt.Errorf("fault %q, %d times: expected 1 to %d times one of %v", b.Fault, b.Max, maxFaults, allFaults())
		}
	}
	if n := s.before(len(s.Threads), 0); n > maxRequests {
		return fmt.Errorf("%d requests; expected at most %d", n, maxRequests)
	}
	return nil
}

// Limits of a situation.
const (
	maxThreads  = 16
	maxDeeds    = 64
	maxFaults   = 100
	maxRequests = 64
)

func (d Deed) validate() error {
	if d.Requests < 0 || d.Public < 0 || d.Requests > maxRequests || d.Public > maxRequests {
		return fmt.Errorf("requests: expected 0 to %d", maxRequests)
	}
	switch d.Do {
	case Launch, Load, Hide, Show, Relaunch:
		return nil
	}
	return fmt.Errorf("do %q: expected %s, %s, %s, %s or %s", d.Do, Launch, Load, Hide, Show, Relaunch)
}

func allFaults() []Fault {
	return []Fault{TokensExpire, SessionExpires, LoginHTTP500, LoginHTTP401, LoginLost, WXLoginFails, RequestFails, RequestLost,
		WXLoginSilent, CheckSessionSilent, RequestSilent}
}
