package result

import (
	"cmp"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wxload/wxload/reports"
)

// nanoseconds is a time in milliseconds, as reports have it, as it was before: whole
// nanoseconds add up the same in any order.
func nanoseconds(ms float64) int64 { return int64(math.Round(ms * 1e6)) }

func milliseconds(ns int64) float64 { return float64(ns) / 1e6 }

// add adds the totals of another part of the run. Nothing of it depends on the order in
// which parts are added.
func (t *Totals) add(u *Totals) {
	a, b := *t.Report, *u.Report // add must not change what others hold
	sum := a
	addTimes(&sum, &a, &b)
	addCounts(&sum.Clients, &b.Clients)
	addCounts(&sum.Requests, &b.Requests)
	addCounts(&sum.Logins, &b.Logins)
	addCounts(&sum.Refreshes, &b.Refreshes)
	addCounts(&sum.Statuses, &b.Statuses)
	addCounts(&sum.Stubbed, &b.Stubbed)
	addCounts(&sum.Books.Client, &b.Books.Client)
	sum.Books.Mock, sum.Books.Target = addMock(a.Books.Mock, b.Books.Mock), addTarget(a.Books.Target, b.Books.Target)
	sum.Interrupted = a.Interrupted || b.Interrupted
	sum.Targets = addTargets(a.Targets, b.Targets)
	sum.Defects = addDefects(a.Defects, b.Defects)
	sum.Unseen = addUnseen(a.Unseen, b.Unseen)
	sum.Notes = union(a.Notes, b.Notes)
	sum.PageErrors = addPageErrors(a.PageErrors, b.PageErrors)
	sum.Generator = addGenerators(a.Generator, b.Generator)
	sum.Machine = sameMachine(a.Machine, b.Machine)
	sum.Shards = slices.SortedFunc(slices.Values(slices.Concat(a.Shards, b.Shards)), func(x, y reports.Shard) int { return cmp.Compare(x.Index, y.Index) })
	t.Report = &sum
	t.Ledgers = addLedgers(t.Ledgers, u.Ledgers)
	t.BookNotes = union(t.BookNotes, u.BookNotes)
}

// addTimes sets what is counted from the start of the run, which is that of the part that
// started first.
func addTimes(sum, a, b *reports.Report) {
	sum.Started = a.Started
	if b.Started.Before(a.Started) {
		sum.Started = b.Started
	}
	late := func(r *reports.Report) int64 { return int64(r.Started.Sub(sum.Started)) }
	sum.DurationMS = milliseconds(max(nanoseconds(a.DurationMS)+late(a), nanoseconds(b.DurationMS)+late(b)))
	sum.Failures = addFailures(later(a.Failures, late(a), failureTime), later(b.Failures, late(b), failureTime))
	sum.Slowest = addSlowest(later(a.Slowest, late(a), slowTime), later(b.Slowest, late(b), slowTime))
	sum.Events = addEvents(later(a.Events, late(a), eventTime), later(b.Events, late(b), eventTime))
}

func failureTime(f *reports.Failure) *float64 { return &f.FirstMS }
func eventTime(e *reports.Happening) *float64 { return &e.AtMS }
func slowTime(s *reports.Slow) *float64       { return &s.AtMS }

// later are rows whose times are counted from an earlier start.
func later[T any](rows []T, by int64, at func(*T) *float64) []T {
	rows = slices.Clone(rows)
	for i := range rows {
		t := at(&rows[i])
		*t = milliseconds(nanoseconds(*t) + by)
	}
	return rows
}

// text is the value's JSON, which decides where nothing else does.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// addDefects adds defects by class and kind. The example is that of the client with the
// lower number.
func addDefects(a, b []reports.Defect) []reports.Defect {
	both := func(x, y reports.Defect) reports.Defect {
		x.Count, x.Clients, x.Note = x.Count+y.Count, x.Clients+y.Clients, either(x.Note, y.Note)
		addCounts(&x.Targets, &y.Targets)
		x.Severity, x.Advice = either(x.Severity, y.Severity), either(x.Advice, y.Advice)
		if x.Example == nil || y.Example != nil && cmp.Or(cmp.Compare(y.Example.Client, x.Example.Client), strings.Compare(text(y.Example), text(x.Example))) < 0 {
			x.Example = y.Example
		}
		return x
	}
	key := func(d reports.Defect) [2]string { return [2]string{d.Class, d.Kind} }
	return gather(a, b, key, both, func(x, y reports.Defect) int {
		return cmp.Or(cmp.Compare(x.Class, y.Class), cmp.Compare(x.Kind, y.Kind))
	})
}

