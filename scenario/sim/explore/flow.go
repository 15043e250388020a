package explore

import (
	"github.com/wxload/wxload/scenario"
)

// FromScenario is the situation of one client of a scenario: what most clients
// hold at the start, its flow, the expiries among its events, and its slots.
// Times, latencies and bodies are dropped, since a situation has none. A page's
// requests that write are a load of their own; a page need not wait for the one
// before it, as users do not; of branches the likeliest is taken. The number of
// the load with the most requests is left open, so that [Situation.WithRequests]
// changes it.
func FromScenario(s *scenario.Scenario) Situation {
	out := Situation{Name: s.Name, Summary: "the flow of " + s.Name, Token: likeliest(s.Clients.Initial)}
	deeds := deedsOf(s.Flow)
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
	out.Faults = expiries(s.Events)
	if out.Requests >= s.Platform.Slots { // fewer never fill them
		out.Slots = s.Platform.Slots
	}
	return out
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

// deedsOf is what a user does in a flow.
func deedsOf(steps []scenario.Step) []Deed {
	var deeds []Deed
	for _, step := range steps {
		switch step.Kind {
		case scenario.StepLaunch:
			deeds = append(deeds, Deed{Do: Launch})
		case scenario.StepRelaunch:
			deeds = append(deeds, Deed{Do: Relaunch})
		case scenario.StepPage, scenario.StepProfile: // a profile is a request as any other
			deeds = append(deeds, loadsOf(step.Requests)...)
		case scenario.StepHide:
			deeds = append(deeds, Deed{Do: Hide}, Deed{Do: Show})
		case scenario.StepChoose:
			deeds = append(deeds, deedsOf(heaviest(step.Choose).Steps)...)
		}
	}
	return deeds
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

// heaviest is the first of the branches with the largest weight.
func heaviest(branches []scenario.Choice) scenario.Choice {
	best := scenario.Choice{}
	for _, b := range branches {
		if b.Weight > best.Weight {
			best = b
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

// expiries are the faults that a scenario's events amount to.
func expiries(events []scenario.Event) []Budget {
	tokens, sessions := Budget{Fault: TokensExpire}, Budget{Fault: SessionExpires}
	for _, e := range events {
		switch e.Expire {
		case "tokens":
			tokens.Max++
		case "sessions":
			sessions.Max++
		}
	}
	var faults []Budget
	for _, b := range []Budget{sessions, tokens} {
		if b.Max > 0 {
			faults = append(faults, b)
		}
	}
	return faults
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
