package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// maxProblems is how many problems of one file are reported.
const maxProblems = 20

// A Problem is one thing that is wrong with a scenario.
type Problem struct {
	File         string // "" where the scenario was not read from a file
	Line, Column int    // from 1; 0 where the scenario was not read from a file
	Path         string // the key it is about, such as "flow[2].think"; "" for the file as a whole
	Message      string // what is wrong, what was expected and what to do
}

// Error returns "FILE:LINE:COLUMN: PATH: MESSAGE", without the parts that are
// not known.
func (p Problem) Error() string {
	var b strings.Builder
	if p.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", p.File, p.Line, p.Column)
	}
	if p.Path != "" {
		b.WriteString(p.Path + ": ")
	}
	b.WriteString(p.Message)
	return b.String()
}

// Problems is all that is wrong with a scenario, in the order of the file. It is
// the error of [Parse] and [Scenario.Validate].
type Problems []Problem

// Error returns one line for each of the first 20 problems.
func (ps Problems) Error() string {
	var lines []string
	for i, p := range ps {
		if i == maxProblems {
			lines = append(lines, fmt.Sprintf("and %d more", len(ps)-i))
			break
		}
		lines = append(lines, p.Error())
	}
	return strings.Join(lines, "\n")
}

// sorted returns the problems in the order of the file, each once, or nil where
// there are none: a nil error, not an error that holds an empty list.
func (ps Problems) sorted() error {
	if len(ps) == 0 {
		return nil
	}
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return slices.Compact(ps)
}
