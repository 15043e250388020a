package main

import (
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports/suggest"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/sim"
)

const simHelp = `Run one timed script with one wrapper in virtual time and show what happens: every
call, answer and token at its millisecond. The same script gives the same result,
always. The exit code is 0 whatever the script shows.

A script is JSON; "-" reads it from standard input. Times are milliseconds:

  {"name": "late 401",
   "initial": {"token": "valid", "session": "valid"},
   "actions": [{"at": 0, "do": "launch"},
               {"at": 1000, "do": "request", "name": "fast"},
               {"at": 1000, "do": "request", "name": "slow"}],
   "latencies": {"request": {"default": 50, "byName": {"slow": [900]}}},
   "faults": [{"type": "expireAll", "at": 900}]}

Your own wrapper is a file that exports request(call), where call is {name, url, method,
data, header, identity}, or one of the usual shapes, such as request(url, data, method).

A record of "wxload run --record DIR" has such a script in it, with the latencies and the
settings of the run. scenario/sim/README.md lists what else a script can hold.`

func newSimCommand(p *program) *cobra.Command {
	var id, shape, format string
	cmd := &cobra.Command{
		Use:   "sim SCRIPT --wrapper ID",
		Short: "Run a timed script in virtual time",
		Long:  simHelp,
		Example: `  wxload sim late-401.json --wrapper template
  wxload sim records/client-000017.json --wrapper reference --format json`,
		Args: arguments(1, 1, "one SCRIPT"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.sim(args[0], id, shape, format)
		},
	}
	cmd.Flags().StringVar(&id, "wrapper", "", `the wrapper's id, one of those that "wxload wrappers" lists; or the path of your own, a .js or .ts file`)
	cmd.Flags().StringVar(&shape, "shape", "", "the backend of your own wrapper: template, flyjs, taro, egg or userclass (default what the code expects)")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	return cmd
}

func (p *program) sim(file, id, shape, format string) error {
	if err := oneOf("format", format, "text", "json"); err != nil {
		return err
	}
	data, err := p.readFile(file)
	if err != nil {
		return wrongUsage("", "%w", err)
	}
	if _, err := schemaOf(file, data, record.Schema); err != nil {
		return err
	}
	script, err := sim.Parse(data)
	if err != nil {
		return wrongUsage(`"wxload sim --help" shows what a script looks like`, "%s: %w", file, err)
	}
	own := &subjects{p: p, shape: shape, calls: script.Calls}
	defer own.close()
	info, err := own.open(id, "")
	if err != nil {
		return err
	}
	if err := script.CheckPages(info.Pages); err != nil {
		return wrongUsage("the routes stand in app.json", "%s: %w", file, err)
	}
	if callsUnknown(info) && script.Requests() {
		return wrongUsage("let the script open a page of its own, or name the function in its calls", callsAreUnknown, info.ID)
	}
	result := sim.Run(script, info)
	if result.StoppedAt != nil {
		p.warn(fmt.Sprintf("stopped at %d ms of virtual time: more happened than is kept", *result.StoppedAt),
			"does something repeat without end? a smaller horizon, or longer latencies, show the start of it")
	}
	if format == "json" {
		return json.NewEncoder(p.stdout).Encode(result)
	}
	return result.WriteText(p.stdout, p.words)
}

// findWrapper returns the wrapper with the id, or a failure that names the
// nearest one.
func findWrapper(id string) (wrapper.Info, error) {
	if id == "" {
		return wrapper.Info{}, wrongUsage(`add --wrapper ID; "wxload wrappers" lists the ids`, "no wrapper given")
	}
	info, known := wrapper.Find(id)
	if known {
		return info, nil
	}
	var ids []string
	for _, info := range wrapper.All() {
		ids = append(ids, info.ID)
	}
	return wrapper.Info{}, wrongUsage(wrappersHint, "unknown wrapper %q%s", id, suggest.Hint(id, ids))
}

const wrappersHint = `"wxload wrappers" lists the ids`
