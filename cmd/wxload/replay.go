package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim/explore"
	"github.com/wxload/wxload/scenario/sim/explore/draw"
)

const replayHelp = `Run the schedule of a replay file again, and draw what happens. The file is one that
"wxload explore --out DIR" wrote; "-" reads it from standard input.

Every choice, and all that comes of it, must be as it was; where the wrapper or the
rules have changed since, the command says where the run goes another way, and exits
with 99.

The formats: text, html (one page to attach to a bug report), mermaid (for an issue on a
code host, in a block that begins with ` + "```mermaid" + `) and json.`

func newReplayCommand(p *program) *cobra.Command {
	var format, out string
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Run what explore found again, and draw its timeline",
		Long:  replayHelp,
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.replay(args[0], format, out)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, html, json or mermaid")
	cmd.Flags().StringVar(&out, "out", "", "write to `PATH` instead of standard output")
	return cmd
}

func (p *program) replay(file, format, out string) error {
	write := drawing(format)
	if write == nil {
		return wrongUsage("use --format text, html, json or mermaid", "unknown format %q", format)
	}
	data, err := p.readFile(file)
	if err != nil {
		return wrongUsage(`"wxload explore --out DIR" writes replay files`, "%w", err)
	}
	recorded, err := explore.ParseReplay(data)
	if err != nil {
		return wrongUsage(`"wxload explore --out DIR" writes replay files`, "%s: %w", file, err)
	}
	if _, known := wrapper.Find(recorded.Wrapper); !known {
		return wrongUsage(wrappersHint, "%s: unknown wrapper %q", file, recorded.Wrapper)
	}
	timeline, err := recorded.Run()
	if err != nil {
		return &failure{exitThreshold, fmt.Errorf("%s: %w", file, err),
			fmt.Sprintf("the wrapper or wxload has changed since version %s wrote the file; explore searches anew", recorded.Version)}
	}
	var text bytes.Buffer
	if err := write(&text, timeline); err != nil {
		return err
	}
	if out == "" || out == "-" {
		_, err = p.stdout.Write(text.Bytes())
		return err
	}
	if err := p.replaceFile(out, text.Bytes()); err != nil {
		return &failure{exitUsage, err, "does the folder exist?"}
	}
	return nil
}

// drawing writes a timeline in a format; nil where there is none of that name.
func drawing(format string) func(io.Writer, *explore.Timeline) error {
	switch format {
	case "text":
		return draw.Text
	case "html":
		return draw.HTML
	case "json":
		return draw.JSON
	case "mermaid":
		return draw.Mermaid
	default:
		return nil
	}
}
