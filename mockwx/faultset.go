package mockwx

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// maxFaults bounds the work of a call, which looks at every fault.
const maxFaults = 100

// setFault is a fault in force.
type setFault struct {
	Fault
	kind *faultKind // nil: latency alone
	at   time.Time  // when it was set
}

// faultSet is the faults in force, in order. It is not changed once made.
type faultSet struct {
	faults []setFault
	byUser bool // some fault names users
	seed   uint64
}

// newFault checks a fault that is set at a time.
func newFault(f Fault, at time.Time) (setFault, error) {
	if err := f.Validate(); err != nil {
		return setFault{}, err
	}
	f.Users = slices.Clone(f.Users)
	set := setFault{Fault: f, at: at}
	if kinds := f.kinds(); len(kinds) > 0 {
		set.kind = &kinds[0]
	}
	return set, nil
}

// newFaults checks several.
func newFaults(faults []Fault, at time.Time) ([]setFault, error) {
	all := make([]setFault, len(faults))
	for i, f := range faults {
		set, err := newFault(f, at)
		if err != nil {
			return nil, fmt.Errorf("fault %d: %w", i+1, err)
		}
		all[i] = set
	}
	return all, nil
}

func newFaultSet(faults []setFault, seed uint64) (*faultSet, error) {
	if len(faults) > maxFaults {
		return nil, fmt.Errorf("%d faults: at most %d", len(faults), maxFaults)
	}
	byUser := slices.ContainsFunc(faults, func(f setFault) bool { return f.byUser() })
	return &faultSet{faults, byUser, hash(seed, "faults")}, nil
}

// list is the faults as they were given.
func (set *faultSet) list() []Fault {
	faults := make([]Fault, len(set.faults))
	for i, f := range set.faults {
		faults[i] = f.Fault
	}
	return faults
}

// faultyCall is a call as far as faults look at it.
type faultyCall struct {
	n        uint64 // its number
	endpoint string
	user     string  // empty if it does not tell, or nobody asked
	rank     float64 // of the user, from 0 to 1
}

// call describes the n-th call.
func (set *faultSet) call(n uint64, endpoint, user string) faultyCall {
	c := faultyCall{n: n, endpoint: endpoint, user: user}
	if user != "" {
		c.rank = float64(hash(set.seed, "share", user)>>11) / (1 << 53)
	}
	return c
}

// draw decides what becomes of a call: how long it takes, and the first fault
// that does more than delay it, if any.
func (set *faultSet) draw(c faultyCall, now time.Time) (delay time.Duration, hit *setFault) {
	r := rand.New(rand.NewPCG(set.seed, c.n))
	for i := range set.faults {
		f := &set.faults[i]
		if !f.hits(c, now.Sub(f.at), r) {
			continue
		}
		delay += f.Latency.Sample(r)
		if f.kind != nil {
			return delay, f
		}
	}
	return delay, nil
}
