package reports

import (
	"fmt"
	"strings"
)

// headline is the verdict in one word and the reason for it in one sentence.
func (r *Report) headline() (word, reason string) {
	word = strings.ToUpper(r.Verdict)
	failed := r.failedThresholds()
	switch {
	case r.Verdict == VerdictUnbalanced:
		reason = "the books do not balance: this is a bug in wxload; do not rely on the numbers below"
	case len(failed) > 0:
		reason = fmt.Sprintf("%d of %s failed: %s (was %s)", len(failed), plural(int64(len(r.Thresholds)), "threshold"),
			failed[0].Expr, formatValue(failed[0]))
	case len(r.Thresholds) == 0:
		reason = "no thresholds to check"
	default:
		reason = plural(int64(len(r.Thresholds)), "threshold") + " passed"
	}
	if defects := r.countDefects(""); defects > 0 {
		reason += "; " + plural(defects, "defect") + " seen"
	}
	if r.Interrupted {
		word, reason = "INTERRUPTED", "until then "+r.Verdict+": "+reason
	}
	return word, reason
}

// setting says in one line what was run.
func (r *Report) setting() string {
	return fmt.Sprintf("%s with wrapper %s: %s of %s finished, %s, seed %d, wxload %s", printable(r.Scenario), printable(r.Wrapper),
		formatCount(r.Clients.Finished), plural(r.Clients.Planned, "client"), formatMS(r.DurationMS), r.Seed, printable(r.Tool.Version))
}

// saturation warns where the latencies are not the target's; else it is "".
func (r *Report) saturation() string {
	if !r.Generator.Saturated {
		return ""
	}
	return "the load generator was saturated: the latencies below are its own, not the target's; use fewer clients or more cores"
}

// generator says what the load generator used.
func (r *Report) generator() string {
	return fmt.Sprintf("%.1f s of CPU, %s of memory at most", r.Generator.CPUSeconds, formatBytes(r.Generator.PeakRSSBytes))
}

// requests says how requests were settled.
func (r *Report) requests() string {
	q := r.Requests
	line := formatCount(q.Issued) + " issued"
	if outcomes := nonZero(count{"ok", q.OK}, count{"rejected", q.Rejected}, count{"auth failures as data", q.AuthFailure},
		count{"errors as data", q.HTTPError}, count{"empty", q.Empty}, count{"hung", q.Hung}, count{"open", q.Open}); outcomes != "" {
		line += ": " + outcomes
	}
	return line
}

// sends says what the requests took on the wire.
func (r *Report) sends() string {
	q := r.Requests
	line := formatCount(q.Sends)
	if rate, known := ratio(float64(q.Sends), r.DurationMS/1000); known {
		line += fmt.Sprintf(", %s a second", formatRate(rate))
	}
	if some := nonZero(count{"without a token", q.TokenlessSends}, count{"answered with an authentication failure", q.AuthFailuresSeen}); some != "" {
		line += "; " + some
	}
	return line
}

// logins says how logins ended.
func (r *Report) logins() string {
	l := r.Logins
	line := formatCount(l.Started) + " started"
	if ends := nonZero(count{"succeeded", l.Succeeded}, count{"failed", l.Failed},
		count{"abandoned", l.Abandoned}, count{"running", l.Running}); ends != "" {
		line += ": " + ends
	}
	return line + "; " + formatCount(l.Justified) + " justified"
}

// duplicates says how many logins were duplicates.
func (r *Report) duplicates() string {
	d := r.Logins.Duplicate
	if d.Total == 0 {
		return "none"
	}
	return fmt.Sprintf("%s by %s: %s concurrent, %s stale-401, %s needless", formatCount(d.Total), plural(d.Clients, "client"),
		formatCount(d.Concurrent), formatCount(d.Stale401), formatCount(d.Needless))
}

// serverView says how many duplicates the server saw.
func (r *Report) serverView() string {
	s := r.Logins.DuplicateServer
	if s == nil {
		return "not known: the target cannot be asked"
	}
	line := plural(s.Total, "duplicate")
	if s.AfterFailedCheck > 0 {
		line += fmt.Sprintf(", and %s after a failed session check", plural(s.AfterFailedCheck, "renewal"))
	}
	return line
}

// sentence explains the class of defect i. Further kinds of the class before it
// are not explained again, nor are classes of a later version: "".
func (r *Report) sentence(i int) string {
	info, known := Class(r.Defects[i].Class)
	if !known || i > 0 && r.Defects[i-1].Class == info.ID {
		return ""
	}
	return info.Sentence
}

// balance says whether the books balance; their notes say the rest.
func (r *Report) balance() string {
	switch {
	case !r.Books.Balanced:
		return "DO NOT BALANCE"
	case r.Books.Comparison == comparisonUnknown:
		return "balance at the clients; not all of it could be compared with the servers"
	}
	return "balance"
}
