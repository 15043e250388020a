package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes. Where several hold, the first of exitBooks, exitInterrupted and
// exitThreshold wins.
const (
	exitPassed      = 0
	exitUsage       = 2
	exitUnreachable = 3
	exitBooks       = 4
	exitThreshold   = 99
	exitInterrupted = 130
)

// newExitCodesTopic is a help topic: a command that does nothing.
func newExitCodesTopic() *cobra.Command {
	var b strings.Builder
	b.WriteString("Exit codes of wxload:\n\n")
	for _, c := range []struct {
		code    int
		meaning string
	}{
		{exitPassed, "passed"},
		{exitThreshold, "a threshold failed; explore found a new defect; a replay went another way"},
		{exitUsage, "the command or the file is wrong"},
		{exitUnreachable, "the target or a port cannot be had"},
		{exitBooks, "the books do not balance, or explore contradicts itself: a bug in wxload, so nothing it says counts"},
		{exitInterrupted, "the run was interrupted; its report covers what was done until then"},
	} {
		fmt.Fprintf(&b, "  %3d  %s\n", c.code, c.meaning)
	}
	b.WriteString(`
Where several hold, 4 comes first, then 130, then 99.

"sim" does not tell good from bad: it exits with 0 whatever the script showed.`)
	return &cobra.Command{Use: "exit-codes", Short: "what each exit code means", Long: b.String()}
}
