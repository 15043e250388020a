package explore

import (
	"math/rand/v2"

	"github.com/wxload/wxload/scenario/explore/internal/world"
)

// rulesFor are those of an exhaustive search. Of a user's own code nobody knows what
// it keeps from turn to turn. So no two of its requests are taken for alike, and
// unless its timers were seen to poll each of them is an event; exchanges must end
// then, or it could look without end before any answer.
func rulesFor(subject *world.Subject) world.Rules {
	if subject.Info.Source == "" {
		return world.Rules{Symmetry: true}
	}
	return world.Rules{EachTimer: !subject.Polls, Prompt: !subject.Polls}
}

// probes is how many runs see whether timers poll.
const probes = 128

// polls reports whether timers that only look, and set themselves again, go on so
// for as long as nothing else happens. After some choices by lot only timers fire.
// One that counts its looks, or that takes a second timer for a second step, shows
// itself. That it freezes ends the search before it begins, unless there is time for a
// shorter way.
func (x *exploration) polls() bool {
	if x.subject.Info.Source == "" {
		return false // it tells by itself what its turns share
	}
	r := &world.Runner{Situation: &x.situation, Subject: x.subject, Context: x.ctx}
	defer r.Close()
	for i := range uint64(probes) {
		rng := rand.New(rand.NewPCG(x.options.Seed, i))
		left, fired := rng.IntN(32), 0
		var path []world.Choice
		w, _ := r.Run(func(_ *world.World, choices []world.Choice) int {
			next := -1 // gives the run up
			if left--; left >= 0 {
				next = rng.IntN(len(choices))
			} else if fired++; fired <= world.Looks {
				next = indexOf(choices, world.Choice{Action: world.Fire})
			}
			if next >= 0 {
				path = append(path, choices[next])
			}
			return next
		})
		if w.Frozen() {
			x.froze = &freeze{path, fresh(w.Defects(), nil), w.FaultsMet()}
		}
		if w.Counted() || w.Frozen() || r.Over() {
			return false
		}
	}
	return true
}
