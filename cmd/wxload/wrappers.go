package main

import (
	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
)

func newWrappersCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "wrappers",
		Short: "List the wrappers, and what they get wrong",
		Example: `  wxload wrappers
  wxload wrappers | grep -A 2 flyjs`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return p.listWrappers() },
	}
}

func (p *program) listWrappers() error {
	var rows [][2]string
	for _, info := range wrapper.All() {
		rows = append(rows, [2]string{info.ID, info.Summary})
		if info.Holes != "" {
			rows = append(rows, [2]string{"", "wrong: " + info.Holes})
		}
	}
	return p.columns(rows)
}
