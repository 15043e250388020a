package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/baseline"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// verdict tells new defects from those that are allowed or known, and writes what
// is left of the searches when all are done: the baseline and the JUnit report.
type verdict struct {
	p        *program
	flags    *exploreFlags
	known    *baseline.Baseline
	searches []reports.Search
	files    map[string]reports.Files // by the wrapper's id; "" of those that ship with wxload
	fresh    int                      // findings that are failures

	several   bool // wrappers are searched with
	unjudged  bool // a search has seen nothing from which one could judge
	unwritten bool // a file could not be written
}

// judged is what the verdict says of one search.
type judged struct {
	accepted []string // of each finding: why it is no failure; empty where it is
	gone     []baseline.Entry
	later    bool // than another search
}

func (p *program) newVerdict(f *exploreFlags) (*verdict, error) {
	v := &verdict{p: p, flags: f, known: &baseline.Baseline{}}
	for _, name := range []string{f.junit, f.codeQuality} {
		if _, err := os.Stat(filepath.Dir(p.path(name))); name != "" && err != nil {
			return nil, wrongUsage("does the folder exist?", "%w", fileError("write", name, err))
		}
	}
	if f.baseline == "" {
		return v, nil
	}
	data, err := p.readFile(f.baseline)
	if f.updateBaseline && errors.Is(err, fs.ErrNotExist) {
		return v, nil
	}
	if err != nil {
		return nil, wrongUsage("--update-baseline writes one", "%w", err)
	}
	if v.known, err = baseline.Parse(data); err != nil {
		return nil, wrongUsage("--update-baseline writes one where there is no file", "%s: %w", f.baseline, err)
	}
	return v, nil
}

// judge takes in a search.
func (v *verdict) judge(s *situation.Situation, info wrapper.Info, r *explore.Result, started time.Time, interrupted bool) judged {
	j := judged{later: len(v.searches) > 0}
	search := reports.Search{Situation: r.Situation, Wrapper: r.Wrapper, Started: started, Summary: searched(s, r), Complete: r.Complete,
		Duration: time.Duration(r.Elapsed * float64(time.Millisecond)), Interrupted: interrupted, Unsearched: explore.Unsearched(s, info)}
	if why := unjudged(r); why != "" {
		v.unjudged, search.Interrupted = true, true
		for _, c := range reports.Classes() {
			search.Unsearched[c.ID] = "not searched for: " + why
		}
	} else {
		j.gone = v.known.Gone(r)
	}
	var keep []explore.Finding
	for _, f := range r.Findings {
		why := ""
		switch {
		case slices.Contains(v.flags.allow, f.Class):
			why = "allowed"
		case v.flags.updateBaseline || v.known.Knows(r, f):
			why = "in the baseline"
			keep = append(keep, f)
		default:
			v.fresh++
		}
		j.accepted = append(j.accepted, why)
		finding := reports.SearchFinding{Class: f.Class, Kind: f.Kind, Text: explanation(f), Accepted: why, Where: f.Where}
		if v.flags.out != "" {
			finding.Replay, finding.Timeline = f.File, pageName(f.File)
		}
		search.Findings = append(search.Findings, finding)
	}
	if v.flags.updateBaseline && !search.Interrupted {
		v.known.Update(r, keep)
	}
	v.searches = append(v.searches, search)
	return j
}

// unjudged is why nothing can be said after a search: it has seen nothing, or nothing
// but requests that fail. Empty where something can.
func unjudged(r *explore.Result) string {
	switch {
	case len(r.Findings) > 0:
		return ""
	case r.Schedules == 0 && !r.Complete:
		return "the search ended before its first schedule did"
	case r.Unserved:
		return "no request succeeded in any schedule"
	}
	return ""
}

// explanation is a finding in lines: the sentence, then the constraints.
func explanation(f explore.Finding) string {
	lines := []string{f.Sentence}
	for _, c := range f.Constraints {
		lines = append(lines, "  - "+c)
	}
	return strings.Join(lines, "\n")
}

// close writes the files and gives the exit code.
func (v *verdict) close(interrupted bool) error {
	if v.flags.updateBaseline {
		text, err := v.known.Format()
		if err != nil {
			return err
		}
		v.write(v.flags.baseline, text)
	}
	if v.flags.junit != "" {
		var text bytes.Buffer
		if err := reports.WriteSearches(&text, v.searches, v.pages()); err != nil {
			return err
		}
		v.write(v.flags.junit, text.Bytes())
	}
	problems := reports.Problems(v.searches, v.filesOf)
	v.p.annotate(problems)
	if v.flags.codeQuality != "" {
		var text bytes.Buffer
		if err := reports.WriteCodeQuality(&text, problems); err != nil {
			return err
		}
		v.write(v.flags.codeQuality, text.Bytes())
	}
	if v.flags.out != "" {
		var text bytes.Buffer
		if err := reports.WriteSearchPage(&text, v.searches, v.p.words); err != nil {
			return err
		}
		v.write(filepath.Join(v.flags.out, "index.html"), text.Bytes())
	}
	switch {
	case interrupted:
		return exitStatus(exitInterrupted)
	case v.fresh > 0:
		return exitStatus(exitThreshold)
	case v.unwritten:
		return exitStatus(exitUnwritten)
	case v.unjudged:
		return exitStatus(exitUnjudged)
	}
	return nil
}

// filesOf are the files of a search.
func (v *verdict) filesOf(s *reports.Search) reports.Files {
	if files, own := v.files[s.Wrapper]; own {
		return files
	}
	return v.files[""]
}

// pages is the folder of the pages as the JUnit report's own folder sees it; empty where
// there are none.
func (v *verdict) pages() string {
	if v.flags.out == "" {
		return ""
	}
	folder := v.p.path(v.flags.out)
	if relative, err := filepath.Rel(filepath.Dir(v.p.path(v.flags.junit)), folder); err == nil {
		folder = relative
	}
	return filepath.ToSlash(folder)
}

// write writes a file, or tells that it cannot: the searches go on.
func (v *verdict) write(name string, text []byte) {
	if err := v.p.replaceFile(name, text); err != nil {
		v.unwritten = true
		v.p.tell("error", err.Error(), "")
	}
}
