package compare

import (
	"math"
	"math/rand/v2"

	"github.com/wxload/wxload/reports/compare/stats"
)

// Bounds of what is called out.
const (
	StrongRuns = 5 // on each side; with fewer everything is weak
	MaxRuns    = stats.MaxRanked

	level        = 0.05
	confidence   = 0.95
	strongChange = 0.05
	weakChange   = 0.10
	draws        = 1000 // of the bootstrap
)

// Verdicts on a metric.
const (
	Same    = "same"    // no change that counts
	Better  = "better"  // less of it
	Worse   = "worse"   // more of it
	Unclear = "unclear" // neither shown
)

// Schema names the JSON of a [Comparison]. Fields may be added to it, never renamed or
// removed.
const Schema = "wxload.compare/v1"

// A Comparison is what two sides of runs say.
type Comparison struct {
	Schema     string   `json:"schema"`
	Runs       Sides    `json:"runs"`
	Metrics    []Metric `json:"metrics"`
	Comparable bool     `json:"comparable"`
	Why        *string  `json:"why"` // nil where they are comparable

	a, b []*Run
}

// Sides are how many runs each side has.
type Sides struct {
	A int `json:"a"`
	B int `json:"b"`
}

// A Metric compares one metric.
type Metric struct {
	Name string `json:"name"`
	// A and B are the medians of the runs, where they are weak the values of all seconds
	// together: milliseconds, a share from 0 to 1, or defects a login. Nil: nothing to
	// measure.
	A *float64 `json:"a"`
	B *float64 `json:"b"`
	// Change is how much more B is than A, as a part of A; nil where A is zero or either is
	// not known.
	Change *float64 `json:"change"`
	// Interval is the 95 % interval of the change; nil where it is not known.
	Interval *[2]float64 `json:"interval"`
	P        *float64    `json:"p"` // corrected for the number of metrics; nil: not compared
	Weak     bool        `json:"weak"`
	Verdict  string      `json:"verdict"`

	quantity quantity
}

// Compare compares runs before a change, a, with runs after it, b. The drawing of seconds,
// where there are few runs, is the only use of r. The error is a [*RefusedError] where the
// runs cannot be compared.
func Compare(a, b []*Run, r *rand.Rand) (*Comparison, error) {
	if err := comparable(a, b); err != nil {
		return nil, err
	}
	c := &Comparison{Schema: Schema, Runs: Sides{len(a), len(b)}, Comparable: true, a: a, b: b}
	if min(len(a), len(b)) >= StrongRuns {
		for _, q := range quantities() {
			c.Metrics = append(c.Metrics, q.ranked(a, b))
		}
	} else {
		c.Metrics = weak(a, b, r)
	}
	c.judge()
	return c, nil
}

// NotComparable is the comparison of runs that cannot be compared.
func NotComparable(a, b int, why string) *Comparison {
	return &Comparison{Schema: Schema, Runs: Sides{a, b}, Metrics: []Metric{}, Why: &why}
}

// Worse reports whether a metric is worse, weakly or not.
func (c *Comparison) Worse() bool { return len(c.with(Worse)) > 0 }

func (c *Comparison) with(verdict string) (all []Metric) {
	for _, m := range c.Metrics {
		if m.Verdict == verdict {
			all = append(all, m)
		}
	}
	return all
}

// ranked compares a metric by its values of each run.
func (q quantity) ranked(a, b []*Run) Metric {
	m := Metric{Name: q.name, quantity: q}
	left, knownA := q.each(a)
	right, knownB := q.each(b)
	if knownA {
		m.A = known(stats.Median(left))
	}
	if knownB {
		m.B = known(stats.Median(right))
	}
	if !knownA || !knownB {
		return m
	}
	p := stats.MannWhitney(left, right)
	if q.drawn == nil {
		p = max(p, ratesP(a, b))
	}
	m.P = &p
	low, high := stats.Shift(left, right, confidence)
	m.change(low, high)
	return m
}

// each are the values of the runs, one by one.
func (q quantity) each(runs []*Run) (values []float64, known bool) {
	for _, run := range runs {
		value, known := q.of([]*Run{run})
		if !known {
			return nil, false
		}
		values = append(values, value)
	}
	return values, true
}

// ratesP is the exact test of the defects.
func ratesP(a, b []*Run) float64 {
	left, leftLogins := defectsAndLogins(a)
	right, rightLogins := defectsAndLogins(b)
	return stats.Rates(left, float64(leftLogins), right, float64(rightLogins))
}

// change sets the change, and its interval from the least and the greatest difference.
func (m *Metric) change(low, high float64) {
	a, b := *m.A, *m.B
	switch {
	case a > 0:
		m.Change = known((b - a) / a)
		if !math.IsInf(low, 0) && !math.IsInf(high, 0) {
			m.Interval = &[2]float64{max(low/a, -1), high / a} // there is no less than nothing
		}
	case b == 0 && low == 0 && high == 0:
		m.Change, m.Interval = known(0), &[2]float64{0, 0}
	}
}

func known(v float64) *float64 { return &v }

// judge corrects the p, and says what they come to.
func (c *Comparison) judge() {
	var p []float64
	for _, m := range c.Metrics {
		if m.P != nil {
			p = append(p, *m.P)
		}
	}
	p = stats.Holm(p)
	for i := range c.Metrics {
		m := &c.Metrics[i]
		if m.P != nil {
			m.P, p = known(p[0]), p[1:]
		}
		m.judge()
	}
}

func (m *Metric) judge() {
	m.Verdict = Unclear
	bar := strongChange
	if m.Weak {
		bar = weakChange
	}
	switch {
	case m.P == nil:
	case *m.P < level && (m.Change == nil || math.Abs(*m.Change) >= bar):
		m.Verdict = Worse
		if *m.B < *m.A {
			m.Verdict = Better
		}
	case m.Interval != nil && max(-m.Interval[0], m.Interval[1]) < bar:
		m.Verdict = Same
	}
}
