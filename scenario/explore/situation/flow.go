package situation

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
)

// FromScenario makes situations of a scenario: of its flow, with its slots, one for each
// kind of token that clients of its hold at the start. Where these are several, the
// situation's name ends in the one that it begins with, as in "shop-expired".
//
// Nothing is sent in a search, so tokens and sessions may expire and a login may fail
// whatever the target is: each once, and as often as the events say where that is more.
// Where the target gives refresh tokens, one may expire and the answer to one may be lost;
// where its logins have two steps, the first may fail, too, and the answer to the second
// may be lost.
// No login fails where the flow seals data: after that no wrapper could send any, since
// the device has a session_key by then that the server never got.
//
// Times, latencies and bodies are dropped, since a situation has none. A page's
// requests that write are a load of their own; a page need not wait for the one
// before it, as users do not; of branches the likeliest is taken, of a loop one round. The number of
// the load with the most requests is left open, so that [Situation.WithRequests]
// changes it. further are the scenario's further targets. What the scenario brings about besides is listed in
// [Situation.LeftOut]. A step or an event that no situation knows is an error, and so is
// a flow in which no request needs a token.
func FromScenario(s *scenario.Scenario, further ...Further) ([]Situation, error) {
	out := Situation{Name: s.Name, Summary: "the flow of " + s.Name, Scenario: s.Name}
	deeds, err := deedsOf(s, "flow", s.Flow)
	if err != nil {
		return nil, err
	}
	out.enact(deeds)
	if out.Faults, err = mishaps(s.Events, out.Seals()); err != nil {
		return nil, err
	}
	if out.Ticket = s.Target.Login.Ticket.Path != ""; out.Ticket && !out.Seals() {
		out = out.With(TicketHTTP500, LoginLost)
	}
	if out.Refresh = s.RefreshTokens(); out.Refresh != "" {
		out = out.With(RefreshLost, RefreshExpires)
		out.RefreshAt = refreshAt(s)
	}
	out.Renewed = s.Target.Token.Renewed.Header
	out.Further = further
	if out.LeftOut = leftOut(s); out.Seals() {
		out.LeftOut = append(out.LeftOut, "a failed login before sealed data")
	}
	if !out.NeedsToken() {
		return nil, ErrNothing
	}
	if out.TotalRequests() >= s.Platform.Slots { // fewer never fill them
		out.Slots = s.Platform.Slots
	}
	return out.fromEach(s.Clients.Initial), nil
}

// ErrNothing tells that no order of a scenario's events could break a wrapper: none of
// its requests waits for a login.
var ErrNothing = errors.New("flow: no request needs a token, so there is no login that an order of events could break")

// enact makes the deeds those of the user, and leaves the number of the load with the
// most requests open.
func (s *Situation) enact(deeds []Deed) {
	largest, launched := -1, false
	for i, d := range deeds {
		if d.Do == Launch && launched { // the app that runs is closed first
			deeds[i].Do = Relaunch
		}
		launched = launched || d.Do == Launch
		s.Requests += d.Requests
		if d.Do == Load && (largest < 0 || d.Requests > deeds[largest].Requests) {
			largest = i
		}
	}
	if largest >= 0 && !publicOnly(deeds) {
		deeds[largest].Requests = 0
	}
	s.Threads = [][]Deed{deeds}
}

// fromEach is the situation from each kind of token that some clients begin with.
func (s Situation) fromEach(shares scenario.InitialTokens) []Situation {
	var all []Situation
	for _, t := range []struct {
		token, key string
		share      scenario.Share
	}{{Absent, "none", shares.None}, {Valid, "valid", shares.Valid}, {Expired, "expired", shares.Expired}} {
		if t.share == 0 {
			continue
		}
		one := s
		one.Token = t.token
		if t.share < 1 {
			one.Name += "-" + t.key
		}
		all = append(all, one)
	}
	return all
}

