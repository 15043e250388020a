package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

const reportHelp = `Report a run again: from the result that "wxload run --out result=FILE" has written, as the
run itself reported it, with the same exit code. --out writes further formats.

The result of a run whose process was killed is reported as far as it goes, as interrupted.
That of one shard is not judged: "wxload merge" does that with all of them.`

func newReportCommand(p *program) *cobra.Command {
	var out []string
	cmd := &cobra.Command{
		Use:   "report FILE",
		Short: "Report a run again, from its result file",
		Long:  reportHelp,
		Example: `  wxload report shop.wxr
  wxload report shop.wxr --out html=shop.html --out junit=shop.xml`,
		Args: arguments(1, 1, "one FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.readResults(args, out, func(r *result.Result) (*reports.Report, error) { return r.Report(), nil })
		},
	}
	outFlag(cmd, &out)
	return cmd
}

func outFlag(cmd *cobra.Command, out *[]string) {
	cmd.Flags().StringArrayVar(out, "out", nil, "write a report, as `FORMAT=PATH` ("+strings.Join(outputFormats(), ", ")+"; path - is standard output)")
}

// readResults reads the results in files, and delivers the report that is made of them.
func (p *program) readResults(names, out []string, report func(*result.Result) (*reports.Report, error)) error {
	outputs, err := p.openOutputs(out, true)
	if err != nil {
		return err
	}
	defer outputs.discard()
	inputs, done, err := p.openInputs(names)
	defer done()
	if err != nil {
		return err
	}
	read, err := result.Read(inputs, outputs.results.out())
	if err != nil {
		return resultFailure(err)
	}
	made, err := report(read)
	if err != nil {
		return resultFailure(err)
	}
	if code := reports.ExitCode(made, !p.deliver(made, outputs)); code != exitPassed {
		return exitStatus(code)
	}
	return nil
}

// openInputs opens the files; done closes what was opened.
func (p *program) openInputs(names []string) (inputs []result.Input, done func(), err error) {
	var files []io.Closer
	done = func() {
		for _, f := range files {
			f.Close()
		}
	}
	for _, name := range names {
		if name == "-" {
			inputs = append(inputs, result.Input{Name: "standard input", From: p.stdin})
			continue
		}
		if err := refusePipe(p.path(name)); err != nil {
			return nil, done, &failure{exitUsage, fileError("read", name, err), ""}
		}
		f, err := os.Open(p.path(name))
		if err != nil {
			return nil, done, &failure{exitUsage, fileError("read", name, err), ""}
		}
		files = append(files, f)
		inputs = append(inputs, result.Input{Name: name, From: f})
	}
	return inputs, done, nil
}

// resultFailure is what is wrong with results.
func resultFailure(err error) error {
	if refused, is := errors.AsType[*result.RefusedError](err); is {
		return &failure{exitUsage, err, refused.Hint}
	}
	return &failure{exitUsage, err, ""}
}
