package main

import (
	"errors"
	"math"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
)

func newValidateCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "validate FILE...",
		Short: "Check scenario files without sending anything",
		Example: `  wxload validate shop.yaml
  wxload validate scenarios/*.yaml`,
		Args: arguments(1, math.MaxInt, "one FILE or more"),
		RunE: func(_ *cobra.Command, args []string) error { return p.validate(args) },
	}
}

// validate checks every file, whatever is wrong with those before it.
func (p *program) validate(files []string) error {
	bad := 0
	for _, file := range files {
		problems := p.problems(file)
		if len(problems) == 0 {
			problems = []string{p.words.Sprintf("%s: ok", file)}
		} else {
			bad++
		}
		for _, line := range problems {
			if err := p.print(line + "\n"); err != nil {
				return err
			}
		}
	}
	if bad > 0 {
		return wrongUsage(`"wxload init" lists examples; "wxload schema" prints a schema for editors`,
			"%d of %d scenario files cannot be used", bad, len(files))
	}
	return nil
}

// problems says in lines what is wrong with a file.
func (p *program) problems(file string) []string {
	data, err := p.readFile(file)
	if err != nil {
		return []string{err.Error()}
	}
	s, err := scenario.Parse(file, data, scenarioOptions())
	if err == nil {
		err = p.readFeed(s, file)
	}
	if err == nil {
		closeFiles, unopened := p.openUploads(s, file)
		if err = unopened; err == nil {
			closeFiles()
			err = p.checkOwnTransfers(s, file)
		}
	}
	found, is := errors.AsType[scenario.Problems](err)
	if err != nil && !is {
		return []string{file + ": " + err.Error()}
	}
	var lines []string
	for _, problem := range found {
		line := problem.Error()
		if problem.File == "" { // found by comparing with another file
			line = file + ": " + line
		}
		lines = append(lines, line)
	}
	return lines
}

// scenarioOptions tell the reader of scenarios which wrappers there are, and what
// backend each was written for.
func scenarioOptions() scenario.Options {
	shapes := map[string]string{}
	for _, info := range wrapper.All() {
		shapes[info.ID] = info.Shape
	}
	return scenario.Options{Wrappers: shapes}
}
