package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/wxload/wxload/reports"
)

// outputs are the reports that --out asks for. Their files are made before the
// run, under another name, so that a place that cannot be written is known
// before an hour of load, and a report is there whole or not at all.
type outputs struct {
	all    []output
	stdout bool // one of them goes there
}

type output struct {
	format string
	file   *newFile // nil for standard output
}

func (p *program) openOutputs(specs []string) (*outputs, error) {
	o := &outputs{}
	for _, spec := range specs {
		one, err := p.openOutput(spec)
		if err != nil {
			o.discard()
			return nil, err
		}
		o.all = append(o.all, one)
		o.stdout = o.stdout || one.file == nil
	}
	return o, nil
}

func (p *program) openOutput(spec string) (output, error) {
	format, name, found := strings.Cut(spec, "=")
	if !found || name == "" {
		return output{}, wrongUsage("for example --out json=report.json", "--out %q is not FORMAT=PATH", spec)
	}
	if err := reports.CheckFormat(format); err != nil {
		return output{}, &failure{exitUsage, fmt.Errorf("--out: %w", err), ""}
	}
	if name == "-" {
		return output{format: format}, nil
	}
	file, err := p.newFile(name)
	if err != nil {
		return output{}, &failure{exitUsage, err, folderHint(err)}
	}
	return output{format, file}, nil
}

// deliver prints the report for people, then writes all others, whatever becomes of the
// ones before. It tells what could not be written, and reports whether all was.
func (p *program) deliver(r *reports.Report, o *outputs) (all bool) {
	all = true
	failed := func(err error) {
		if err != nil {
			all = false
			p.tell("error", err.Error(), "")
		}
	}
	failed(p.summarize(r, o))
	for i := range o.all {
		failed(o.all[i].write(p.stdout, r))
	}
	return all
}

// summarize prints the report for people on standard output, or on standard error
// where another report has that place, or where it cannot be had.
func (p *program) summarize(r *reports.Report, o *outputs) error {
	if o.stdout {
		return writeSummary(p.stderr, r)
	}
	err := writeSummary(p.stdout, r)
	if err == nil {
		return nil
	}
	return errors.Join(fileError("write", "standard output", err), writeSummary(p.stderr, r))
}

func writeSummary(w io.Writer, r *reports.Report) error {
	return reports.WriteConsole(w, r, isTerminal(w) && os.Getenv("NO_COLOR") == "")
}

func (o *output) write(stdout io.Writer, r *reports.Report) error {
	var text bytes.Buffer
	if err := reports.Write(&text, o.format, r); err != nil {
		return err
	}
	if o.file != nil {
		return o.file.write(text.Bytes())
	}
	if _, err := stdout.Write(text.Bytes()); err != nil {
		return fileError("write", "standard output", err)
	}
	return nil
}

// discard removes what was not written.
func (o *outputs) discard() {
	for _, one := range o.all {
		if one.file != nil {
			one.file.discard()
		}
	}
}
