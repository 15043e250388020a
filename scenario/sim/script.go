package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/mockwx/devserver"
	"github.com/wxload/wxload/reports/suggest"
)

// Script is one timed script. All times are milliseconds.
type Script struct {
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Wrappers    any       `json:"wrappers,omitempty"` // "all", a list of ids, or absent; for those who check cases
	Initial     Initial   `json:"initial"`
	Actions     []Action  `json:"actions"`
	Latencies   Latencies `json:"latencies"`
	Faults      []Fault   `json:"faults,omitempty"`
	// NewLoginInvalidatesOld makes each login kill the older tokens.
	NewLoginInvalidatesOld bool     `json:"newLoginInvalidatesOld,omitempty"`
	ServerAt               *float64 `json:"serverAt,omitempty"` // 0.5 where absent
	Horizon                *int64   `json:"horizon,omitempty"`  // 10000 where absent
	Slots                  int      `json:"slots,omitempty"`    // of wx.request; 0: no limit
	// Overflow is what becomes of a request beyond the slots: it waits (queue, the
	// default), or fails at once (drop).
	Overflow string `json:"overflow,omitempty"`
	// RateLimit is how many wx.login, and wx.checkSession, calls a second succeed; 0:
	// no limit. WeChat's is 4.
	RateLimit int `json:"rateLimit,omitempty"`
	// AuthFailure is how the developer server refuses a token: http401, or body40100,
	// HTTP 200 with that code. Empty: as the wrapper's own backend does.
	AuthFailure string `json:"authFailure,omitempty"`
	// TokenLife is how long a token is valid, as its login announces; 0: for ever.
	TokenLife int64 `json:"tokenLife,omitempty"`
	// Ticket lets logins have two steps: a ticket for the code, and a token for the ticket.
	Ticket bool `json:"ticket,omitempty"`
	// Refresh is how often a refresh token works: once or always. Empty: there are none.
	Refresh string `json:"refresh,omitempty"`
	// Renewed is the header in which the answer to each request with a valid token brings
	// another one. Empty: none does.
	Renewed string `json:"renewed,omitempty"`
	// Answers are the bodies of requests that the developer server has no endpoint for:
	// see [devserver.NewAnswers]. Paths of the whitelist need no token.
	Answers map[string]json.RawMessage `json:"answers,omitempty"`
	// Storage is what else lies in the client's storage: see [wrapper.Settings.Seed].
	Storage map[string]json.RawMessage `json:"storage,omitempty"`
	// Calls are the functions of a mini program that count as a page's call, as
	// wrapper.calls of a scenario has them.
	Calls    []string `json:"calls,omitempty"`
	Settings Settings `json:"settings,omitzero"`
	Limits   Limits   `json:"limits,omitzero"`
}

// Initial is what the client starts with.
type Initial struct {
	Token   string `json:"token,omitempty"`   // absent (the default), valid or expired
	Session string `json:"session,omitempty"` // valid (the default) or invalid
}

// Action is something that the user does.
type Action struct {
	At       int64       `json:"at"`
	Do       string      `json:"do"`
	Name     string      `json:"name,omitempty"`
	Identity *bool       `json:"identity,omitempty"`
	Method   string      `json:"method,omitempty"`
	Path     string      `json:"path,omitempty"` // as the wrapper sees it
	Guarded  *bool       `json:"guarded,omitempty"`
	Page     string      `json:"page,omitempty"`
	Requests []PageEntry `json:"requests,omitempty"`
	// Query is that of a page of a mini program, Detail and Dataset what a handler of
	// one gets.
	Query   map[string]string `json:"query,omitempty"`
	Detail  json.RawMessage   `json:"detail,omitempty"`
	Dataset json.RawMessage   `json:"dataset,omitempty"`
}

// PageEntry is one request of a pageLoad: a name, or an object.
type PageEntry struct {
	Name     string `json:"name"`
	Identity *bool  `json:"identity,omitempty"`
	Method   string `json:"method,omitempty"`
	// Path is what the wrapper sees, and its whitelist; empty: /api/NAME, or
	// /public/NAME without identity.
	Path string `json:"path,omitempty"`
	// Guarded reports whether the server wants a token, where that is not what
	// Identity says.
	Guarded *bool `json:"guarded,omitempty"`
}

// UnmarshalJSON reads "name" or {"name", "identity", "method", "path", "guarded"}.
func (e *PageEntry) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &e.Name)
	}
	type plain PageEntry
	return part(data, (*plain)(e))
}

