package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/script/reference"
	"github.com/wxload/wxload/scenario"
)

func newInitCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "init [NAME]",
		Short: "Write an example scenario, or list them",
		Example: `  wxload init
  wxload init token-expiry`,
		Args: arguments(0, 1, "one NAME at most"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.listTemplates()
			}
			return p.writeTemplate(args[0])
		},
	}
}

func (p *program) listTemplates() error {
	var rows [][2]string
	for _, template := range scenario.Templates() {
		rows = append(rows, [2]string{template.Name, template.Summary})
	}
	for _, x := range copies() {
		rows = append(rows, [2]string{x.name, x.summary})
	}
	return columns(p.stdout, rows)
}

// copied is code to copy into a mini program.
type copied struct{ name, file, summary string }

func copies() []copied {
	return []copied{
		{"reference-js", "reference.js", "the right request function, in JavaScript"},
		{"reference-ts", "reference.ts", "the right request function, in TypeScript"},
	}
}

func (p *program) writeTemplate(name string) error {
	file, then := name+".yaml", "run it with: wxload run "+name+".yaml"
	data, err := scenario.ReadTemplate(name)
	for _, x := range copies() {
		if x.name == name {
			file, then = x.file, "search it with: wxload explore late-401 --wrapper "+x.file
			data, err = reference.Files.ReadFile(x.file)
		}
	}
	if err != nil {
		return wrongUsage(`"wxload init" without a name lists them`, "%w", err)
	}
	err = p.createFile(file, data)
	if errors.Is(err, fs.ErrExist) {
		return wrongUsage("move it away, or go to another folder", "%s is there already and is left as it is", file)
	}
	if err != nil {
		return wrongUsage("", "%w", err)
	}
	_, err = fmt.Fprintf(p.stdout, "wrote %s; %s\n", file, then)
	return err
}
