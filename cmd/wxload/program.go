package main

import (
	"context"
	"errors"
	"io"

	"github.com/wxload/wxload/reports/lang"
)

// program is the command with all that it has of its process, so that tests run
// whole commands inside theirs.
type program struct {
	args   []string // without the command's name
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	dir    string              // where relative file names start
	getenv func(string) string // nil for an empty environment

	words *lang.Words // what people are told in, set by run
}

// run runs the command until it is done or ctx ends, and returns its exit code.
func (p *program) run(ctx context.Context) int {
	p.words = lang.Of(p.language())
	root := newRootCommand(p)
	sayHelp(root, p.words)
	root.SetArgs(append([]string{}, p.args...)) // nil would mean those of the process
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitPassed
	}
	if status, is := errors.AsType[exitStatus](err); is {
		return int(status)
	}
	return p.report(err, cmd.UseLine())
}
