package compare

import (
	"fmt"
	"math"
	"slices"

	"github.com/wxload/wxload/reports"
)

// A RefusedError says why runs cannot be compared.
type RefusedError struct {
	Message string
	Hint    string // what to do
}

// Error says why.
func (e *RefusedError) Error() string { return e.Message }

// usable says why a run cannot be compared with any other.
func (r *Run) usable() error {
	g := r.Report.Generator
	switch {
	case r.Report.Interrupted:
		return &RefusedError{r.Name + ": the run was interrupted", "run it again to its end"}
	case !r.Report.Books.Balanced:
		return &RefusedError{r.Name + ": its books do not balance, so nothing that it says counts", "that is a bug in wxload: report it"}
	case g.Saturated:
		return &RefusedError{fmt.Sprintf("%s: the load generator was saturated: %s", r.Name, g.SaturatedBy), "its latencies are not the target's: run it with fewer clients, or on a larger machine"}
	case r.Report.Requests.Issued == 0:
		return &RefusedError{r.Name + ": no request was sent", "run it again: the report says why"}
	}
	return nil
}

// comparable says why runs cannot be compared.
func comparable(a, b []*Run) error {
	if min(len(a), len(b)) == 0 || max(len(a), len(b)) > MaxRuns {
		return &RefusedError{fmt.Sprintf("there are %d runs on one side and %d on the other", len(a), len(b)), fmt.Sprintf("compare 1 to %d with as many", MaxRuns)}
	}
	for _, side := range [][]*Run{a, b} {
		for _, run := range side {
			if err := run.fits(a[0]); err != nil {
				return err
			}
			if err := run.likeItsSide(side[0]); err != nil {
				return err
			}
		}
	}
	return twice(slices.Concat(a, b))
}

// fits says why a run cannot be compared with another one.
func (r *Run) fits(with *Run) error {
	const same = "run both sides with the same scenario and flags, on machines of one kind"
	if with.workload(r) != r.workload(with) {
		return &RefusedError{fmt.Sprintf("%s and %s cannot be compared: what they demand of the servers differs (%s of %s and %s of %s)", with.Name, r.Name,
			with.workload(r), with.Head.Scenario, r.workload(with), r.Head.Scenario),
			"clients, load, flow, events and answers must be the same; the wrapper, the seed, thresholds and addresses need not"}
	}
	for _, of := range []struct{ what, with, here, hint string }{
		{"kinds of machines", machineClass(with.Report.Machine), machineClass(r.Report.Machine), same},
		{"versions of wxload", with.Head.Tool.Version, r.Head.Tool.Version, "run both sides with one version"},
	} {
		if of.with != of.here {
			return &RefusedError{fmt.Sprintf("%s and %s cannot be compared: their %s differ: %s and %s", with.Name, r.Name, of.what, of.with, of.here), of.hint}
		}
	}
	mine, other := r.Report.Clients.Planned, with.Report.Clients.Planned
	if (r.byWorkers() || with.byWorkers()) && mine != other {
		return &RefusedError{fmt.Sprintf("%s and %s cannot be compared: they had %d and %d clients", with.Name, r.Name, other, mine), "start as many users in Locust, and merge the results of all workers"}
	}
	return nil
}

// byWorkers reports whether somebody else than the scenario said how many clients there
// were: a Locust master.
func (r *Run) byWorkers() bool { return r.Head.Of == 0 && len(r.Head.Shards) > 0 }

// workload is the hash to compare with that of another run, shortened: that of all that was
// asked where one of them has no other.
func (r *Run) workload(with *Run) string {
	hash := r.Head.WorkloadSHA256
	if hash == "" || with.Head.WorkloadSHA256 == "" {
		hash = r.Head.ConfigSHA256
	}
	return hash[:min(len(hash), 12)]
}

// machineClass is a machine, with its memory in powers of two: what kernels keep for
// themselves differs from machine to machine.
func machineClass(m reports.Machine) string {
	if m.MemoryBytes == nil {
		return fmt.Sprintf("%s/%s, %d processors", m.OS, m.Arch, m.CPUs)
	}
	memory := math.Exp2(math.Round(math.Log2(float64(*m.MemoryBytes) / (1 << 30))))
	return fmt.Sprintf("%s/%s, %d processors, %g GiB", m.OS, m.Arch, m.CPUs, memory)
}

// likeItsSide says why a run is of another thing than the first one of its side.
func (r *Run) likeItsSide(first *Run) error {
	const hint = "the runs of one side must be of one thing: the same wrapper, code and target"
	switch {
	case r.Head.Wrapper != first.Head.Wrapper:
		return &RefusedError{fmt.Sprintf("%s and %s are on one side, with the wrappers %s and %s", first.Name, r.Name, first.Head.Wrapper, r.Head.Wrapper), hint}
	case r.Head.Seed == first.Head.Seed && r.Head.ConfigSHA256 != first.Head.ConfigSHA256:
		return &RefusedError{fmt.Sprintf("%s and %s are on one side, and were asked for other things", first.Name, r.Name), hint}
	}
	return nil
}

// twice says which run is there twice: it would count as two that agree.
func twice(runs []*Run) error {
	seen := map[string]string{}
	for _, run := range runs {
		id := run.id()
		if first, there := seen[id]; there {
			return &RefusedError{fmt.Sprintf("%s and %s are the same run", first, run.Name), "leave one of them out"}
		}
		seen[id] = run.Name
	}
	return nil
}

// id tells runs apart, whatever their files are called.
func (r *Run) id() string {
	return fmt.Sprint(r.Head.Started.UnixNano(), r.Head.Seed, r.Head.ConfigSHA256)
}
