package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/reports/compare"
	"github.com/wxload/wxload/reports/result"
)

const historyHelp = `Show how runs have changed: those whose results are in the folder DIR, in the order of time.
Runs of one scenario with one wrapper on one kind of machine are a series; the latest 5 are
compared with the 5 before, as "wxload compare" does. Files that are no results are left out;
runs that cannot be compared are named, with why.`

// maxHistory bounds the files of a history.
const maxHistory = 2000

func newHistoryCommand(p *program) *cobra.Command {
	var out []string
	cmd := &cobra.Command{
		Use:   "history DIR",
		Short: "Show how the runs in a folder have changed",
		Long:  historyHelp,
		Example: `  wxload history results
  wxload history results --out html=history.html`,
		Args: arguments(1, 1, "one DIR"),
		RunE: func(_ *cobra.Command, args []string) error { return p.history(args[0], out) },
	}
	cmd.Flags().StringArrayVar(&out, "out", nil, "write a page besides, as `html=PATH`")
	return cmd
}

func (p *program) history(dir string, out []string) error {
	outputs, err := p.openRenderings(out, []string{"html"})
	if err != nil {
		return err
	}
	defer outputs.discard()
	h, err := p.readHistory(dir)
	if err != nil {
		return err
	}
	return p.render(outputs, "text", func(w io.Writer, format string) error {
		if format == "html" {
			return compare.WriteHistoryPage(w, h, p.words)
		}
		return compare.WriteHistory(w, h, p.words)
	})
}

// readHistory reads the results of a folder, one after the other.
func (p *program) readHistory(dir string) (*compare.History, error) {
	entries, err := os.ReadDir(p.path(dir))
	if err != nil {
		return nil, &failure{exitUsage, fileError("read", dir, err), ""}
	}
	if len(entries) > maxHistory {
		return nil, wrongUsage("move older ones to a folder of their own", "%s has %d files, more than %d", dir, len(entries), maxHistory)
	}
	var runs []*compare.Run
	var refused []string
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		run, err := p.readRun(filepath.Join(dir, entry.Name()), entry.Name(), false)
		damaged, isDamaged := errors.AsType[*result.RefusedError](err)
		_, isUnfit := errors.AsType[*compare.RefusedError](err)
		switch {
		case isDamaged && damaged.NoResult:
		case isDamaged || isUnfit:
			refused = append(refused, err.Error())
		case err != nil:
			return nil, &failure{exitUsage, err, ""}
		default:
			runs = append(runs, run)
		}
	}
	h := compare.NewHistory(runs, refused)
	if h.Empty() {
		return nil, wrongUsage(`"wxload run --out result=FILE" writes them`, "%s has no result that could be compared", dir)
	}
	return h, nil
}
