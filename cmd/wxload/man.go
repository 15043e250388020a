package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

const manHelp = `Write a manual page of each command into the folder DIR, as wxload.1, wxload-run.1 and so on.
What is there under these names is written anew. The pages are in the language of --lang.`

func newManCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write manual pages",
		Long:  manHelp,
		Example: `  wxload man /usr/local/share/man/man1
  wxload man pages && man pages/wxload-run.1`,
		Args: arguments(1, 1, "one DIR"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.writeManual(cmd.Root(), args[0]) },
	}
}

func (p *program) writeManual(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(p.path(dir), 0o755); err != nil {
		return &failure{exitUsage, fileError("make the folder", dir, err), ""}
	}
	for _, cmd := range append(root.Commands(), root) {
		if cmd != root && !cmd.IsAvailableCommand() {
			continue // a topic, which the root's page has
		}
		page := manualPage{words: p.words, cmd: cmd}
		name := filepath.Join(dir, page.name()+".1")
		if err := p.replaceFile(name, page.roff()); err != nil {
			return &failure{exitUsage, err, ""}
		}
	}
	_, err := fmt.Fprintln(p.stdout, filepath.ToSlash(filepath.Join(dir, "wxload.1")))
	return err
}