// addTargets adds the counts of each target.
func addTargets(a, b []reports.Target) []reports.Target {
	both := func(x, y reports.Target) reports.Target {
		books := addTarget(x.Books, y.Books)
		addCounts(&x, &y)
		x.Books = books
		return x
	}
	key := func(t reports.Target) [2]string { return [2]string{t.Path, t.Host} }
	return gather(a, b, key, both, func(x, y reports.Target) int {
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Host, y.Host))
	})
}

// addFailures adds failures by what failed and why; the rest is that of the first one.
func addFailures(a, b []reports.Failure) []reports.Failure {
	both := func(x, y reports.Failure) reports.Failure {
		count, clients := x.Count+y.Count, x.Clients+y.Clients
		x.Count, x.Clients, y.Count, y.Clients = 0, 0, 0, 0
		if cmp.Or(cmp.Compare(y.FirstMS, x.FirstMS), strings.Compare(text(y), text(x))) < 0 {
			x = y
		}
		x.Count, x.Clients = count, clients
		return x
	}
	key := func(f reports.Failure) [3]string { return [3]string{f.Of, f.Name, f.Reason} }
	return gather(a, b, key, both, func(x, y reports.Failure) int {
		return cmp.Or(cmp.Compare(x.Of, y.Of), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Reason, y.Reason))
	})
}

// maxSlow is how many slow requests a report has.
const maxSlow = 10

// addSlowest keeps the slowest request of each name.
func addSlowest(a, b []reports.Slow) []reports.Slow {
	both := func(x, y reports.Slow) reports.Slow {
		if cmp.Or(cmp.Compare(y.DurationMS, x.DurationMS), strings.Compare(text(y), text(x))) > 0 {
			return y
		}
		return x
	}
	key := func(s reports.Slow) [2]string { return [2]string{s.Of, s.Name} }
	all := gather(a, b, key, both, func(x, y reports.Slow) int {
		return cmp.Or(cmp.Compare(y.DurationMS, x.DurationMS), cmp.Compare(x.Of, y.Of), cmp.Compare(x.Name, y.Name))
	})
	return all[:min(len(all), maxSlow)]
}

// addEvents takes the events of both: what the scenario did to all shards happened once,
// when the first of them saw it.
func addEvents(a, b []reports.Happening) []reports.Happening {
	type numbered struct {
		reports.Happening
		number int // of those with the same words
	}
	number := func(events []reports.Happening) (out []numbered) {
		seen := map[[2]string]int{}
		for _, e := range events {
			words := [2]string{e.Kind, e.Text}
			out = append(out, numbered{e, seen[words]})
			seen[words]++
		}
		return out
	}
	key := func(n numbered) [3]string { return [3]string{n.Kind, n.Text, strconv.Itoa(n.number)} }
	both := func(x, y numbered) numbered {
		x.AtMS = min(x.AtMS, y.AtMS)
		return x
	}
	var out []reports.Happening
	for _, n := range gather(number(a), number(b), key, both, func(x, y numbered) int {
		return cmp.Or(cmp.Compare(x.AtMS, y.AtMS), cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Text, y.Text))
	}) {
		out = append(out, n.Happening)
	}
	return out
}

// addUnseen keeps the classes that neither part could see.
func addUnseen(a, b map[string]string) map[string]string {
	out := map[string]string{}
	for class, why := range a {
		if other, unseen := b[class]; unseen {
			out[class] = either(why, other)
		}
	}
	return out
}

func addPageErrors(a, b []reports.PageError) []reports.PageError {
	both := func(x, y reports.PageError) reports.PageError {
		x.Count += y.Count
		return x
	}
	key := func(e reports.PageError) [2]string { return [2]string{e.Place, e.Text} }
	return gather(a, b, key, both, func(x, y reports.PageError) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Place, y.Place), cmp.Compare(x.Text, y.Text))
	})
}

// addGenerators adds up what the processes took. By what one was saturated, its shard tells.
func addGenerators(a, b reports.Generator) reports.Generator {
	cpu := time.Duration(math.Round(a.CPUSeconds*1e9)) + time.Duration(math.Round(b.CPUSeconds*1e9))
	return reports.Generator{CPUSeconds: cpu.Seconds(), PeakRSSBytes: max(a.PeakRSSBytes, b.PeakRSSBytes), Saturated: a.Saturated || b.Saturated}
}

// sameMachine is what two machines have in common.
func sameMachine(a, b reports.Machine) reports.Machine {
	same := reports.Machine{OS: both(a.OS, b.OS), Arch: both(a.Arch, b.Arch), CPUs: both(a.CPUs, b.CPUs), Go: both(a.Go, b.Go)}
	if a.MemoryBytes != nil && b.MemoryBytes != nil && *a.MemoryBytes == *b.MemoryBytes {
		same.MemoryBytes = a.MemoryBytes
	}
	return same
}

// both is the value of both, or the zero value where they differ.
func both[T comparable](a, b T) (same T) {
	if a == b {
		same = a
	}
	return same
}
