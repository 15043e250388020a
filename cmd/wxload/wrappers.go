package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
)

func newWrappersCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "wrappers",
		Short: "List the request wrappers, and what each is known to get wrong",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return p.listWrappers() },
	}
}

func (p *program) listWrappers() error {
	width := 0
	for _, info := range wrapper.All() {
		width = max(width, len(info.ID))
	}
	for _, info := range wrapper.All() {
		if _, err := fmt.Fprintf(p.stdout, "%-*s  %s\n", width, info.ID, info.Summary); err != nil {
			return err
		}
		if info.Holes == "" {
			continue
		}
		if _, err := fmt.Fprintf(p.stdout, "%-*s    wrong: %s\n", width, "", info.Holes); err != nil {
			return err
		}
	}
	return nil
}
