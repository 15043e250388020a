package explore

import (
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/internal/world"
)

// sampled is one schedule of a sample: the defects that it showed, and its size.
type sampled struct {
	ways   []way
	faults []uint64 // of each way
	length int      // choices; zero where it was not made
	chains int

	counted bool // see [world.World.Counted]
	frozen  bool // the app froze
	served  bool // a request succeeded
}

// sample makes schedules by lot. Schedule i has a stream of randomness of its
// own, so that it does not matter who makes it.
func (x *exploration) sample(r *Result, mode string) {
	var length, chains int
	pick := func(rng *rand.Rand) scheduler { return &lottery{rng} }
	if mode == PCT {
		length, chains = x.pilot()
		steps := length
		pick = func(rng *rand.Rand) scheduler { return newPriorities(rng, steps) }
	}
	first := r.Schedules
	for done := 0; done < x.options.Runs && x.ctx.Err() == nil && !r.Frozen; done += sampleBatch {
		for _, s := range x.schedules(done, min(done+sampleBatch, x.options.Runs), pick) {
			if s.counted && x.subject.Polls { // what was left out made a difference
				x.subject.Polls, x.found, r.Schedules = false, found{}, first
				x.sample(r, mode)
				return
			}
			if s.length > 0 {
				r.Schedules++
			}
			r.Frozen, x.served = r.Frozen || s.frozen, x.served || s.served
			length, chains = max(length, s.length), max(chains, s.chains)
			for i, w := range s.ways {
				if x.found.remember(w.defect, w.path[len(w.path)-1], s.faults[i]) {
					x.found.add(w.defect, w.path)
				}
			}
		}
		x.report(Progress{Mode: mode, States: r.States, Schedules: r.Schedules, Defects: x.found.kinds()})
	}
	if mode == PCT {
		r.Bound = newBound(chains, length)
	}
}

// sampleBatch is how many schedules are made before what they showed is put
// together.
const sampleBatch = 1024

// scheduler picks what happens next in one schedule.
type scheduler interface {
	pick(w *world.World, choices []world.Choice) int
	chains() int
}

// schedules makes some schedules, on all workers, up to the first in which the app
// freezes.
func (x *exploration) schedules(from, to int, pick func(*rand.Rand) scheduler) []sampled {
	all := make([]sampled, to-from)
	var frozen earliest
	var working sync.WaitGroup
	for n := range x.options.Workers {
		working.Go(func() {
			r := &world.Runner{Situation: &x.situation, Subject: x.subject, Rules: world.Rules{Prompt: true}, Context: x.ctx}
			defer r.Close()
			var path []world.Choice
			for i := n; i < len(all) && !frozen.before(i); i += x.options.Workers {
				var one sampled
				one, path = sample(r, pick(rand.New(rand.NewPCG(x.options.Seed, uint64(from+i)))), path)
				if r.Over() && !one.frozen {
					return
				}
				if all[i] = one; one.frozen {
					frozen.note(i)
				}
			}
		})
	}
	working.Wait()
	if i := slices.IndexFunc(all, func(s sampled) bool { return s.frozen }); i >= 0 {
		all = all[:i+1]
	}
	return all
}

// sample makes one schedule and notes the way to each defect in it. It gives back the
// path that it was lent, for the next one.
func sample(r *world.Runner, s scheduler, path []world.Choice) (sampled, []world.Choice) {
	var out sampled
	var known []client.DefectKey
	var signs world.Signs
	path = path[:0]
	look := func(w *world.World) {
		if w.Signs() == signs {
			return
		}
		before := known
		known, signs = w.Defects(), w.Signs()
		for _, d := range fresh(slices.Clone(known), before) {
			out.ways = append(out.ways, way{d, append([]world.Choice(nil), path...)})
			out.faults = append(out.faults, w.FaultsMet())
		}
	}
	w, _ := r.Run(func(w *world.World, choices []world.Choice) int {
		look(w)
		i := s.pick(w, choices)
		path = append(path, choices[i])
		return i
	})
	look(w)
	out.length, out.chains, out.counted, out.frozen, out.served = len(path), s.chains(), w.Counted(), w.Frozen(), w.Served()
	return out, path
}

// lottery gives every choice the same chance.
type lottery struct{ rng *rand.Rand }

func (l *lottery) pick(_ *world.World, choices []world.Choice) int { return l.rng.IntN(len(choices)) }

func (l *lottery) chains() int { return 0 }
