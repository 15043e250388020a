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
// passing ones too, and three for the run itself: that it was not interrupted, that
// its books balance, and that it tells something.
func writeJUnit(w io.Writer, r *Report) error {
	prefix := fmt.Sprintf("wxload.%s.%s.", junitName(r.Scenario), junitName(r.Wrapper))
	all := junitSuites{Name: "wxload", Time: junitSeconds(r.DurationMS)}
	for _, suite := range []junitSuite{
		{Name: "run", Time: all.Time, Cases: runCases(r), Output: runOutput(r)},
		{Name: "thresholds", Time: noTime, Cases: thresholdCases(r)},
		{Name: "defects", Time: noTime, Cases: defectCases(r)},
	} {
		suite.Timestamp = r.Started.UTC().Format("2006-01-02T15:04:05")
		all.add(suite, prefix+suite.Name)
	}
	return all.write(w)
}

// noTime is the time of what was judged when the run was over.
const noTime = "0"

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

// finish names the suite's cases and counts them. The first took the suite's time.
func (s *junitSuite) finish(className string) {
	s.Tests = len(s.Cases)
	for i, c := range s.Cases {
		s.Cases[i].ClassName = className
		s.Cases[i].Time = noTime
		if i == 0 {
			s.Cases[i].Time = s.Time
		}
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
