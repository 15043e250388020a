package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/live/transport"
)

const runHelp = `Run a scenario on real sockets and report what the wrapper did wrong. Without FILE a
thousand clients go through cold starts, pages and the expiry of all tokens, against a mock
WeChat and a stand-in developer server on loopback.

The report goes to standard output; --out writes others: ` + "`--out json=report.json --out junit=junit.xml`" + `.
--record DIR keeps the traces of up to 20 clients that showed a defect: "wxload replay
DIR/client-000017.json" draws one, "wxload sim" runs it again. Ctrl-C ends the load, lets open
requests settle, and reports; a second one ends it at once. Exit codes: wxload help exit-codes.`

// runFlags win over the scenario file.
type runFlags struct {
	wrapper      string
	clients      int
	duration     time.Duration
	seed         uint64
	target       string
	out          []string
	part         string
	startAt      string
	quiet        bool
	record       string
	answers      string
	metrics      string
	ui           string
	uiToken      string
	otlp         string
	remoteWrite  string
	allowHosts   []string
	allowRelease bool
}

func newRunCommand(p *program) *cobra.Command {
	f := &runFlags{}
	cmd := &cobra.Command{
		Use:   "run [FILE]",
		Short: "Run a scenario with clients on real sockets",
		Long:  runHelp,
		Example: `  wxload run --clients 500 --duration 30s
  wxload run shop.yaml --target http://127.0.0.1:3000 --out json=report.json`,
		Args: arguments(0, 1, "one FILE at most"),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			defer survivePipes()()
			return p.runScenario(ctx, stop, f, cmd.Flags(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.wrapper, "wrapper", "", "wrapper to run, by its `ID`: \"wxload wrappers\" lists them; or the path of your own, a .js or .ts file")
	flags.IntVar(&f.clients, "clients", 0, "`NUMBER` of virtual clients; stages keep their proportions")
	flags.DurationVar(&f.duration, "duration", 0, "length of the load, a `TIME` such as 30s; stages and events keep their proportions")
	flags.Uint64Var(&f.seed, "seed", 0, "seed of all randomness, a `NUMBER`")
	targetFlag(flags, f)
	flags.StringArrayVar(&f.out, "out", nil, "write a report, as `FORMAT=PATH` ("+strings.Join(outputFormats(), ", ")+"; path - is standard output)")
	flags.StringVar(&f.record, "record", "", "keep the traces of clients that show a defect in the folder `DIR`, for replay and sim")
	flags.StringVar(&f.answers, "record-answers", "", "keep what the target answers in the folder `DIR`, for a scenario's answers")
	flags.StringVar(&f.metrics, "metrics", "", "serve the run's numbers to Prometheus at `ADDR`, under /metrics")
	flags.StringVar(&f.ui, "ui", "", "show the run as a page at `ADDR`, such as 127.0.0.1:0, while it goes on")
	flags.StringVar(&f.uiToken, "ui-token", "", "`TOKEN` that the page asks for; without one --ui is for this machine alone")
	flags.StringVar(&f.otlp, "otlp", "", "send the run's numbers to an OpenTelemetry collector at the base `URL`")
	flags.StringVar(&f.remoteWrite, "remote-write", "", "send the run's numbers by Prometheus' remote write to the `URL`")
	flags.StringVar(&f.part, "shard", "", "run the part `I/N` of the clients, for \"wxload merge\"; auto/N: that of a pod of a Kubernetes Indexed Job")
	flags.StringVar(&f.startAt, "start-at", "", "begin the load at `TIME`, as RFC 3339 or in seconds since 1970")
	flags.BoolVar(&f.quiet, "quiet", false, "show no progress")
	safetyFlags(flags, f)
	return cmd
}

func targetFlag(flags *pflag.FlagSet, f *runFlags) {
	flags.StringVar(&f.target, "target", "", "base `URL` of the developer server, or embedded")
}

func safetyFlags(flags *pflag.FlagSet, f *runFlags) {
	flags.StringArrayVar(&f.allowHosts, "allow-host", nil, "allow a `HOST`, or HOST:PORT, that is not loopback")
	flags.BoolVar(&f.allowRelease, "allow-release", false, "allow envVersion release")
}

func (p *program) runScenario(ctx context.Context, stop func(), f *runFlags, set *pflag.FlagSet, args []string) error {
	return p.withScenario(ctx, f, set, args, func(s *scenario.Scenario, info wrapper.Info) error {
		file := ""
		if len(args) > 0 {
			file = args[0]
		}
		return p.load(ctx, stop, f, s, info, p.ciFiles(file, s.Wrapper.ID, f.folder(set, args)))
	})
}

// withScenario does something with a scenario that is complete: with the flags, the files
// that it names, and its wrapper.
func (p *program) withScenario(ctx context.Context, f *runFlags, set *pflag.FlagSet, args []string, do func(*scenario.Scenario, wrapper.Info) error) error {
	s, err := p.scenario(args, f.wrapper)
	if len(args) == 0 && scenario.IsApp(f.wrapper) {
		s, err = p.draftOf(f.wrapper)
	}
	if err != nil {
		return err
	}
	if err := f.apply(s, set, args); err != nil {
		return err
	}
	if len(args) > 0 {
		if err := p.readFeed(s, args[0]); err != nil {
			return err
		}
		closeFiles, err := p.openUploads(s, args[0])
		if err != nil {
			return err
		}
		defer closeFiles()
	}
	own := &subjects{p: p, ctx: ctx, shape: backendShape(s), live: true, user: s.Platform, calls: s.Wrapper.Calls}
	defer own.close()
	info, err := own.open(s.Wrapper.ID, f.folder(set, args))
	if err != nil {
		return err
	}
	if err := checkPages(s, info); err != nil {
		return err
	}
	if err := checkTransfers(s, info); err != nil {
		return err
	}
	ownTokenKey(s, info)
	return do(s, info)
}

// load runs a scenario that is complete, and reports what came of it. stop ends ctx.
func (p *program) load(ctx context.Context, stop func(), f *runFlags, s *scenario.Scenario, info wrapper.Info, files reports.Files) error {
	shard, err := f.shard(s, time.Now())
	if err != nil {
		return err
	}
	outputs, err := p.openOutputs(f.out, false)
	if err != nil {
		return err
	}
	defer outputs.discard()
	outputs.files = files
	if shard.Of > 0 && len(outputs.results.files) == 0 {
		p.warn("without --out result=FILE there is nothing of this shard to merge", "")
	}
	records, err := p.records("--record", f.record)
	if err != nil {
		return err
	}
	answers, err := p.records("--record-answers", cmp.Or(f.answers, s.RecordAnswers))
	if err != nil {
		return err
	}
	shown, err := p.openMetrics(f, s, shard)
	if err != nil {
		return err
	}
	defer shown.close()
	page, err := p.servePage(f, s, info.ID, stop)
	if err != nil {
		return err
	}
	defer page.close()
	watch := shown.watcher()
	watch.Reported = page.reported()
	if shard.StartAt.After(time.Now()) {
		fmt.Fprintln(p.stderr, p.words.Sprintf("the load begins at %s", shard.StartAt.Format(time.RFC3339)))
	}
	defer keepRoom()()
	show := p.newProgress(s, shard.Share(s.Clients.Count), f.quiet)
	report, err := live.Run(ctx, s, info, live.Options{Version: version(), AllowHost: s.Permits(f.allowHosts), Progress: show.update, Record: records, Answers: answers, Watch: watch, Shard: shard, Result: outputs.results.begin()})
	show.end()
	page.end(report, err)
	if err != nil {
		return runFailure(ctx, err)
	}
	unsent := shown.end(ctx, report)
	written := p.deliver(report, outputs)
	if unsent != nil {
		p.tell("error", unsent.Error(), "")
	}
	shown.await(ctx)
	if code := reports.ExitCode(report, !written || unsent != nil); code != exitPassed {
		return exitStatus(code)
	}
	return nil
}

// folder is where the path of a user's own wrapper starts: beside the file that names
// it.
func (f *runFlags) folder(set *pflag.FlagSet, args []string) string {
	if set.Changed("wrapper") || len(args) == 0 {
		return ""
	}
	return filepath.Dir(args[0])
}

// records makes the folder for traces, or for answers; empty where there is to be none.
func (p *program) records(flag, folder string) (string, error) {
	if folder == "" {
		return "", nil
	}
	path := p.path(folder)
	if err := record.Prepare(path); err != nil {
		return "", &failure{exitUsage, fmt.Errorf("%s %s: %w", flag, folder, err), "name a folder that can be written"}
	}
	return path, nil
}

// scenario reads the file, or takes the built-in scenario.
// wrapper is what a flag names, which is in the place of the file's own where it is a
// mini program: such a flow can be another one's.
func (p *program) scenario(args []string, wrapper string) (*scenario.Scenario, error) {
	if len(args) == 0 {
		return scenario.Default(), nil
	}
	opt := scenarioOptions()
	if scenario.IsApp(wrapper) {
		opt.Wrapper = wrapper
	}
	return p.scenarioFile(args[0], opt)
}

func (p *program) scenarioFile(name string, opt scenario.Options) (*scenario.Scenario, error) {
	data, err := p.readFile(name)
	if err != nil {
		hint := `"wxload init" writes an example`
		if has(p.path(name), "app.json") {
			hint = `"wxload init --from ` + folderName(name) + `" writes a scenario of it`
		}
		return nil, &failure{exitUsage, err, hint}
	}
	s, err := scenario.Parse(name, data, opt)
	if err != nil {
		return nil, &failure{exitUsage, err, `"wxload schema" prints a schema for editors`}
	}
	return s, nil
}

// runFailure gives an error before the load its exit code.
func runFailure(ctx context.Context, err error) error {
	if unavailable, is := errors.AsType[*backend.UnavailableError](err); is {
		return &failure{exitUnreachable, err, unavailable.Hint}
	}
	if misfit, is := errors.AsType[*backend.MisfitError](err); is {
		return &failure{exitUsage, err, misfit.Hint}
	}
	if limit, is := errors.AsType[*transport.LimitError](err); is {
		return &failure{exitUnreachable, fmt.Errorf("not enough %s: %s are needed, there are %s", limit.What, number(limit.Need), number(limit.Have)),
			limit.Hint + "; the keys are platform.connections and clients.count (--clients)"}
	}
	if ctx.Err() != nil {
		return &failure{exitInterrupted, errors.New("interrupted before the load began"), ""}
	}
	return &failure{exitUnreachable, err, ""}
}

func isTerminal(w io.Writer) bool {
	f, is := w.(*os.File)
	return is && term.IsTerminal(int(f.Fd()))
}

// exitStatus ends the program with a code whose reason was told already.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }
