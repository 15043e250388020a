package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// stamped is set by the linker alone, where the go command sees no repository:
//
//	go build -ldflags "-X main.stamped=v1.2.3" ./cmd/wxload
var stamped string

func newVersionCommand(p *program) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Long: `Print the version of wxload. JSON has the Go version, the system and the processor that it
was built for as well, and the commit where that is known.`,
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
			Version string  `json:"version"`
			Go      string  `json:"go"`
			OS      string  `json:"os"`
			Arch    string  `json:"arch"`
			Commit  *string `json:"commit"`
		}{version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, commit()})
	}
	_, err := fmt.Fprintf(p.stdout, "wxload %s\n", version())
	return err
}

// version is what the linker stamped, else the module's version as the go command did.
func version() string {
	known := ""
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "(devel)" {
		known = info.Main.Version
	}
	return cmp.Or(stamped, known, "devel")
}

// commit is the revision that the go command built; nil where it saw no repository.
func commit() *string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return &setting.Value
		}
	}
	return nil
}
