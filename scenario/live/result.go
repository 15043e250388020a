package live

import (
	"time"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// totalsEvery is how often a result is given the counts: those that the result of a run has
// whose process is killed.
const totalsEvery = 5 * time.Second

// beginResult begins the result, where the run has one.
func (r *run) beginResult() {
	if r.options.Result == nil {
		return
	}
	head := result.Head{Tool: reports.Tool{Version: r.options.Version}, Scenario: r.scenario.Name, Wrapper: r.wrapper.ID,
		Seed: r.scenario.Seed, ConfigSHA256: r.config, WorkloadSHA256: r.workload, Started: r.begun.UTC(), Tags: r.scenario.Tags(), Thresholds: []string{}}
	if shard := r.options.Shard; shard.cut() {
		head.Of, head.Shards, head.Run = shard.Of, []int{shard.Index}, shard.Run
	}
	for _, t := range r.scenario.EffectiveThresholds() {
		head.Thresholds = append(head.Thresholds, t.String())
	}
	r.totalled = time.Second - totalsEvery
	r.measured.recorder.Follow()
	r.measured.result = r.options.Result(head)
}

// totalResult gives the result the counts so far, where its time has come.
func (r *run) totalResult(now time.Duration, m *moment) {
	if r.measured.result == nil || now < r.totalled+totalsEvery {
		return
	}
	r.totalled = now
	out := r.outline(m, now)
	out.Books.Client = clientBooks(m.Tally, m.network)
	_ = r.measured.result.Totals(result.Totals{Report: out}) // see measured.end
}

// endResult ends the result with the report, of whose books further are the notes that do
// not follow from their counts.
func (r *run) endResult(out *reports.Report, further []string) {
	if r.measured.result == nil {
		return
	}
	if r.measured.result.Totals(result.Totals{Report: out, Ledgers: r.ledgers(), BookNotes: further}) == nil {
		_ = r.measured.result.End()
	}
}
