package explore

import (
	"slices"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// maxChoices bounds a run.
const maxChoices = 400

// picker chooses what happens next; a negative number gives the run up.
type picker func(w *world, choices []choice) int

// rules say which orders a world has, and what tells its states apart. The zero
// value offers every choice, but arrivals only where they matter.
type rules struct {
	free      bool // arrivals are choices of their own at any time
	prompt    bool // every exchange ends within the slowest time, see timerMayFire
	byHistory bool // keys take all that the client received
	symmetry  bool // of choices that differ in nothing only the first is one
}

// runner makes runs of one situation with one wrapper, one after another.
type runner struct {
	situation *situation.Situation
	subject   *subject
	rules     rules
	begin     func(*world) // told of each new world; may be nil

	pool   loop.Pool
	room   *room // of its worlds; nil before the first run
	buffer []choice
}

// close lets go of what the runs have kept.
func (r *runner) close() { r.pool.Close() }

// run makes one run and returns its world, whose client has ended, and whether
// it came to its end. The world is good until the next run.
func (r *runner) run(pick picker) (w *world, complete bool) {
	if r.room == nil || r.room.world.situation != r.situation {
		r.room = newRoom(r.situation, r.subject, &r.pool)
	}
	w = r.room.begin()
	w.rules = r.rules
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
		r.buffer = w.choices(r.buffer[:0])
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

// along is a picker that follows a path and then gives up.
func along(path []choice, seen func(*world, choice)) picker {
	next := 0
	return func(w *world, choices []choice) int {
		if next == len(path) {
			return -1
		}
		i := slices.Index(choices, path[next])
		if i >= 0 {
			seen(w, path[next])
		}
		next++
		return i
	}
}
