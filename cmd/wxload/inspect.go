package main

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/script/inspect"
	"github.com/wxload/wxload/client/script/load"
)

const inspectHelp = `Find out what your own code does: a file with a request function, or the folder of a
mini program, also one that Taro, uni-app, wepy or mpvue has built.

The code runs in virtual time, against answers that watch how they are used. Nothing is
asked of the net. Shown are what pages call for a request; the login, where it carries
the code and what of its answer is the token; where requests carry the token and where it
is kept; what the code takes for a success and for a token that is not valid, and what it
does then; the domains; which functions of wx work here; what is missing in the folder.
What was not seen is unknown. Each guess names the line that it was seen at.

"wxload init --from PATH" makes a scenario of it.`

func newInspectCommand(p *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "inspect PATH",
		Short: "Find out what your own code does",
		Long:  inspectHelp,
		Example: `  wxload inspect ./miniprogram
  wxload inspect utils/request.js --format json`,
		Args: arguments(1, 1, "one PATH"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", format, "text", "json"); err != nil {
				return err
			}
			found, err := p.inspect(args[0])
			if err != nil {
				return err
			}
			if format == "json" {
				e := json.NewEncoder(p.stdout)
				e.SetIndent("", "  ")
				e.SetEscapeHTML(false)
				return e.Encode(found)
			}
			return found.WriteText(p.stdout, p.shownPath(args[0]), p.words)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

// inspect finds out what the code at a path does.
func (p *program) inspect(name string) (*inspect.Found, error) {
	defer collectSeldom()()
	root, entry, err := sourceRoot(p.path(name))
	if err != nil {
		return nil, wrongUsage("", "%w", err)
	}
	defer root.Close()
	project, err := load.New(root.FS(), entry, load.Limits{})
	if err != nil {
		return nil, wrongUsage(p.appHint(name, err), "%w", err)
	}
	own := &subjects{p: p}
	defer own.close()
	return own.inspected(root.FS(), project, name)
}
