package reports

import (
	"fmt"
	"slices"
	"strings"
)

func runCases(r *Report) []junitCase {
	complete := junitCase{Name: "run is complete"}
	if r.Interrupted {
		complete.Error = &junitProblem{Message: "the run was interrupted", Type: "interrupted",
			Text: "the run was interrupted after " + formatMS(r.DurationMS)}
	}
	balanced := junitCase{Name: "books balance"}
	if !r.Books.Balanced {
		balanced.Error = &junitProblem{Message: "the books do not balance: a bug in wxload", Type: "books",
			Text: printableLines(r.Books.Notes)}
	}
	judged := junitCase{Name: "run is judged"}
	why := printable(r.whyUnjudged())
	switch {
	case r.part:
		judged.Skipped = &junitSkipped{Message: why}
	case r.Verdict == VerdictUnjudged:
		judged.Error = &junitProblem{Message: why, Type: "unjudged", Text: why}
	}
	return []junitCase{complete, balanced, judged}
}

// runOutput is the text that a CI system shows beside the cases.
func runOutput(r *Report) string {
	word, reason := r.headline()
	lines := []string{word + "  " + reason, r.setting()}
	if warning := r.warning(); warning != "" {
		lines = append(lines, "WARNING  "+warning)
	}
	for _, note := range r.notes() {
		lines = append(lines, "NOTE  "+note)
	}
	lines = append(lines, "answers: "+r.statuses())
	for i := range r.Targets {
		t := &r.Targets[i]
		for _, row := range t.rows() {
			lines = append(lines, t.Host+": "+strings.TrimSpace(row[0])+": "+row[1])
		}
	}
	return printableLines(append(lines, r.failureLines()...))
}

// thresholdCases fail where a threshold does, and are skipped where it was not
// judged.
func thresholdCases(r *Report) []junitCase {
	var cases []junitCase
	for _, t := range r.Thresholds {
		c := junitCase{Name: printable(t.Expr)}
		switch {
		case t.failed():
			message := printable(t.Expr + ": " + r.was(t))
			c.Failure = &junitProblem{Message: message, Type: "threshold", Text: message}
			if failuresOf(t.Expr) != "" {
				c.Failure.Text = printableLines(append([]string{message}, r.failureLines()...))
			}
		case !t.passed():
			c.Skipped = &junitSkipped{Message: printable("not judged: " + t.Note)}
		}
		cases = append(cases, c)
	}
	return cases
}

// defectCases has a case for each class. Defects of a class that this version
// does not know, from a later version's file, get one each at the end.
func defectCases(r *Report) []junitCase {
	byClass := map[string][]Defect{}
	ids := classIDs()
	for _, d := range r.Defects {
		if _, known := Class(d.Class); !known && byClass[d.Class] == nil {
			ids = append(ids, d.Class)
		}
		byClass[d.Class] = append(byClass[d.Class], d)
	}
	var cases []junitCase
	for _, id := range ids {
		cases = append(cases, r.defectCase(id, byClass[id]))
	}
	return cases
}

// defectCase fails where a failed threshold counts defects of the class. It is
// skipped where some were seen that no threshold counts, and where none could be.
func (r *Report) defectCase(id string, defects []Defect) junitCase {
	c := junitCase{Name: printable(id)}
	var uncounted int64
	failed := false
	for _, d := range defects {
		judges := r.judges("", d)
		failed = failed || d.Count > 0 && slices.ContainsFunc(judges, ThresholdResult.failed)
		if len(judges) == 0 {
			uncounted += d.Count
		}
	}
	switch {
	case failed:
		c.Failure = defectFailure(id, defects)
	case uncounted > 0:
		c.Skipped = &junitSkipped{Message: "not judged: " + formatCount(uncounted)}
	case len(defects) == 0 && r.Unseen[id] != "":
		c.Skipped = &junitSkipped{Message: printable(r.Unseen[id])}
	}
	return c
}

func defectFailure(id string, defects []Defect) *junitProblem {
	info, _ := Class(id)
	lines := []string{info.Sentence}
	var counts []string
	for _, d := range defects {
		counts = append(counts, strings.Join(append([]string{fmt.Sprintf("%s: %s in %s", defectName(d), formatCount(d.Count), plural(d.Clients, "client"))}, d.where(nil)...), ", "))
		lines = append(lines, counts[len(counts)-1])
		if d.Note != "" {
			lines = append(lines, d.Note)
		}
		lines = append(lines, timeline(d.Example, junitEvents, nil)...)
		if d.Advice != "" {
			lines = append(lines, "mend: "+d.Advice)
		}
	}
	return &junitProblem{Message: printable(strings.Join(counts, "; ")), Type: defects[0].Severity, Text: printableLines(lines)}
}
