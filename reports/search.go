package reports

import (
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// Search is the result of one search, in which orders a situation shows defects of a
// wrapper.
type Search struct {
	Situation string
	Wrapper   string
	Started   time.Time
	Duration  time.Duration
	Summary   string // how it was searched, in one line
	Complete  bool   // every order was looked through
	// Interrupted tells that it was ended before its time.
	Interrupted bool
	Findings    []SearchFinding
	// Unsearched says of each class that no search looks for why it does not.
	Unsearched map[string]string
}

// SearchFinding is one cause of a defect.
type SearchFinding struct {
	Class string
	Kind  string
	Text  string // the explanation, of several lines
	// Accepted says why it is no failure, such as "in the baseline"; empty where it
	// is one.
	Accepted string
	Where    string // the place in the user's code, such as "request.js:12:5"; empty where none is known
	// Replay and Timeline are the files of its replay and of the page that draws it,
	// in one folder; empty where none were written.
	Replay, Timeline string
}

// WriteSearches writes searches in JUnit's format: a suite for each, with a test
// case for each class of defects, passing ones too, so that a case keeps its name
// from run to run. pages is the folder of the searches' page and those of the findings, as
// the report is to name it; empty where there are none.
func WriteSearches(w io.Writer, searches []Search, pages string) error {
	all := junitSuites{Name: "wxload explore"}
	var total time.Duration
	for i, s := range searches {
		total += s.Duration
		all.add(s.suite(pages, searchID(i)), fmt.Sprintf("wxload.explore.%s.%s", junitName(s.Situation), junitName(s.Wrapper)))
	}
	all.Time = junitDuration(total)
	return all.write(w)
}

// searchID is the id of a search's part of the page.
func searchID(i int) string { return fmt.Sprintf("search-%d", i+1) }

func (s *Search) suite(pages, id string) junitSuite {
	whole := junitCase{Name: "search ran to its end"}
	if s.Interrupted {
		whole.Error = &junitProblem{Message: "the search was interrupted", Type: "interrupted", Text: printable(s.Summary)}
	}
	suite := junitSuite{Name: printable(s.Situation + " with " + s.Wrapper), Timestamp: s.Started.UTC().Format("2006-01-02T15:04:05"),
		Time: junitDuration(s.Duration), Cases: []junitCase{whole}}
	output := []string{s.Summary}
	if pages != "" {
		output = append(output, "page: "+path.Join(pages, "index.html")+"#"+id)
	}
	for _, class := range classIDs() {
		c := junitCase{Name: class}
		var failed []SearchFinding
		for _, f := range s.Findings {
			switch {
			case f.Class != class:
			case f.Accepted != "":
				output = append(output, "", f.Accepted+": "+f.name(), f.Text)
			default:
				failed = append(failed, f)
			}
		}
		c.Failure = searchFailure(class, failed, pages)
		if why := s.Unsearched[class]; why != "" {
			c.Skipped = &junitSkipped{Message: printable(why)}
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Output = printableText(output)
	return suite
}

func searchFailure(id string, findings []SearchFinding, pages string) *junitProblem {
	if len(findings) == 0 {
		return nil
	}
	info, _ := Class(id)
	var names, lines []string
	for _, f := range findings {
		names = append(names, f.name())
		lines = append(lines, f.Text)
		if advice := Advice(f.Class, f.Kind); advice != "" {
			lines = append(lines, "mend: "+advice)
		}
		if f.Timeline != "" {
			lines = append(lines, "timeline: "+path.Join(pages, f.Timeline)+defectAnchor)
		}
	}
	return &junitProblem{Message: printable(strings.Join(names, "; ")), Type: info.Severity, Text: printableText(lines)}
}

// defectAnchor is where a timeline's page has the defect.
const defectAnchor = "#defect"

func (f *SearchFinding) name() string {
	if f.Kind == "" {
		return f.Class
	}
	return f.Class + " (" + f.Kind + ")"
}

// printableText is texts of several lines, one under the other.
func printableText(texts []string) string {
	return printableLines(strings.Split(strings.Join(texts, "\n"), "\n"))
}

func junitDuration(d time.Duration) string {
	return junitSeconds(float64(d) / float64(time.Millisecond))
}
