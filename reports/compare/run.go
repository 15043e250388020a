package compare

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

// A Run is one run, to be compared with others. Make it with [Read].
type Run struct {
	Name   string // of its file
	Head   result.Head
	Report *reports.Report

	whole   sums
	seconds []sums // in the order of time; nil where nothing is drawn from them
}

// Read reads a run from its result file. seconds tells to keep its seconds, which is what
// fewer than [StrongRuns] runs are compared by: some MB, however long the run was. An error
// is a [*result.RefusedError], a [*RefusedError] where the run cannot be compared with any
// other, or what from returns.
func Read(name string, from io.Reader, seconds bool) (*Run, error) {
	run := &Run{Name: name}
	line := timeline{}
	read, err := result.ReadSeconds([]result.Input{{Name: name, From: from}}, func(s reports.Second, samples []reports.Samples) error {
		now := sumsOf(s, samples)
		run.whole.add(&now)
		if seconds {
			line.add(now)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	run.Head, run.seconds = read.Head, line.seconds
	if err := read.Whole(); err != nil {
		if refused, is := errors.AsType[*result.RefusedError](err); is {
			return nil, &RefusedError{fmt.Sprintf("%s: %s", name, refused.Message), "a run that lacks a part cannot be compared: merge all its shards, or run it again"}
		}
		return nil, err
	}
	run.Report = read.Judged()
	return run, run.usable()
}

// file is the name of its file without the folders, which are of nobody's concern who is
// shown a page.
func (r *Run) file() string { return reports.Printable(filepath.Base(r.Name)) }
