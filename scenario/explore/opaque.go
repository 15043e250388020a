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

// polled is what runs show of timers that only look and set themselves again, of which a
// search leaves out how often they do.
type polled struct {
	counted   bool // see [world.World.Counted]
	looked    bool // there were some
	readsTime bool // the wrapper has read the clock, in any run
}

func polledIn(w *world.World) polled { return polled{w.Counted(), w.Looked() > 0, w.ReadsTime()} }

func (p *polled) and(q polled) {
	p.counted, p.looked, p.readsTime = p.counted || q.counted, p.looked || q.looked, p.readsTime || q.readsTime
}

// matters reports whether it may make a difference how often they look: one that counts
// is none, and by the clock an answer that comes after many of them is another one.
func (p polled) matters() bool { return p.counted || p.looked && p.readsTime }

// probes is how many runs see whether timers poll.
const probes = 128

// polls reports whether timers that only look, and set themselves again, go on so for
// as long as nothing else happens, and nobody reads the clock. One that counts its
// looks, or that takes a second timer for a second step, shows itself. That a probe
// freezes ends the search before it begins, unless there is time for a shorter way.
func (x *exploration) polls() bool {
	if x.subject.Info.Source == "" {
		return false // it tells by itself what its turns share
	}
	r := &world.Runner{Situation: &x.situation, Subject: x.subject, Context: x.ctx}
	defer r.Close()
	var all polled
	for i := range uint64(probes) {
		rng := rand.New(rand.NewPCG(x.options.Seed, i))
		if all.and(x.lookOn(r, rng)); all.matters() || x.froze != nil || r.Over() {
			return false
		}
	}
	return true
}

// lookOn is a probe: after some choices by lot only timers fire.
func (x *exploration) lookOn(r *world.Runner, rng *rand.Rand) polled {
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
	return polledIn(w)
}
