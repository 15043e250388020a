package compare

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports"
)

// A History is runs in the order of time, those together that can be compared.
type History struct {
	series  []series
	refused []string // why runs are in none of them
}

// series are runs of one scenario with one wrapper on one kind of machine.
type series struct {
	runs []*Run
	// latest compares the last runs with those before them; nil where there are too few, or
	// where they cannot be compared: why says that.
	latest *Comparison
	why    string
}

// latestRuns is how many runs each side of a series' comparison has.
const latestRuns = StrongRuns

// NewHistory puts runs in their order. refused says of others why they are left out, a line
// each.
func NewHistory(runs []*Run, refused []string) *History {
	h := &History{refused: refused}
	runs = slices.Clone(runs)
	slices.SortStableFunc(runs, func(a, b *Run) int { return a.Head.Started.Compare(b.Head.Started) })
	at := map[string]int{}
	for _, run := range runs {
		key := strings.Join([]string{run.workload(run), run.Head.Wrapper, machineClass(run.Report.Machine)}, "\n")
		place, there := at[key]
		if !there {
			place = len(h.series)
			at[key] = place
			h.series = append(h.series, series{})
		}
		s := &h.series[place]
		if same := s.holds(run); same != nil {
			h.refused = append(h.refused, fmt.Sprintf("%s and %s are the same run", same.Name, run.Name))
			continue
		}
		s.runs = append(s.runs, run)
	}
	slices.SortStableFunc(h.series, func(a, b series) int {
		return cmp.Or(cmp.Compare(a.first().Head.Scenario, b.first().Head.Scenario), cmp.Compare(a.first().Head.Wrapper, b.first().Head.Wrapper))
	})
	for i := range h.series {
		h.series[i].compare()
	}
	return h
}

// Empty reports whether there is no run in it.
func (h *History) Empty() bool { return len(h.series) == 0 }

func (s *series) first() *Run { return s.runs[0] }

func (s *series) last() *Run { return s.runs[len(s.runs)-1] }

// holds is the run of the series that a run is the same as; nil where there is none.
func (s *series) holds(run *Run) *Run {
	for _, r := range s.runs {
		if r.id() == run.id() {
			return r
		}
	}
	return nil
}

func (s *series) compare() {
	n := len(s.runs)
	if n < 2*latestRuns {
		return
	}
	// Five runs a side draw nothing.
	c, err := Compare(s.runs[n-2*latestRuns:n-latestRuns], s.runs[n-latestRuns:], rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		s.why = err.Error()
		return
	}
	s.latest = c
}

// title says which runs there are.
func (s *series) title() string {
	first, last := s.first(), s.last()
	scenario, wrapper, machine := reports.Printable(last.Head.Scenario), reports.Printable(last.Head.Wrapper), reports.Printable(machineClass(last.Report.Machine))
	if len(s.runs) == 1 {
		return fmt.Sprintf("%s with %s: 1 run, %s; %s", scenario, wrapper, began(first), machine)
	}
	return fmt.Sprintf("%s with %s: %d runs, %s to %s; %s", scenario, wrapper, len(s.runs), began(first), began(last), machine)
}

func began(run *Run) string { return run.Head.Started.UTC().Format("2006-01-02 15:04") }

// values are those of a metric, run by run; nil where there is nothing to measure.
func (s *series) values(q quantity) (values []*float64) {
	for _, run := range s.runs {
		var value *float64
		if v, known := q.of([]*Run{run}); known {
			value = &v
		}
		values = append(values, value)
	}
	return values
}
