package main

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/script/reference"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/capture"
)

func newInitCommand(p *program) *cobra.Command {
	var from, target string
	cmd := &cobra.Command{
		Use:   "init [NAME]",
		Short: "Write a scenario, or list the examples",
		Long: `Write an example scenario, or the right request function; without NAME they are listed.
With --from PATH a scenario is written for what you have, NAME.yaml:
  your own code, a file with a request function or the folder of a mini program: what
  "wxload inspect PATH" finds;
  requests that another tool keeps: a HAR file of the developer tools, Charles or whistle
  (.har), curl commands (.curl), a collection of Postman or an OpenAPI 3 description (.json,
  .yaml). Tokens, cookies, keys and telephone numbers in them are replaced.
Nothing is sent. What could not be found, or is not in it, is listed.`,
		Example: `  wxload init token-expiry
  wxload init shop --from recorded.har --target http://127.0.0.1:3000`,
		Args: arguments(0, 1, "one NAME at most"),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case capture.Reads(from):
				return p.initFromCapture(strings.Join(args, ""), from, target)
			case from != "":
				return p.initFrom(strings.Join(args, ""), from, target)
			case target != "":
				return wrongUsage("add --from PATH", "--target is for a scenario of what you have")
			case len(args) == 0:
				return p.listTemplates()
			}
			return p.writeTemplate(args[0])
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "write a scenario for the code, or the recorded requests, at `PATH`")
	cmd.Flags().StringVar(&target, "target", "", "with --from: base `URL` of your backend (default wxload's stand-in)")
	return cmd
}

func (p *program) listTemplates() error {
	var rows [][2]string
	for _, template := range scenario.Templates() {
		rows = append(rows, [2]string{template.Name, template.Summary})
	}
	for _, x := range copies() {
		rows = append(rows, [2]string{x.name, x.summary})
	}
	return p.columns(rows)
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
	name = strings.TrimSuffix(name, ".yaml")
	file, mark, then := name+".yaml", "#", "run it with: wxload run "+name+".yaml"
	data, err := scenario.ReadTemplate(name)
	for _, x := range copies() {
		if x.name == name {
			file, mark, then = x.file, "//", "search it with: wxload explore late-401 --wrapper "+x.file
			data, err = reference.Files.ReadFile(x.file)
		}
	}
	if err != nil {
		return wrongUsage(`"wxload init" without a name lists them`, "%w", err)
	}
	err = p.createFile(file, []byte(p.words.Comments(string(data), mark)))
	if errors.Is(err, fs.ErrExist) {
		return wrongUsage("move it away, or go to another folder", "%s is there already and is left as it is", file)
	}
	if err != nil {
		return wrongUsage("", "%w", err)
	}
	return p.printf("wrote %s; %s\n", file, then)
}
