package main

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports/suggest"
	"github.com/wxload/wxload/scenario"
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
	var f simFlags
	cmd := &cobra.Command{
		Use:   "sim SCRIPT --wrapper ID",
		Short: "Run a timed script in virtual time",
		Long:  simHelp,
		Example: `  wxload sim late-401.json --wrapper template
  wxload sim records/client-000017.json --wrapper reference --format json`,
		Args: arguments(1, 1, "one SCRIPT"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.sim(args[0], &f)
		},
	}
	cmd.Flags().StringVar(&f.wrapper, "wrapper", "", `the wrapper's id, one of those that "wxload wrappers" lists; or the path of your own, a .js or .ts file`)
	cmd.Flags().StringVar(&f.shape, "shape", "", "the backend of your own wrapper: template, flyjs, taro, egg or userclass (default what the code expects)")
	cmd.Flags().StringVar(&f.scenario, "scenario", "", "the `FILE` of a scenario whose target is the backend of your own wrapper")
	cmd.Flags().StringVar(&f.format, "format", "text", "text or json")
	return cmd
}

type simFlags struct{ wrapper, shape, scenario, format string }

// subjects are a user's own wrappers, with the backend that the flags name.
func (f *simFlags) subjects(p *program, calls []string) (*subjects, error) {
	own := &subjects{p: p, shape: f.shape, calls: calls}
	switch {
	case f.scenario == "":
		return own, nil
	case f.wrapper != "" && !scenario.IsPath(f.wrapper):
		return nil, wrongUsage("leave the flag out", "--scenario names the backend of your own wrapper, and %q comes with its own", f.wrapper)
	}
	file, err := p.scenarioFile(f.scenario, scenarioOptions())
	if err != nil {
		return nil, err
	}
	own.shape, own.given, own.hosts, own.elsewhere = cmp.Or(f.shape, namedShape(file)), fileBackend(file), file.TargetHosts(), file.OtherDomains()
	own.user = file.Platform
	if len(calls) == 0 {
		own.calls = file.Wrapper.Calls
	}
	return own, nil
}

func (p *program) sim(file string, f *simFlags) error {
	if err := oneOf("format", f.format, "text", "json"); err != nil {
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
	own, err := f.subjects(p, script.Calls)
	if err != nil {
		return err
	}
	defer own.close()
	info, err := own.open(f.wrapper, "")
	if err != nil {
		return err
	}
	if script.Ticket && scenario.IsPath(f.wrapper) && !info.Defaults.Target.TwoSteps() {
		p.warn(file+": its logins have two steps, and where "+info.ID+" does the first one is not known: it is taken for the stand-in's own", "add --scenario FILE, whose target has login.ticket")
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
	if f.format == "json" {
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
