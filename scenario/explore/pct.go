package explore

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/wxload/wxload/scenario/explore/internal/world"
)

// depth is how many pairs of events a defect may need in a certain order at most, for
// PCT's bound to hold.
const depth = 3

// Bound is what PCT promises for a defect that needs the order of so many pairs
// of events (Burckhardt and others, 2010; Ozkan and others, 2018, for messages).
type Bound struct {
	// Chains is the largest number of chains of events in a schedule, n.
	Chains int `json:"chains"`
	// Steps is the largest number of choices in a schedule, k.
	Steps int `json:"steps"`
	// Depth is the number of those pairs, d.
	Depth int `json:"depth"`
	// Chance is the least one that a schedule finds such a defect: 1/(n·k^(d-1)).
	Chance float64 `json:"chance"`
}

func newBound(chains, steps int) *Bound {
	n, k := float64(max(chains, 1)), float64(max(steps, 1))
	return &Bound{Chains: chains, Steps: steps, Depth: depth, Chance: 1 / (n * math.Pow(k, depth-1))}
}

// chain is a row of events that happen one after another: the deeds of a thread, the
// sends of a request, the logins, the occurrences of a fault.
type chain struct {
	action   world.Action
	callKind world.CallKind
	request  uint8
	index    uint8
}

func chainOf(c world.Choice) chain {
	switch c.Action {
	case world.Finish:
		return chain{action: world.Finish, callKind: c.CallKind, request: c.Request}
	case world.Arrive:
		return chain{action: world.Arrive, callKind: c.CallKind, request: c.Request}
	case world.Fire:
		return chain{action: world.Fire}
	default:
		return chain{action: c.Action, index: c.Index}
	}
}

// priorities is PCT's scheduler: each chain has a priority by lot, and at a few
// steps by lot the chain that would come next falls below all others.
type priorities struct {
	rng     *rand.Rand
	order   []chain // the first comes first
	lowered []chain // below all of order, the first comes first
	changes [depth - 1]int
	step    int
}

func newPriorities(rng *rand.Rand, steps int) *priorities {
	p := &priorities{rng: rng}
	for i := range p.changes {
		p.changes[i] = rng.IntN(max(steps, 1))
	}
	return p
}

func (p *priorities) chains() int { return len(p.order) + len(p.lowered) }

func (p *priorities) pick(_ *world.World, choices []world.Choice) int {
	for _, c := range choices {
		p.meet(chainOf(c))
	}
	for _, at := range p.changes {
		if at == p.step {
			p.lower(chainOf(p.highest(choices)))
		}
	}
	p.step++
	best := p.highest(choices)
	first := slices.Index(choices, best)
	same := 0 // several pending calls of one chain: by lot
	for i := range choices {
		if chainOf(choices[i]) == chainOf(best) {
			same++
			if p.rng.IntN(same) == 0 {
				first = i
			}
		}
	}
	return first
}

// meet gives a new chain its priority.
func (p *priorities) meet(c chain) {
	if !slices.Contains(p.order, c) && !slices.Contains(p.lowered, c) {
		p.order = slices.Insert(p.order, p.rng.IntN(len(p.order)+1), c)
	}
}

func (p *priorities) highest(choices []world.Choice) world.Choice {
	for _, line := range [][]chain{p.order, p.lowered} {
		for _, c := range line {
			if i := slices.IndexFunc(choices, func(x world.Choice) bool { return chainOf(x) == c }); i >= 0 {
				return choices[i]
			}
		}
	}
	return choices[0]
}

func (p *priorities) lower(c chain) {
	if i := slices.Index(p.order, c); i >= 0 {
		p.order = slices.Delete(p.order, i, i+1)
		p.lowered = append(p.lowered, c)
	}
}

// pilot makes some schedules to see how long they are and how many chains they
// have.
func (x *exploration) pilot() (length, chains int) {
	r := &world.Runner{Situation: &x.situation, Subject: x.subject, Rules: world.Rules{Prompt: true}, Context: x.ctx}
	defer r.Close()
	for i := range pilots {
		rng := rand.New(rand.NewPCG(x.options.Seed, math.MaxUint64-uint64(i)))
		s, _ := sample(r, newPriorities(rng, 1), nil)
		length, chains = max(length, s.length), max(chains, s.chains)
		if s.frozen || r.Over() {
			break // the search will see
		}
	}
	return length, chains
}

// pilots is how many schedules the pilot makes.
const pilots = 100
