package main

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/wxload/wxload/reports/suggest"
)

// rendering writes what a command shows in one of its formats.
type rendering func(w io.Writer, format string) error

// openRenderings opens the files that --out asks for, before anything is read. discard has to
// be called on what it returns.
func (p *program) openRenderings(specs, formats []string) (*outputs, error) {
	o := &outputs{}
	for _, spec := range specs {
		format, name, found := strings.Cut(spec, "=")
		switch {
		case !found || name == "":
			o.discard()
			return nil, wrongUsage("for example --out html=page.html", "--out %q is not FORMAT=PATH", spec)
		case !slices.Contains(formats, format):
			o.discard()
			return nil, wrongUsage("", "--out: unknown report format %q%s", format, suggest.Hint(format, formats))
		}
		one, err := p.openReport(format, name)
		if err != nil {
			o.discard()
			return nil, err
		}
		o.all = append(o.all, one)
	}
	return o, nil
}

// render shows something on standard output in a format, then writes the files that --out
// asks for, whatever becomes of the ones before.
func (p *program) render(o *outputs, format string, write rendering) error {
	var failed error
	for _, one := range append([]output{{format: format}}, o.all...) {
		var text bytes.Buffer
		err := write(&text, one.format)
		if err == nil {
			err = one.deliver(p.stdout, text.Bytes())
		}
		if err != nil {
			p.tell("error", err.Error(), "")
			failed = exitStatus(exitUnwritten)
		}
	}
	return failed
}