// deedsOf is what a user does in the steps at that path of the file.
func deedsOf(s *scenario.Scenario, path string, steps []scenario.Step) ([]Deed, error) {
	var deeds []Deed
	for i, step := range steps {
		switch step.Kind {
		case scenario.StepLaunch:
			deeds = append(deeds, Deed{Do: Launch})
		case scenario.StepRelaunch:
			deeds = append(deeds, Deed{Do: Relaunch})
		case scenario.StepPage:
			if len(step.Requests) == 0 || len(step.Query) > 0 {
				deeds = append(deeds, Deed{Do: Open, Page: step.Page, Query: wrapper.Query(step.Query)})
			}
			deeds = append(deeds, loadsOf(s, step.Requests)...)
		case scenario.StepDo:
			deeds = append(deeds, Deed{Do: Tap, Handler: step.Do, Detail: string(step.Detail), Dataset: string(step.Dataset)})
		case scenario.StepProfile:
			deeds = append(deeds, Deed{Do: Profile})
		case scenario.StepUpload, scenario.StepDownload:
			deeds = append(deeds, loadsOf(s, step.Requests)...)
		case scenario.StepLogout:
			told := loadsOf(s, step.Requests)
			deeds = append(append(deeds, told...), Deed{Do: Logout, UsesAnswers: len(told) > 0})
		case scenario.StepHide:
			deeds = append(deeds, Deed{Do: Hide}, Deed{Do: Show})
		case scenario.StepLoop:
			round, err := deedsOf(s, fmt.Sprintf("%s[%d].loop.steps", path, i), step.Loop.Steps)
			if err != nil {
				return nil, err
			}
			deeds = append(deeds, round...)
		case scenario.StepChoose:
			taken := heaviest(step.Choose)
			branch, err := deedsOf(s, fmt.Sprintf("%s[%d].choose[%d].steps", path, i, taken), step.Choose[taken].Steps)
			if err != nil {
				return nil, err
			}
			deeds = append(deeds, branch...)
		case scenario.StepThink: // a situation has no times
		default:
			return nil, fmt.Errorf("%s[%d]: no search knows the step %q", path, i, step.Kind)
		}
	}
	return deeds, nil
}

// loadsOf are a page's requests: those that read, then those that write, and then those
// of each kind that use what an earlier answer had.
func loadsOf(s *scenario.Scenario, requests []scenario.Request) []Deed {
	var kinds []Deed
	for _, kind := range []Deed{{Do: Load}, {Do: Load, Writes: true}, {Do: Load, UsesAnswers: true}, {Do: Load, Writes: true, UsesAnswers: true}} {
		for kind.Target = range 1 + len(s.Targets) {
			kinds = append(kinds, kind)
		}
	}
	for i := range requests {
		r := &requests[i]
		writes, target := r.Method != "GET" && r.Method != "HEAD" && r.Method != "OPTIONS", s.TargetOf(r.Path)
		d := &kinds[slices.IndexFunc(kinds, func(d Deed) bool { return d.Writes == writes && d.UsesAnswers == r.UsesSaved() && d.Target == target })]
		if r.Identity {
			d.Requests++
		} else {
			d.Public++
		}
	}
	return slices.DeleteFunc(kinds, func(d Deed) bool { return d.Requests+d.Public == 0 })
}

// refreshAt is nil where the scenario says no more than that there are refresh tokens.
func refreshAt(s *scenario.Scenario) *RefreshAt {
	r := &s.Target.Refresh
	at := RefreshAt{r.Method, r.Path, r.In, r.Name, r.RefreshToken, r.Token, s.Wrapper.RefreshKey}
	if at == (RefreshAt{Method: "POST", Path: "/refresh", In: "body", Name: "refresh_token"}) {
		return nil
	}
	return &at
}

// heaviest is the place of the first of the branches with the largest weight.
func heaviest(branches []scenario.Choice) int {
	best := 0
	for i, b := range branches {
		if b.Weight > branches[best].Weight {
			best = i
		}
	}
	return best
}

// publicOnly reports whether a load makes only requests that need no token; its
// number of others is zero and must stay so.
func publicOnly(deeds []Deed) bool {
	for _, d := range deeds {
		if d.Do == Load && d.Requests == 0 {
			return true
		}
	}
	return false
}

// mishaps are what may go wrong: each once, and what the events bring about as often as
// they do. The expiry of codes is left out. With sealed data no login fails.
func mishaps(events []scenario.Event, seals bool) ([]Budget, error) {
	tokens, sessions := 0, 0
	for i, e := range events {
		switch e.Expire {
		case "tokens":
			tokens++
		case "sessions":
			sessions++
		case "codes":
		default:
			return nil, fmt.Errorf("events[%d]: no search knows the expiry of %q", i, e.Expire)
		}
	}
	faults := []Budget{{TokensExpire, max(tokens, 1)}}
	if !seals {
		faults = append(faults, Budget{LoginHTTP500, 1})
	}
	return append(faults, Budget{SessionExpires, max(sessions, 1)}), nil
}
