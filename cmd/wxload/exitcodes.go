package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// The exit codes. Where several of a run's hold, [reports.ExitCode] decides.
const (
	exitPassed      = 0
	exitUsage       = 2
	exitUnreachable = 3
	exitBooks       = reports.ExitBooks
	exitUnjudged    = reports.ExitUnjudged
	exitUnwritten   = reports.ExitUnwritten
	exitThreshold   = reports.ExitThreshold
	exitInterrupted = reports.ExitInterrupted
)

// codeMeaning is what a command says with its end.
type codeMeaning struct {
	code    int
	meaning string
}

func exitCodes() []codeMeaning {
	return []codeMeaning{
		{exitPassed, "passed"},
		{exitThreshold, "a threshold failed; explore found a new defect; a replay went another way; compare --fail-on regression found one"},
		{exitUsage, "the command or the file is wrong; runs cannot be compared"},
		{exitUnreachable, "the target or a port cannot be had before the load"},
		{exitBooks, "the books do not balance, or explore contradicts itself: a bug in wxload, so nothing it says counts"},
		{exitUnjudged, "unjudged: no request was settled, no threshold had anything to measure, or a latency is asked for while the load generator was saturated; explore saw no schedule, or none in which a request succeeded"},
		{exitUnwritten, "a report could not be written, or the numbers of the end not sent; the report for people is printed all the same"},
		{exitInterrupted, "the run was interrupted; its report covers what was done until then"},
	}
}

// exitMeaning says what a code of a command means; "" of one that no command has.
func exitMeaning(command string, code int) string {
	switch {
	case code == exitThreshold && command == "run":
		return "a threshold failed"
	case code == exitThreshold && command == "explore":
		return "explore found a new defect"
	case code == exitUsage && (command == "run" || command == "explore"):
		return "the command or the file is wrong"
	}
	for _, c := range exitCodes() {
		if c.code == code {
			return c.meaning
		}
	}
	return ""
}

// newExitCodesTopic is a help topic: a command that does nothing.
func newExitCodesTopic(words *lang.Words) *cobra.Command {
	var b strings.Builder
	b.WriteString(words.Say("Exit codes of wxload:") + "\n\n")
	var rows [][2]string
	for _, c := range exitCodes() {
		rows = append(rows, [2]string{fmt.Sprintf("  %3d", c.code), words.Say(c.meaning)})
	}
	_ = columns(&b, rows) // into memory
	b.WriteString("\n" + words.Say(`Where several hold, the first of 4, 130, 99, 6, 5 is the exit code. A target that dies during
the load fails thresholds (99); one that is dead at the start is no load (3).

"sim" does not tell good from bad: it exits with 0 whatever the script showed. Nor does one
shard of a run: "wxload merge" judges all of them, with these codes.`))
	return &cobra.Command{Use: "exit-codes", Short: "what each exit code means", Long: b.String(), Hidden: true} // the root's help names it
}
