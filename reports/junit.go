package reports

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// junitEvents is how many events of an example a failure shows.
const junitEvents = 50

// The elements of JUnit's format that GitLab, Jenkins and GitHub's reporters
// all read.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
	Output    string      `xml:"system-out,omitempty"`
}

type junitCase struct {
	ClassName string        `xml:"classname,attr"`
	Name      string        `xml:"name,attr"`
	Time      string        `xml:"time,attr"`
	Failure   *junitProblem `xml:"failure"`
	Error     *junitProblem `xml:"error"`
	Skipped   *junitSkipped `xml:"skipped"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

type junitProblem struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",cdata"`
}

// writeJUnit writes one test case for each threshold and each class of defects,
// passing ones too, and two for the run itself: that it was not interrupted
// and that its books balance.
func writeJUnit(w io.Writer, r *Report) error {
	prefix := fmt.Sprintf("wxload.%s.%s.", junitName(r.Scenario), junitName(r.Wrapper))
	all := junitSuites{Name: "wxload", Time: junitSeconds(r.DurationMS)}
	for _, suite := range []junitSuite{
		{Name: "run", Cases: runCases(r), Output: runOutput(r)},
		{Name: "thresholds", Cases: thresholdCases(r)},
		{Name: "defects", Cases: defectCases(r)},
	} {
		suite.Timestamp = r.Started.UTC().Format("2006-01-02T15:04:05")
		suite.Time = "0"
		if suite.Name == "run" {
			suite.Time = all.Time
		}
		all.add(suite, prefix+suite.Name)
	}
	return all.write(w)
}

// add takes a suite in and counts its cases.
func (all *junitSuites) add(suite junitSuite, className string) {
	suite.finish(className)
	all.Tests += suite.Tests
	all.Failures += suite.Failures
	all.Errors += suite.Errors
	all.Suites = append(all.Suites, suite)
}

func (all *junitSuites) write(w io.Writer) error {
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("write the JUnit report: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

// finish names the suite's cases and counts them.
func (s *junitSuite) finish(className string) {
	s.Tests = len(s.Cases)
	for i, c := range s.Cases {
		s.Cases[i].ClassName = className
		s.Cases[i].Time = "0"
		if c.Failure != nil {
			s.Failures++
		}
		if c.Error != nil {
			s.Errors++
		}
		if c.Skipped != nil {
			s.Skipped++
		}
	}
}

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
	return []junitCase{complete, balanced}
}

// runOutput is the text that a CI system shows beside the cases.
func runOutput(r *Report) string {
	if warning := r.saturation(); warning != "" {
		return r.setting() + "; WARNING: " + warning
	}
	return r.setting()
}

func thresholdCases(r *Report) []junitCase {
	var cases []junitCase
	for _, t := range r.Thresholds {
		c := junitCase{Name: printable(t.Expr)}
		if !t.OK {
			message := printable(t.Expr + ": was " + formatValue(t))
			if t.Note != "" {
				message += " (" + printable(t.Note) + ")"
			}
			c.Failure = &junitProblem{Message: message, Type: "threshold", Text: message}
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
		cases = append(cases, junitCase{Name: printable(id), Failure: defectFailure(id, byClass[id])})
	}
	return cases
}

func defectFailure(id string, defects []Defect) *junitProblem {
	if len(defects) == 0 {
		return nil
	}
	info, _ := Class(id)
	lines := []string{info.Sentence}
	var counts []string
	for _, d := range defects {
		counts = append(counts, fmt.Sprintf("%s: %s in %s", defectName(d), formatCount(d.Count), plural(d.Clients, "client")))
		lines = append(lines, counts[len(counts)-1])
		lines = append(lines, timeline(d.Example, junitEvents)...)
	}
	return &junitProblem{Message: printable(strings.Join(counts, "; ")), Type: defects[0].Severity, Text: printableLines(lines)}
}

func printableLines(lines []string) string {
	clean := make([]string, len(lines))
	for i, line := range lines {
		clean[i] = printable(line)
	}
	return strings.Join(clean, "\n")
}

// junitName keeps a name in one piece: reporters split class names at dots.
func junitName(s string) string {
	return strings.NewReplacer(".", "-", "/", "-", " ", "-").Replace(printable(s))
}

func junitSeconds(ms float64) string {
	return fmt.Sprintf("%.3f", ms/float64(time.Second/time.Millisecond))
}
