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
	length int      // choices
	chains int

	counted bool // see [world.World.Counted]
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
	done := 0
	for ; done < x.options.Runs && x.ctx.Err() == nil; done += sampleBatch {
		for _, s := range x.schedules(done, min(done+sampleBatch, x.options.Runs), pick) {
			if s.counted && x.subject.Polls { // what was left out made a difference
				x.subject.Polls, x.found, r.Schedules = false, found{}, first
				x.sample(r, mode)
				return
			}
			length, chains = max(length, s.length), max(chains, s.chains)
			for i, w := range s.ways {
				if x.found.remember(w.defect, w.path[len(w.path)-1], s.faults[i]) {
					x.found.add(w.defect, w.path)
				}
			}
		}
		r.Schedules = first + min(done+sampleBatch, x.options.Runs)
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

// schedules makes some schedules, on all workers.
func (x *exploration) schedules(from, to int, pick func(*rand.Rand) scheduler) []sampled {
	all := make([]sampled, to-from)
	var working sync.WaitGroup
	for n := range x.options.Workers {
		working.Go(func() {
			r := &world.Runner{Situation: &x.situation, Subject: x.subject, Rules: world.Rules{Prompt: true}}
			defer r.Close()
			var path []world.Choice
			for i := from + n; i < to; i += x.options.Workers {
				all[i-from], path = sample(r, pick(rand.New(rand.NewPCG(x.options.Seed, uint64(i)))), path)
			}
		})
	}
	working.Wait()
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
	out.length, out.chains, out.counted = len(path), s.chains(), w.Counted()
	return out, path
}

// lottery gives every choice the same chance.
type lottery struct{ rng *rand.Rand }

func (l *lottery) pick(_ *world.World, choices []world.Choice) int { return l.rng.IntN(len(choices)) }

func (l *lottery) chains() int { return 0 }
