package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersionCommand(p *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Print the version of wxload. JSON has the Go version, the system and the processor that it
was built for as well.`,
		Example: `  wxload version
  wxload version --format json`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return p.printVersion(format) },
	}
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func (p *program) printVersion(format string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	if format == "json" {
		return json.NewEncoder(p.stdout).Encode(struct {
			Version string `json:"version"`
			Go      string `json:"go"`
			OS      string `json:"os"`
			Arch    string `json:"arch"`
		}{version(), runtime.Version(), runtime.GOOS, runtime.GOARCH})
	}
	_, err := fmt.Fprintf(p.stdout, "wxload %s\n", version())
	return err
}

// version is the module's version, as the go command stamped it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}
