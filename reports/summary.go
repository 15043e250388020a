package reports

import (
	"fmt"
	"strings"

	"github.com/wxload/wxload/reports/lang"
)

// maxNamed is how many failed thresholds a headline names.
const maxNamed = 3

// headline is the verdict in one word and the reason for it in one sentence: what
// failed, most often why, and what went wrong that no threshold is about.
func (r *Report) headline() (word, reason string) {
	word, reason = strings.ToUpper(r.Verdict), r.reason()
	if parts := r.notJudged(); len(parts) > 0 {
		reason += "; not judged: " + strings.Join(parts, ", ")
	}
	if r.Interrupted {
		word, reason = "INTERRUPTED", "until then "+r.Verdict+": "+reason
	}
	return word, reason
}

// reason is why the verdict is what it is, and whether the target died.
func (r *Report) reason() string {
	if died := r.died(); died != nil {
		return r.why() + "; " + died.String()
	}
	return r.why()
}

// why is why the verdict is what it is.
func (r *Report) why() string {
	of := plural(int64(len(r.Thresholds)), "threshold")
	switch r.Verdict {
	case VerdictUnbalanced:
		return "the books do not balance: this is a bug in wxload; do not rely on the numbers below"
	case VerdictFailed:
		return r.failedReason(of)
	case VerdictUnjudged:
		return r.whyUnjudged()
	}
	switch passed := r.passedThresholds(); {
	case len(r.Thresholds) == 0:
		return "no thresholds to check"
	case passed < len(r.Thresholds):
		return fmt.Sprintf("%d of %s passed, the rest had nothing to measure", passed, of)
	}
	return of + " passed"
}

// failedReason names the failed thresholds with their values.
func (r *Report) failedReason(of string) string {
	var named []string
	n := 0
	for _, t := range r.Thresholds {
		if !t.failed() {
			continue
		}
		if n++; n > maxNamed {
			continue
		}
		named = append(named, fmt.Sprintf("%s (%s)", printable(t.Expr), r.was(t)))
	}
	if n > maxNamed {
		named = append(named, fmt.Sprintf("and %d more", n-maxNamed))
	}
	return fmt.Sprintf("%d of %s failed: %s", n, of, strings.Join(named, ", "))
}

// was is the value of a failed threshold and, where it is about failures, the most
// frequent reason.
func (r *Report) was(t ThresholdResult) string {
	was := "was " + formatValue(t)
	if why := r.mostly(failuresOf(t.Expr)); why != "" {
		was += ", " + why
	}
	return was
}

// failuresOf is what the failures are of that a threshold is about; "" for one that
// is about none.
func failuresOf(expr string) string {
	t, err := ParseThreshold(expr)
	switch {
	case err != nil: // of a later version, read from a file
		return ""
	case t.metric.name == "request_failed_rate":
		return "request"
	case t.metric.name == "login_failed_rate":
		return "login"
	}
	return ""
}

func (r *Report) passedThresholds() int {
	n := 0
	for _, t := range r.Thresholds {
		if t.passed() {
			n++
		}
	}
	return n
}

// setting says in one line what was run.
func (r *Report) setting() string {
	return fmt.Sprintf("%s with wrapper %s: %s of %s finished, %s, seed %d, %swxload %s", printable(r.Scenario), printable(r.Wrapper),
		formatCount(r.Clients.Finished), plural(r.Clients.Planned, "client"), formatMS(r.DurationMS), r.Seed, r.shards(), printable(r.Tool.Version))
}

// saturation says by what the generator was saturated; "" where it was not.
func (r *Report) saturation() string {
	g := r.Generator
	if !g.Saturated {
		return ""
	}
	text := "the load generator was saturated"
	if g.SaturatedBy != "" {
		text += " (" + printable(g.SaturatedBy) + ")"
	}
	if g.ClientsFit > 0 {
		text += fmt.Sprintf("; about %s would fit", plural(g.ClientsFit, "client"))
	}
	return text
}

// warning says what a saturated generator does to the latencies; "" where it was not.
func (r *Report) warning() string {
	if !r.Generator.Saturated {
		return ""
	}
	return r.saturation() + ": the latencies below are its own, not the target's, and timeouts may be; use fewer clients or more cores"
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
	if rate, known := perSecond(q.Sends, r.DurationMS); known {
		line += fmt.Sprintf(", %s a second", formatRate(rate))
	}
	if some := nonZero(count{"without an answer", r.Books.Client.Sends.Failed}, count{"without a token", q.TokenlessSends}, count{"answered with an authentication failure", q.AuthFailuresSeen},
		count{"sent again by the platform", q.Resent}); some != "" {
		line += "; " + some
	}
	return line
}

// logins says how logins ended.
func (r *Report) logins() string { return r.Logins.ends() }

// ends says how logins ended.
func (l *Logins) ends() string {
	line := formatCount(l.Started) + " started"
	if ends := nonZero(count{"succeeded", l.Succeeded}, count{"failed", l.Failed},
		count{"abandoned", l.Abandoned}, count{"running", l.Running}); ends != "" {
		line += ": " + ends
	}
	line += "; " + formatCount(l.Justified) + " justified"
	if l.Stray > 0 {
		line += fmt.Sprintf(", %s without a POST", formatCount(l.Stray))
	}
	return line
}

// duplicates says how many logins were duplicates.
func (r *Report) duplicates() string {
	return r.Logins.Duplicate.String()
}

// String tells how many there are, by how many clients, and of which kinds.
func (d Duplicates) String() string {
	if d.Total == 0 {
		return "none"
	}
	return fmt.Sprintf("%s by %s: %s concurrent, %s stale-401, %s needless", formatCount(d.Total), plural(d.Clients, "client"),
		formatCount(d.Concurrent), formatCount(d.Stale401), formatCount(d.Needless))
}

// serverView says how many duplicates the server saw.
func (r *Report) serverView() string {
	s := r.Logins.DuplicateServer
	switch {
	case s == nil && r.Progress != nil:
		return "known when the run has ended"
	case s == nil:
		return "not known: the target cannot be asked"
	}
	line := plural(s.Total, "duplicate")
	if s.AfterFailedCheck > 0 {
		line += fmt.Sprintf(", and %s after a failed session check", plural(s.AfterFailedCheck, "renewal"))
	}
	return line
}

// seen says how often defect i was seen.
func (r *Report) seen(i int) string {
	d := r.Defects[i]
	return fmt.Sprintf("%s: %s in %s", printable(defectName(d)), formatCount(d.Count), plural(d.Clients, "client"))
}

// sentence explains defect i, with its note, in the reader's language: its kind, or its
// class. A class is not explained again for further kinds of it, nor is one of a later
// version.
func (r *Report) sentence(i int, words *lang.Words) string {
	note := words.Say(printable(r.Defects[i].Note))
	info, known := Class(r.Defects[i].Class)
	sentence := kindSentence(info.ID, r.Defects[i].Kind)
	switch {
	case !known || sentence == "" && i > 0 && r.Defects[i-1].Class == info.ID:
		return note
	case sentence == "":
		sentence = info.Sentence
	}
	explained := words.Say(sentence)
	if note != "" && words == nil { // Chinese has no space between sentences
		explained += " "
	}
	return explained + note
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
