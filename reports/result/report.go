package result

import (
	"fmt"
	"slices"
	"time"

	"github.com/wxload/wxload/reports"
)

// Report is the report of all that was read, as the run itself made it: that of one shard
// judges nothing. A report that lacks something says so in its notes.
func (r *Result) Report() *reports.Report {
	if len(r.Head.Shards) != 1 {
		return r.Judged()
	}
	out := r.complete()
	out.JudgePart(r.thresholds, r.recorder)
	return out
}

// Judged is the report of all that was read, judged whatever is missing.
func (r *Result) Judged() *reports.Report {
	out := r.complete()
	if missing := r.Missing(); len(missing) > 0 {
		out.Notes = append(out.Notes, shardsAre(missing, r.Head.Of)+" missing: the verdict is of the others")
	}
	out.Judge(r.thresholds, r.recorder)
	return out
}

// complete is the report before it is judged.
func (r *Result) complete() *reports.Report {
	out := *r.Totals.Report
	out.Tool, out.Scenario, out.Wrapper, out.Seed, out.ConfigSHA256 = r.Head.Tool, r.Head.Scenario, r.Head.Wrapper, r.Head.Seed, r.Head.ConfigSHA256
	out.Tags, out.Series, out.Notes = r.Head.Tags, r.series.Seconds(), slices.Clone(out.Notes)
	cut := r.cutShards()
	out.Books = r.Totals.books(len(r.Missing()) > 0, len(cut)+len(r.Cut) > 0)
	out.SetOffsets()
	out.SaturatedShards()
	if apart := spread(out.Shards); r.Head.Of > 0 && apart > maxSpread {
		out.Notes = append(out.Notes, fmt.Sprintf("the shards did not begin together, but within %v: --start-at gives them one moment", apart.Round(100*time.Millisecond)))
	}
	if len(cut) > 0 {
		out.Notes = append(out.Notes, shardsAre(cut, r.Head.Of)+" cut off: the process ended before its report was made, and what it had is counted")
	}
	if n := len(out.Series); n > 0 && len(r.Cut) > 0 && len(r.Head.Shards) == 0 {
		last := time.Duration(nanoseconds(out.Series[n-1].AtMS)).Round(time.Second)
		out.Notes = append(out.Notes, fmt.Sprintf("the process ended before its report was made; this is what it had after %v", last))
	}
	return &out
}

// cutShards are the shards whose processes ended before their reports were made.
func (r *Result) cutShards() (shards []int) {
	for _, s := range r.Totals.Report.Shards {
		if !s.Complete {
			shards = append(shards, s.Index)
		}
	}
	return shards
}

// maxSpread is how far apart shards may begin without a word.
const maxSpread = time.Second

// spread is how long after the first shard the last one began.
func spread(shards []reports.Shard) time.Duration {
	if len(shards) == 0 {
		return 0
	}
	first, last := shards[0].Started, shards[0].Started
	for _, s := range shards {
		if s.Started.Before(first) {
			first = s.Started
		}
		if s.Started.After(last) {
			last = s.Started
		}
	}
	return last.Sub(first)
}
