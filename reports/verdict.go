package reports

import (
	"fmt"
	"slices"
	"strings"
)

// The values of a report's verdict. A run that was interrupted is judged by the
// events until then; [Report].Interrupted tells.
const (
	VerdictPassed     = "passed"     // no threshold failed
	VerdictFailed     = "failed"     // a threshold failed
	VerdictUnjudged   = "unjudged"   // none failed, but the run tells nothing about what they ask
	VerdictUnbalanced = "unbalanced" // the books do not balance: a bug in wxload
)

// Judge completes a report whose counts, defects, failures and books are there: it
// sets the latencies, the results of the thresholds and the verdict, and puts the
// defects and the failures in order, the gravest and the most frequent first.
func (r *Report) Judge(thresholds []Threshold, rec *Recorder) {
	r.measure(thresholds, rec)
	r.Verdict = r.judge()
}

// measure is what Judge does but for the verdict.
func (r *Report) measure(thresholds []Threshold, rec *Recorder) {
	r.rankDefects()
	r.rankFailures()
	r.findOutages()
	r.Latency = rec.Latency()
	r.addTags(rec)
	r.spreads = []spread{rec.total(metricHTTP).spread("HTTP"), rec.total(metricRequest).spread("request"), rec.total(metricLogin).spread("login")}
	r.Thresholds = nil
	for _, t := range thresholds {
		r.Thresholds = append(r.Thresholds, t.Eval(r, rec))
	}
}

// JudgePart completes the report of one shard like [Report.Judge], but judges nothing
// beyond its books: thresholds are for all shards together.
func (r *Report) JudgePart(thresholds []Threshold, rec *Recorder) {
	r.Judge(thresholds, rec)
	r.part = true
	for i := range r.Thresholds {
		r.Thresholds[i].OK, r.Thresholds[i].Note = nil, "judged when all shards are merged"
	}
	if r.Verdict != VerdictUnbalanced {
		r.Verdict = VerdictUnjudged
	}
}

// judge is the verdict: the thresholds alone decide.
func (r *Report) judge() string {
	switch {
	case !r.Books.Balanced:
		return VerdictUnbalanced
	case slices.ContainsFunc(r.Thresholds, ThresholdResult.failed):
		return VerdictFailed
	case r.whyUnjudged() != "":
		return VerdictUnjudged
	}
	return VerdictPassed
}

// whyUnjudged is why a run in which no threshold failed tells nothing all the same;
// "" where it does.
func (r *Report) whyUnjudged() string {
	var latencies []string
	for _, t := range r.Thresholds {
		if t.OK == nil && t.Value != nil {
			latencies = append(latencies, t.Expr)
		}
	}
	switch {
	case r.part && len(r.Shards) > 0 && r.Shards[0].worker():
		return fmt.Sprintf("this is worker %d; \"wxload merge\" judges all of them together", r.Shards[0].Index)
	case r.part && len(r.Shards) > 0:
		return fmt.Sprintf("this is shard %d of %d; \"wxload merge\" judges all of them together", r.Shards[0].Index, r.Shards[0].Of)
	case r.Requests.settled() == 0 && r.Requests.Issued == 0:
		return "no page made a request"
	case r.Requests.settled() == 0:
		return fmt.Sprintf("none of %s was settled", plural(r.Requests.Issued, "request"))
	case len(latencies) > 0:
		return fmt.Sprintf("%s not judged: %s", strings.Join(latencies, ", "), r.saturation())
	case len(r.Thresholds) > 0 && !slices.ContainsFunc(r.Thresholds, ThresholdResult.passed):
		return "no threshold had anything to measure"
	}
	return ""
}

// The exit codes of a run, the first of which wins where several hold. Where none
// does, the code is 0.
const (
	ExitBooks       = 4
	ExitInterrupted = 130
	ExitThreshold   = 99 // one failed
	ExitUnwritten   = 6  // a report could not be written
	ExitUnjudged    = 5
)

// ExitCode returns the exit code for a completed report; unwritten tells that one of
// its outputs could not be written.
func ExitCode(r *Report, unwritten bool) int {
	switch {
	case r.Verdict == VerdictUnbalanced:
		return ExitBooks
	case r.Interrupted:
		return ExitInterrupted
	case r.Verdict == VerdictFailed:
		return ExitThreshold
	case unwritten:
		return ExitUnwritten
	case r.Verdict == VerdictUnjudged && !r.part:
		return ExitUnjudged
	}
	return 0
}

// judges returns the results of those thresholds that judge a metric or, where it
// is empty, how many such defects there are. In a shard none does.
func (r *Report) judges(metric string, d Defect) []ThresholdResult {
	if r.part {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.Thresholds), func(result ThresholdResult) bool {
		t, err := ParseThreshold(result.Expr)
		if err != nil { // of a later version, read from a file
			return true
		}
		if metric != "" {
			return t.metric.name != metric
		}
		return !t.counts(d)
	})
}

// notJudged names what went wrong and no threshold is about.
func (r *Report) notJudged() []string {
	var parts []string
	if n := r.countDefects(r.uncounted); n > 0 {
		parts = append(parts, plural(n, "defect"))
	}
	if failed, of := r.FailedRequests(); failed > 0 && len(r.judges("request_failed_rate", Defect{})) == 0 {
		parts = append(parts, formatShare(failed, of)+" of the requests failed")
	}
	if failed, of := r.failedLogins(); failed > 0 && len(r.judges("login_failed_rate", Defect{})) == 0 {
		parts = append(parts, formatShare(failed, of)+" of the logins failed")
	}
	if unfinished := r.Clients.Planned - r.Clients.Finished; unfinished > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s unfinished", formatCount(unfinished), plural(r.Clients.Planned, "client")))
	}
	return parts
}

// uncounted reports defects that no threshold counts.
func (r *Report) uncounted(d Defect) bool { return len(r.judges("", d)) == 0 }
