package explore

import (
	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// maxChoices bounds a run.
const maxChoices = 400

// picker chooses what happens next; a negative number gives the run up.
type picker func(w *world, choices []choice) int

// runner makes runs of one situation with one wrapper, one after another.
type runner struct {
	situation *situation.Situation
	subject   *subject
	symmetry  bool // of choices that differ in nothing only the first is one
	free      bool // arrivals are choices of their own, see world
	pool      loop.Pool
	room      *room // of its worlds; nil before the first run
	buffer    []choice
	path      []choice
	history   bool         // see search
	prompt    bool         // every exchange ends within the slowest time
	begin     func(*world) // told of each new world; may be nil
}

// run makes one run and returns its world, whose client has ended, and whether
// it came to its end. The world is good until the next run.
func (r *runner) run(pick picker) (w *world, complete bool) {
	if r.room == nil || r.room.world.situation != r.situation {
		r.room = newRoom(r.situation, r.subject, &r.pool)
	}
	w = r.room.begin()
	w.free, w.prompt, w.byHistory = r.free, r.prompt, r.history
	if r.begin != nil {
		r.begin(w)
	}
	complete = r.walk(w, pick)
	if complete {
		w.client.Observer().Finish(w.time(), w.stuck())
	}
	w.client.Stop()
	return w, complete
}

func (r *runner) walk(w *world, pick picker) bool {
	for range maxChoices {
		if w.now > elapsed {
			return false
		}
		r.buffer = w.choices(r.buffer[:0], r.symmetry)
		if w.over() || len(r.buffer) == 0 {
			return true
		}
		i := pick(w, r.buffer)
		if i < 0 {
			return false
		}
		w.do(r.buffer[i])
	}
	return false
}

// Unsearched are the classes of defects that no search looks for, each with the
// reason.
func Unsearched() map[string]string {
	const times, world = "not searched for: it is a matter of exact times", "not searched for: no situation has several users or sealed data"
	return map[string]string{client.LoginRate: times, client.SlowAfterLogin: times,
		client.KeyDisplaced: world, client.KeyLeaked: world, client.FalseLogin: world, client.IdentityMixed: world}
}

// defects are the classes and kinds that a run has shown so far, without those
// that need times to be judged.
func (w *world) defects() []client.DefectKey {
	var keys []client.DefectKey
	for key := range w.tally.Defects {
		if key.Class != client.LoginRate && key.Class != client.SlowAfterLogin {
			keys = append(keys, key)
		}
	}
	return keys
}