// The actions of a script.
const (
	doLaunch   = "launch"
	doRequest  = "request"
	doPageLoad = "pageLoad"
	doHide     = "hide"
	doShow     = "show"
	doRelaunch = "relaunch"
	doLogout   = "logout"
	doProfile  = "profile"
	doPage     = "page"
	doHandler  = "handler"
)

// Limits of a script: beyond them it is refused.
const (
	maxScript   = 1 << 20 // bytes
	maxRequests = 2000
	maxTime     = int64(24 * time.Hour / time.Millisecond)
)

func (s *Script) check() error {
	if err := s.checkHead(); err != nil {
		return err
	}
	names := map[string]bool{}
	for i, a := range s.Actions {
		if err := a.check(names); err != nil {
			return fmt.Errorf("action %d: %w", i+1, err)
		}
	}
	if len(names) > maxRequests {
		return fmt.Errorf("%d requests; at most %d", len(names), maxRequests)
	}
	for i, f := range s.Faults {
		if err := f.check(names); err != nil {
			return fmt.Errorf("fault %d: %w", i+1, err)
		}
	}
	if _, err := devserver.NewAnswers(s.Answers, nil); err != nil {
		return fmt.Errorf("answers: %w", err)
	}
	return s.Latencies.check()
}

func (s *Script) checkHead() error {
	switch {
	case !oneOf(s.Initial.Token, "", "absent", "valid", "expired"):
		return fmt.Errorf("initial.token %q: expected absent, valid or expired", s.Initial.Token)
	case !oneOf(s.Initial.Session, "", "valid", "invalid"):
		return fmt.Errorf("initial.session %q: expected valid or invalid", s.Initial.Session)
	case s.ServerAt != nil && !(*s.ServerAt >= 0 && *s.ServerAt <= 1):
		return fmt.Errorf("serverAt %v: expected 0 to 1", *s.ServerAt)
	case s.Horizon != nil && (*s.Horizon < 0 || *s.Horizon > maxTime):
		return fmt.Errorf("horizon %d: expected 0 to %d ms", *s.Horizon, maxTime)
	case s.Slots < 0 || s.RateLimit < 0:
		return errors.New("slots and rateLimit: expected 0, for no limit, or more")
	}
	return s.checkSettings()
}

func (a *Action) check(names map[string]bool) error {
	if a.At < 0 || a.At > maxTime {
		return fmt.Errorf("at %d: expected 0 to %d ms", a.At, maxTime)
	}
	switch a.Do {
	case doLaunch, doHide, doShow, doRelaunch, doLogout:
		return nil
	case doPage:
		return expected(a.Page, "page", "a route of app.json")
	case doHandler:
		return expected(a.Name, "name", "the name of a function of the page")
	case doRequest, doProfile:
		return newRequest(names, a.Name, a.Path)
	case doPageLoad:
		for _, e := range a.Requests {
			if err := newRequest(names, e.Name, e.Path); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("do %q: expected launch, request, pageLoad, profile, page, handler, hide, show, relaunch or logout", a.Do)
}

// expected reports a text that is missing.
func expected(text, key, what string) error {
	if text == "" {
		return fmt.Errorf("%s: expected %s", key, what)
	}
	return nil
}

// CheckPages checks that the pages which the user opens are among the routes of a mini
// program, and that the script does nothing that only a mini program can do where
// routes is nil.
func (s *Script) CheckPages(routes []string) error {
	for i, a := range s.Actions {
		switch {
		case a.Do != doPage && a.Do != doHandler:
		case routes == nil:
			return fmt.Errorf("action %d: only a mini program has pages and handlers", i+1)
		case a.Do == doPage && !slices.Contains(routes, a.Page):
			return fmt.Errorf("action %d: app.json has no page %q%s", i+1, a.Page, suggest.Hint(a.Page, routes))
		}
	}
	return nil
}

// Requests reports whether the script names requests itself, which somebody must make.
func (s *Script) Requests() bool {
	return slices.ContainsFunc(s.Actions, func(a Action) bool { return a.Do == doRequest || a.Do == doPageLoad })
}

func newRequest(names map[string]bool, name, path string) error {
	_, absolute := wx.Origin(path)
	switch {
	case path != "" && path[0] != '/' && !absolute:
		return fmt.Errorf("path %q: expected one that begins with a slash, or a URL", path)
	case name == "" || strings.ContainsAny(name, " /?#%"):
		return fmt.Errorf("request name %q: expected one without spaces, slashes, ?, # and %%", name)
	case names[name]:
		return fmt.Errorf("request name %q stands twice: expected another name for each request", name)
	}
	names[name] = true
	return nil
}

func oneOf(s string, all ...string) bool { return slices.Contains(all, s) }

func orTrue(b *bool) bool { return b == nil || *b }
