package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/timeline"
	"github.com/wxload/wxload/scenario/timeline/draw"
)

const replayHelp = `Run the schedule of a replay file again, and draw what happens. The file is one that
"wxload explore --out DIR" wrote; "-" reads it from standard input. A record of
"wxload run --record DIR" is drawn as it was; "wxload sim" runs its script.

Every choice, and all that comes of it, must be as it was; where the wrapper or the
rules have changed since, the command says where the run goes another way, and exits
with 99.

With --live the same order is made to happen once more, with real sockets between the
client, the mock WeChat and the stand-in developer server. A gate in front of both holds
each request and each answer back until its turn. The command then tells whether the same
defect appeared, and exits with 99 where it did not.

With a scenario, ` + "`wxload replay FILE --live FILE.yaml`" + `, that happens against its target and
its mock, embedded or elsewhere, with its domains and its wrapper's settings, and the pages
request what its flow requests. The order, the wrapper, and what the client holds at the
start stay the replay's; load, latencies, events, faults and thresholds do not count.

The formats: text, html (one page to attach to a bug report), mermaid (for an issue on a
code host, in a block that begins with ` + "```mermaid" + `) and json.`

func newReplayCommand(p *program) *cobra.Command {
	var format, out string
	var live liveFlags
	cmd := &cobra.Command{
		Use:   "replay FILE [--live [FILE.yaml]]",
		Short: "Run what explore found again, and draw it",
		Long:  replayHelp,
		Example: `  wxload replay late-401-1.json --format html --out late-401.html
  wxload replay late-401-1.json --live shop.yaml`,
		Args: arguments(1, 2, "one FILE, and with --live one FILE.yaml more"),
		RunE: func(cmd *cobra.Command, args []string) error {
			write := drawing(format)
			if write == nil {
				return unknownWord("format", format, []string{"text", "html", "json", "mermaid"}, "--format ")
			}
			if err := live.check(args, cmd.Flags().Changed("format") || cmd.Flags().Changed("out")); err != nil {
				return err
			}
			own := &subjects{p: p}
			defer own.close()
			recorded, info, shown, err := p.readReplay(own, args[0])
			switch {
			case err != nil:
				return err
			case live.on && recorded == nil:
				return wrongUsage(`"wxload sim" runs it again`, "%s: a record was live already", args[0])
			case live.on:
				ctx, stop := untilSignal(cmd.Context())
				defer stop()
				return p.confirm(ctx, &live, args, recorded, info)
			}
			return p.draw(shown, write, out)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, html, json or mermaid")
	cmd.Flags().StringVar(&out, "out", "", "write to `PATH` instead of standard output")
	cmd.Flags().BoolVar(&live.on, "live", false, "make it happen on real sockets, and tell whether the defect appears")
	cmd.Flags().StringArrayVar(&live.allowHosts, "allow-host", nil, "with --live: allow a `HOST`, or HOST:PORT, that is not loopback")
	cmd.Flags().BoolVar(&live.allowRelease, "allow-release", false, "with --live: allow envVersion release")
	return cmd
}

const replayHint = `"wxload explore --out DIR" writes replay files, "wxload run --record DIR" records`

// readReplay reads a replay file and makes its run again. A record has a timeline
// only.
func (p *program) readReplay(own *subjects, file string) (r *explore.Replay, info wrapper.Info, shown *timeline.Timeline, err error) {
	data, err := p.readFile(file)
	if err != nil {
		return nil, info, nil, wrongUsage(replayHint, "%w", err)
	}
	if err := noJSON(file, data, replayHint); err != nil {
		return nil, info, nil, err
	}
	schema, err := schemaOf(file, data, explore.ReplaySchema, record.Schema)
	if err != nil {
		return nil, info, nil, err
	}
	if schema == record.Schema {
		kept, err := record.Parse(data)
		if err != nil {
			return nil, info, nil, wrongUsage(`"wxload run --record DIR" writes records`, "%s: %w", file, err)
		}
		return nil, info, kept.Timeline(), nil
	}
	if r, err = explore.ParseReplay(data); err != nil {
		return nil, info, nil, wrongUsage(`"wxload explore --out DIR" writes replay files`, "%s: %w", file, err)
	}
	if info, err = p.subjectOf(own, file, r); err != nil {
		return nil, info, nil, err
	}
	if shown, err = r.Run(info); err != nil {
		return nil, info, nil, &failure{exitThreshold, fmt.Errorf("%s: %w", file, err),
			fmt.Sprintf("the wrapper or wxload has changed since version %s wrote the file; explore searches anew", r.Version)}
	}
	return r, info, shown, nil
}

// subjectOf is the wrapper of a replay. Where it is a user's own, its files may have
// changed since.
func (p *program) subjectOf(own *subjects, file string, r *explore.Replay) (wrapper.Info, error) {
	if r.Source == "" {
		info, known := wrapper.Find(r.Wrapper)
		if !known {
			return info, wrongUsage(wrappersHint, "%s: unknown wrapper %q", file, r.Wrapper)
		}
		return info, nil
	}
	own.shape, own.given, own.hosts, own.elsewhere, own.calls = r.Shape, r.Backend, r.Hosts, r.Elsewhere, r.Calls
	info, err := own.open(r.Wrapper, "")
	if err == nil && info.Source != r.Source {
		p.warn(fmt.Sprintf("%s: the files of %s have changed since the search", file, r.Wrapper), "")
	}
	return info, err
}

func (p *program) draw(shown *timeline.Timeline, write func(io.Writer, *timeline.Timeline, *lang.Words) error, out string) error {
	var text bytes.Buffer
	if err := write(&text, shown, p.words); err != nil {
		return err
	}
	if out == "" || out == "-" {
		_, err := p.stdout.Write(text.Bytes())
		return err
	}
	if err := p.replaceFile(out, text.Bytes()); err != nil {
		return &failure{exitUsage, err, folderHint(err)}
	}
	return nil
}

// drawing writes a timeline in a format; nil where there is none of that name.
func drawing(format string) func(io.Writer, *timeline.Timeline, *lang.Words) error {
	switch format {
	case "text":
		return draw.Text
	case "html":
		return draw.HTML
	case "json":
		return func(w io.Writer, t *timeline.Timeline, _ *lang.Words) error { return draw.JSON(w, t) }
	case "mermaid":
		return draw.Mermaid
	default:
		return nil
	}
}
