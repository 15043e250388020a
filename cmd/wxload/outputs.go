package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/reports/suggest"
)

// outputs are the reports that --out asks for. Their files are made before the
// run, under another name, so that a place that cannot be written is known
// before an hour of load, and a report is there whole or not at all.
type outputs struct {
	all     []output
	results results // written while the run goes on
	stdout  bool    // one of them goes there
	files   reports.Files
}

type output struct {
	format string
	file   *newFile // nil for standard output
}

// openOutputs opens them. whole tells that a result is there from the beginning: it is
// written whole or not at all, like a report.
func (p *program) openOutputs(specs []string, whole bool) (*outputs, error) {
	o := &outputs{}
	for _, spec := range specs {
		if err := p.openOutput(o, spec, whole); err != nil {
			o.discard()
			return nil, err
		}
	}
	return o, nil
}

// outputFormats are the words of --out.
func outputFormats() []string { return append(reports.Formats(), codeQualityFormat, resultFormat) }

// openOutput adds what a value of --out asks for.
func (p *program) openOutput(o *outputs, spec string, whole bool) error {
	format, name, found := strings.Cut(spec, "=")
	if !found || name == "" {
		return wrongUsage("for example --out json=report.json", "--out %q is not FORMAT=PATH", spec)
	}
	if format == resultFormat {
		return p.openResults(&o.results, name, whole)
	}
	o.stdout = o.stdout || name == "-"
	if !slices.Contains(outputFormats(), format) {
		return wrongUsage("", "--out: unknown report format %q%s", format, suggest.Hint(format, outputFormats()))
	}
	one, err := p.openReport(format, name)
	if err == nil {
		o.all = append(o.all, one)
	}
	return err
}

func (p *program) openReport(format, name string) (output, error) {
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
		failed(o.all[i].write(p.stdout, r, o.files, p.words))
	}
	o.results.close(failed)
	p.annotate(r.Problems(o.files))
	return all
}

// summarize prints the report for people on standard output, or on standard error
// where another report has that place, or where it cannot be had.
func (p *program) summarize(r *reports.Report, o *outputs) error {
	if o.stdout {
		return p.writeSummary(p.stderr, r)
	}
	err := p.writeSummary(p.stdout, r)
	if err == nil {
		return nil
	}
	return errors.Join(fileError("write", "standard output", err), p.writeSummary(p.stderr, r))
}

func (p *program) writeSummary(w io.Writer, r *reports.Report) error {
	return reports.WriteConsole(w, r, p.words, isTerminal(w) && os.Getenv("NO_COLOR") == "")
}

func (o *output) write(stdout io.Writer, r *reports.Report, files reports.Files, words *lang.Words) (err error) {
	var text bytes.Buffer
	if o.format == codeQualityFormat {
		err = reports.WriteCodeQuality(&text, r.Problems(files))
	} else {
		err = reports.Write(&text, o.format, r, words)
	}
	if err != nil {
		return err
	}
	return o.deliver(stdout, text.Bytes())
}

// deliver puts a text where it belongs.
func (o *output) deliver(stdout io.Writer, text []byte) error {
	if o.file != nil {
		return o.file.write(text)
	}
	if _, err := stdout.Write(text); err != nil {
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
	for _, f := range o.results.files {
		f.discard()
	}
}
