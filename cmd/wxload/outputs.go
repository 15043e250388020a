package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
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
	name   string   // as it was given
	path   string   // where the report belongs
	temp   *os.File // nil for standard output
	to     io.Writer
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
		o.stdout = o.stdout || one.temp == nil
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
		return output{format: format, name: "standard output", to: p.stdout}, nil
	}
	path := p.path(name)
	temp, err := os.CreateTemp(filepath.Dir(path), ".wxload-*")
	if err != nil {
		return output{}, &failure{exitUsage, fileError("write", name, err), "does the folder exist?"}
	}
	return output{format: format, name: name, path: path, temp: temp, to: temp}, nil
}

// write writes all reports; those that can be written are, whatever becomes of
// the others.
func (o *outputs) write(r *reports.Report) error {
	var failed error
	for i := range o.all {
		if err := o.all[i].write(r); err != nil && failed == nil {
			failed = &failure{exitUsage, fileError("write", o.all[i].name, err), ""}
		}
	}
	return failed
}

func (o *output) write(r *reports.Report) error {
	var text bytes.Buffer
	if err := reports.Write(&text, o.format, r); err != nil {
		return err
	}
	if _, err := o.to.Write(text.Bytes()); err != nil || o.temp == nil {
		return err
	}
	if err := o.temp.Chmod(0o644); err != nil {
		return err
	}
	if err := o.temp.Close(); err != nil {
		return err
	}
	if err := os.Rename(o.temp.Name(), o.path); err != nil {
		return err
	}
	o.temp = nil
	return nil
}

// discard removes what was not written.
func (o *outputs) discard() {
	for _, one := range o.all {
		if one.temp != nil {
			one.temp.Close()
			os.Remove(one.temp.Name())
		}
	}
}
