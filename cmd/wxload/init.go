package main

import (
	"errors"
	"fmt"
	"io/fs"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/scenario"
)

func newInitCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "init [NAME]",
		Short: "Write a commented example scenario to NAME.yaml, or list the examples",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.listTemplates()
			}
			return p.writeTemplate(args[0])
		},
	}
}

func (p *program) listTemplates() error {
	t := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, template := range scenario.Templates() {
		fmt.Fprintf(t, "%s\t%s\n", template.Name, template.Summary)
	}
	return t.Flush()
}

func (p *program) writeTemplate(name string) error {
	data, err := scenario.ReadTemplate(name)
	if err != nil {
		return wrongUsage(`"wxload init" without a name lists them`, "%w", err)
	}
	file := name + ".yaml"
	err = p.createFile(file, data)
	if errors.Is(err, fs.ErrExist) {
		return wrongUsage("move it away, or go to another folder", "%s is there already and is left as it is", file)
	}
	if err != nil {
		return wrongUsage("", "%w", err)
	}
	_, err = fmt.Fprintf(p.stdout, "wrote %s; run it with: wxload run %s\n", file, file)
	return err
}
