package main

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxload/wxload/reports/compare"
	"github.com/wxload/wxload/reports/result"
)

const compareHelp = `Say whether the runs B, after a change, are worse than the runs A before it, from the results
that "wxload run --out result=FILE" has written. Latencies, failed requests and defects are
compared; A and B may differ in the wrapper, the seed, thresholds and addresses, in nothing else.

With 5 runs or more on each side a change is called out if it is shown by exact tests and is
5 % or more. Fewer runs can show a change only weakly: run each side five times, in turn.

--fail-on regression exits with 99 where a metric is worse; it needs 5 runs on each side. Runs
that cannot be compared exit with 2, and say why.`

// regression is the word of --fail-on.
const regression = "regression"

// comparison is what the command line asks for.
type comparison struct {
	a, b   []string // files
	format string
	out    []string
	failOn string
}

func newCompareCommand(p *program) *cobra.Command {
	var c comparison
	cmd := &cobra.Command{
		Use:   "compare A... -- B...",
		Short: "Say whether runs are worse than others",
		Long:  compareHelp,
		Example: `  wxload compare old.wxr -- new.wxr
  wxload compare main-*.wxr -- change-*.wxr --fail-on regression --out html=compared.html`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := c.sides(cmd, args); err != nil {
				return err
			}
			return p.compare(&c)
		},
	}
	cmd.Flags().StringVar(&c.failOn, "fail-on", "", "exit with 99 on a `regression`")
	cmd.Flags().StringVar(&c.format, "format", "text", "text, json or markdown")
	cmd.Flags().StringArrayVar(&c.out, "out", nil, "write a file besides, as `FORMAT=PATH`: text, json, markdown or html")
	return cmd
}

// sides takes the files before -- and behind it. Flags may stand behind it, too.
func (c *comparison) sides(cmd *cobra.Command, args []string) error {
	const hint = "for example: wxload compare old-*.wxr -- new-*.wxr"
	dash := cmd.ArgsLenAtDash()
	if dash < 0 {
		return wrongUsage(hint, `-- between the files of A and those of B is missing`)
	}
	c.a = args[:dash]
	if err := cmd.Flags().Parse(args[dash:]); err != nil {
		return flagFailure(cmd, err)
	}
	c.b = cmd.Flags().Args()
	if help, _ := cmd.Flags().GetBool("help"); help {
		return pflag.ErrHelp // cobra shows it
	}
	switch {
	case len(c.a) == 0:
		return wrongUsage(hint, "there is no file of A, before --")
	case len(c.b) == 0:
		return wrongUsage(hint, "there is no file of B, behind --")
	}
	return nil
}

// check refuses what cannot be asked for, before anything is read.
func (c *comparison) check() error {
	if err := oneOf("format", c.format, "text", "json", "markdown"); err != nil {
		return err
	}
	if most := max(len(c.a), len(c.b)); most > compare.MaxRuns {
		return wrongUsage("leave some out: the tests gain nothing by more", "%d files on a side are more than %d", most, compare.MaxRuns)
	}
	if c.failOn == "" {
		return nil
	}
	if c.failOn != regression {
		return wrongUsage("use --fail-on regression", "--fail-on: unknown %q", c.failOn)
	}
	if min(len(c.a), len(c.b)) < compare.StrongRuns {
		return wrongUsage("fewer show a change only weakly, which is no reason to fail: run each side five times, in turn",
			"--fail-on regression needs %d runs or more on each side, got %d and %d", compare.StrongRuns, len(c.a), len(c.b))
	}
	return nil
}

func (p *program) compare(c *comparison) error {
	if err := c.check(); err != nil {
		return err
	}
	outputs, err := p.openRenderings(c.out, compare.Formats())
	if err != nil {
		return err
	}
	defer outputs.discard()
	made, err := p.comparisonOf(c)
	if err != nil {
		return p.notComparable(c, err)
	}
	err = p.render(outputs, c.format, func(w io.Writer, format string) error { return compare.Write(w, format, made, p.words) })
	if c.failOn == regression && made.Worse() {
		return exitStatus(exitThreshold)
	}
	return err
}

func (p *program) comparisonOf(c *comparison) (*compare.Comparison, error) {
	seconds := min(len(c.a), len(c.b)) < compare.StrongRuns
	a, err := p.readRuns(c.a, seconds)
	if err != nil {
		return nil, err
	}
	b, err := p.readRuns(c.b, seconds)
	if err != nil {
		return nil, err
	}
	// The same files give the same comparison.
	return compare.Compare(a, b, rand.New(rand.NewPCG(1, 1)))
}

// readRuns reads the runs of a side.
func (p *program) readRuns(names []string, seconds bool) (runs []*compare.Run, err error) {
	for _, name := range names {
		run, err := p.readRun(name, name, seconds)
		if err != nil {
			return nil, err
		}
		runs = append(runs, run)
	}
	return runs, nil
}

// readRun reads the run in a file, which is shown by name.
func (p *program) readRun(file, name string, seconds bool) (*compare.Run, error) {
	if err := refusePipe(p.path(file)); err != nil {
		return nil, fileError("read", file, err)
	}
	f, err := os.Open(p.path(file))
	if err != nil {
		return nil, fileError("read", file, err)
	}
	defer f.Close()
	return compare.Read(name, f, seconds)
}

// notComparable is the failure of a comparison. JSON says so, too, where the files are
// results.
func (p *program) notComparable(c *comparison, err error) error {
	wrong := &failure{exitUsage, err, ""}
	if refused, is := errors.AsType[*compare.RefusedError](err); is {
		wrong.hint = refused.Hint
	} else if refused, is := errors.AsType[*result.RefusedError](err); is {
		wrong.hint = refused.Hint
	} else {
		return wrong
	}
	if c.format == "json" {
		if err := compare.Write(p.stdout, c.format, compare.NotComparable(len(c.a), len(c.b), wrong.Error()), p.words); err != nil {
			return fileError("write", "standard output", err)
		}
	}
	return wrong
}
