package main

import (
	"github.com/spf13/cobra"

	"github.com/wxload/wxload/scenario"
)

const schemaHelp = `Print the JSON Schema of scenario files. Editors that know the YAML language server
complete and check the keys of a file that begins with this line:

  # yaml-language-server: $schema=wxload.schema.json`

func newSchemaCommand(p *program) *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print a JSON Schema of scenario files",
		Long:  schemaHelp,
		Example: `  wxload schema > wxload.schema.json
  wxload schema | grep -A 3 poll_delay`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := p.stdout.Write(scenario.Schema())
			return err
		},
	}
}
