package explore

import (
	"slices"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/scenario/explore/internal/world"
)

// found are the ways to defects that a search has found, in their order: of each
// class and kind a few, which differ in what happened last or in the faults.
type found struct {
	ways  []way
	known map[novelty]bool
	count map[client.DefectKey]int
}

// way is how a run came to a defect.
type way struct {
	defect client.DefectKey
	path   []world.Choice
}

// novelty tells ways to a defect apart: one of each is shrunk.
type novelty struct {
	defect client.DefectKey
	last   world.Choice
	faults uint64
}

// maxWays bounds the ways of one class and kind.
const maxWays = 12

// remember reports whether a way is worth keeping, and remembers what is new in it.
func (f *found) remember(d client.DefectKey, last world.Choice, faults uint64) bool {
	last.Request, last.Ordinal = 0, min(last.Ordinal, 2)
	n := novelty{d, last, faults}
	if f.known[n] || f.count[d] >= maxWays {
		return false
	}
	if f.known == nil {
		f.known, f.count = map[novelty]bool{}, map[client.DefectKey]int{}
	}
	f.known[n] = true
	f.count[d]++
	return true
}

func (f *found) add(d client.DefectKey, path []world.Choice) {
	f.ways = append(f.ways, way{d, path})
}

// freezes takes in how a run went on from the end of a path until the app froze.
func (f *found) freezes(end *freeze, path []world.Choice) {
	path = append(path, end.path...)
	for _, d := range end.defects {
		if f.remember(d, path[len(path)-1], end.faults) {
			f.add(d, path)
		}
	}
}

// kinds is how many classes and kinds of defects were found.
func (f *found) kinds() int { return len(f.count) }

// fresh are the defects of a run that were not there before, in a fixed order.
func fresh(now, before []client.DefectKey) []client.DefectKey {
	now = slices.DeleteFunc(now, func(d client.DefectKey) bool { return slices.Contains(before, d) })
	slices.SortFunc(now, compareDefects)
	return now
}
