package reports

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Problem is what a CI system shows beside a line of a file.
type Problem struct {
	Check    string // the class of a defect with its kind, "threshold" or "run"
	Text     string // of several lines
	Severity string // high, medium or low
	Failed   bool   // it made the run or the search fail
	Place    Place
	ID       string // the same from run to run, of one problem
}

// Place is a place in a file.
type Place struct {
	File         string // as a CI system names it, with slashes
	Line, Column int    // from 1; zero where they are not known
}

// Files are those of a run, as a CI system names them.
type Files struct {
	Scenario string // empty where the run had none
	Text     string // of the scenario, in which thresholds are looked for
	Code     string // the wrapper's own file or folder; empty where it ships with wxload
	Root     string // the folder that the places in it start at
}

var placed = regexp.MustCompile(`([^\s():]+):(\d+):(\d+)`) // "request.js:12:5"

// In is the place in the wrapper's own code that a text names, such as "at request.js:12:5";
// else where the wrapper, or the scenario, begins.
func (f Files) In(text string) Place {
	if found := placed.FindStringSubmatch(text); found != nil && f.Code != "" {
		line, _ := strconv.Atoi(found[2])
		column, _ := strconv.Atoi(found[3])
		return Place{path.Join(f.Root, found[1]), line, column}
	}
	return Place{File: cmp.Or(f.Code, f.Scenario)}
}

// Problems are those of a completed report: defects, thresholds that failed and, where
// neither says why the run did not pass, the run itself.
func (r *Report) Problems(files Files) (all []Problem) {
	for _, d := range r.Defects {
		if d.Count > 0 {
			all = append(all, r.defectProblem(d, files))
		}
	}
	failed := false
	for _, t := range r.Thresholds {
		if !t.failed() {
			continue
		}
		failed = true
		place := Place{File: files.Scenario}
		before, _, found := strings.Cut(files.Text, t.Expr)
		if found {
			place.Line = 1 + strings.Count(before, "\n")
		}
		all = append(all, Problem{Check: "threshold", Text: printable(t.Expr + ": " + r.was(t)), Severity: "high", Failed: true, Place: place, ID: t.Expr})
	}
	if word, reason := r.headline(); !failed && r.Verdict != VerdictPassed && !r.part {
		all = append(all, Problem{Check: "run", Text: printable(word + ": " + reason), Severity: "high", Failed: true, Place: Place{File: files.Scenario}, ID: r.Verdict})
	}
	for i := range all {
		all[i].ID = strings.Join([]string{r.Scenario, r.Wrapper, all[i].Check, all[i].ID}, "\n")
		all[i].Place.File = cmp.Or(all[i].Place.File, printable(r.Scenario))
	}
	return all
}

func (r *Report) defectProblem(d Defect, files Files) Problem {
	info, _ := Class(d.Class)
	seenIn := append([]string{formatCount(d.Count) + " in " + plural(d.Clients, "client")}, d.where(nil)...)
	lines := []string{info.Sentence, strings.Join(seenIn, ", ")}
	if d.Advice != "" {
		lines = append(lines, "mend: "+d.Advice)
	}
	seen := ""
	if d.Example != nil && d.Class == "script-error" {
		for _, e := range d.Example.Events {
			if placed.MatchString(e.Text) {
				seen = e.Text
			}
		}
	}
	return Problem{Check: printable(defectName(d)), Text: printableText(lines), Severity: d.Severity, Place: files.In(seen),
		Failed: slices.ContainsFunc(r.judges("", d), ThresholdResult.failed)}
}

// Problems are the findings of searches that are failures: neither allowed nor known. files
// says of each search where its code is.
func Problems(searches []Search, files func(*Search) Files) (all []Problem) {
	for i := range searches {
		s := &searches[i]
		for _, f := range s.Findings {
			if f.Accepted != "" {
				continue
			}
			info, _ := Class(f.Class)
			text := f.Text
			if advice := Advice(f.Class, f.Kind); advice != "" {
				text += "\nmend: " + advice
			}
			p := Problem{Check: printable(f.name()), Text: printableText([]string{s.Situation + " with " + s.Wrapper + ": " + text}), Severity: info.Severity, Failed: true,
				Place: files(s).In(f.Where), ID: strings.Join([]string{s.Situation, s.Wrapper, f.name(), f.Text}, "\n")}
			p.Place.File = cmp.Or(p.Place.File, printable(s.Situation))
			all = append(all, p)
		}
	}
	return all
}
