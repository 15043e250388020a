package situation

import (
	"fmt"

	"github.com/wxload/wxload/scenario"
)

// FromScenario is the situation of one client of a scenario: what most clients
// hold at the start, its flow, the expiries among its events, and its slots.
// Times, latencies and bodies are dropped, since a situation has none. A page's
// requests that write are a load of their own; a page need not wait for the one
// before it, as users do not; of branches the likeliest is taken. The number of
// the load with the most requests is left open, so that [Situation.WithRequests]
// changes it. What the scenario brings about besides is listed in
// [Situation.LeftOut]. A step or an event that no situation knows is an error.
func FromScenario(s *scenario.Scenario) (Situation, error) {
	out := Situation{Name: s.Name, Summary: "the flow of " + s.Name, Token: likeliest(s.Clients.Initial), LeftOut: leftOut(s)}
	deeds, err := deedsOf("flow", s.Flow)
	if err != nil {
		return Situation{}, err
	}
	largest, launched := -1, false
	for i, d := range deeds {
		if d.Do == Launch && launched { // the app that runs is closed first
			deeds[i].Do = Relaunch
		}
		launched = launched || d.Do == Launch
		out.Requests += d.Requests
		if d.Do == Load && (largest < 0 || d.Requests > deeds[largest].Requests) {
			largest = i
		}
	}
	if largest >= 0 && !publicOnly(deeds) {
		deeds[largest].Requests = 0
	}
	out.Threads = [][]Deed{deeds}
	if out.Faults, err = expiries(s.Events); err != nil {
		return Situation{}, err
	}
	if out.Requests >= s.Platform.Slots { // fewer never fill them
		out.Slots = s.Platform.Slots
	}
	return out, nil
}

func likeliest(shares scenario.InitialTokens) string {
	switch most := max(shares.None, shares.Valid, shares.Expired); most {
	case shares.Valid:
		return Valid
	case shares.None:
		return Absent
	default:
		return Expired
	}
}

// deedsOf is what a user does in the steps at that path of the file.
func deedsOf(path string, steps []scenario.Step) ([]Deed, error) {
	var deeds []Deed
	for i, step := range steps {
		switch step.Kind {
		case scenario.StepLaunch:
			deeds = append(deeds, Deed{Do: Launch})
		case scenario.StepRelaunch:
			deeds = append(deeds, Deed{Do: Relaunch})
		case scenario.StepPage:
			deeds = append(deeds, loadsOf(step.Requests)...)
		case scenario.StepProfile:
			deeds = append(deeds, Deed{Do: Profile})
		case scenario.StepHide:
			deeds = append(deeds, Deed{Do: Hide}, Deed{Do: Show})
		case scenario.StepChoose:
			taken := heaviest(step.Choose)
			branch, err := deedsOf(fmt.Sprintf("%s[%d].choose[%d].steps", path, i, taken), step.Choose[taken].Steps)
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

// loadsOf are a page's requests: those that read, then those that write.
func loadsOf(requests []scenario.Request) []Deed {
	reads, writes := Deed{Do: Load}, Deed{Do: Load, Writes: true}
	for _, r := range requests {
		d := &reads
		if r.Method != "GET" && r.Method != "HEAD" && r.Method != "OPTIONS" {
			d = &writes
		}
		if r.Identity {
			d.Requests++
		} else {
			d.Public++
		}
	}
	var loads []Deed
	for _, d := range []Deed{reads, writes} {
		if d.Requests+d.Public > 0 {
			loads = append(loads, d)
		}
	}
	return loads
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

// expiries are the faults that a scenario's events amount to. The expiry of codes
// is left out.
func expiries(events []scenario.Event) ([]Budget, error) {
	tokens, sessions := Budget{Fault: TokensExpire}, Budget{Fault: SessionExpires}
	for i, e := range events {
		switch e.Expire {
		case "tokens":
			tokens.Max++
		case "sessions":
			sessions.Max++
		case "codes":
		default:
			return nil, fmt.Errorf("events[%d]: no search knows the expiry of %q", i, e.Expire)
		}
	}
	var faults []Budget
	for _, b := range []Budget{sessions, tokens} {
		if b.Max > 0 {
			faults = append(faults, b)
		}
	}
	return faults, nil
}
