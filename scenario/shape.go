package scenario

import (
	"math"
	"math/bits"
	"time"
)

// LoadShape is the load as a function of the time since its start: pure, and
// safe for concurrent use. A level changes in straight lines: the number of
// active clients of a closed load, the rate of launches of an open one.
type LoadShape struct {
	open  bool
	ramps []ramp
}

// ramp is a straight piece of a load shape.
type ramp struct {
	start, length time.Duration
	from, to      float64 // clients, or launches a second
	before        float64 // launches of all ramps before this one
}

// Shape returns the shape of the scenario's load.
func (s *Scenario) Shape() LoadShape {
	l := &s.Load
	if len(l.Stages) == 0 {
		level := float64(s.Clients.Count)
		if l.Open() {
			level = l.Rate
		}
		return LoadShape{l.Open(), []ramp{{0, l.Total(), level, level, 0}}}
	}
	shape := LoadShape{open: l.Open()}
	var at time.Duration
	var before float64
	level := 0.0
	if l.Open() {
		level = l.Rate
	}
	for _, stage := range l.Stages {
		r := ramp{at, stage.Duration, level, float64(stage.Clients), before}
		if l.Open() {
			r.to = stage.Rate
		}
		shape.ramps = append(shape.ramps, r)
		at, before, level = at+r.length, before+r.launches(), r.to
	}
	return shape
}

// Duration is the length of the load.
func (l LoadShape) Duration() time.Duration {
	last := l.ramps[len(l.ramps)-1]
	return last.start + last.length
}

// ClientsAt returns how many clients of a closed load are active: the clients
// 1 to that number. It is 0 before the start, from the end on, and in an open load.
func (l LoadShape) ClientsAt(elapsed time.Duration) int {
	if l.open || elapsed < 0 {
		return 0
	}
	for _, r := range l.ramps {
		if elapsed >= r.start+r.length {
			continue
		}
		from, to := int64(r.from), int64(r.to)
		if to >= from {
			return int(from + mulDiv(to-from, int64(elapsed-r.start), int64(r.length)))
		}
		return int(from - mulDiv(from-to, int64(elapsed-r.start), int64(r.length)))
	}
	return 0
}

// Launches returns how many launches an open load has in all, and how many
// clients a closed one starts for the first time.
func (l LoadShape) Launches() int {
	if !l.open {
		most := 0
		for _, r := range l.ramps {
			// A level that is reached at the end of a ramp begins with the next.
			most = max(most, l.ClientsAt(r.start), l.ClientsAt(r.start+r.length-1))
		}
		return most
	}
	last := l.ramps[len(l.ramps)-1]
	return int(math.Ceil(last.before + last.launches()))
}

// Start returns the intended start of launch k, counted from 0, and false
// where the load has no such launch. In an open load it is the moment at which
// the integral of the rate reaches k; in a closed load the first moment at
// which more than k clients are active. It never decreases with k.
func (l LoadShape) Start(k int) (time.Duration, bool) {
	if k < 0 || k >= l.Launches() {
		return 0, false
	}
	for _, r := range l.ramps {
		if l.open {
			if float64(k) < r.before+r.launches() {
				return r.start + r.launchTime(float64(k)-r.before), true
			}
		} else if t, ok := r.reaches(k + 1); ok {
			return r.start + t, true
		}
	}
	return 0, false
}

// launches is the integral of the rate over the ramp.
func (r ramp) launches() float64 { return (r.from + r.to) / 2 * r.length.Seconds() }

// launchTime returns when, within the ramp, n launches have been made: the
// solution of from*t + slope*t²/2 = n. This form of it loses no digits where
// the slope is small, and none where the ramp begins at 0.
func (r ramp) launchTime(n float64) time.Duration {
	if n <= 0 {
		// The rate may begin at 0: nothing is launched twice or too early.
		return 0
	}
	slope := (r.to - r.from) / r.length.Seconds()
	root := math.Sqrt(max(r.from*r.from+2*slope*n, 0))
	seconds := 2 * n / (r.from + root)
	return min(time.Duration(math.Round(seconds*float64(time.Second))), r.length)
}

// reaches returns when, within the ramp, n clients are active for the first
// time. What is reached only at the end belongs to the next ramp.
func (r ramp) reaches(n int) (time.Duration, bool) {
	from, to := int64(r.from), int64(r.to)
	switch {
	case r.length == 0:
		return 0, false
	case int64(n) <= from:
		return 0, true
	case int64(n) > to:
		return 0, false
	}
	high, low := bits.Mul64(uint64(int64(n)-from), uint64(r.length))
	t, rest := bits.Div64(high, low, uint64(to-from))
	if rest > 0 {
		t++
	}
	return time.Duration(t), time.Duration(t) < r.length
}

// mulDiv is a*b/c without overflow, for numbers that are not negative and a
// result that fits.
func mulDiv(a, b, c int64) int64 {
	high, low := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(high, low, uint64(c))
	return int64(q)
}
