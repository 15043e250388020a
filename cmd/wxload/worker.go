package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/live"
	"github.com/wxload/wxload/scenario/live/locust"
)

const workerHelp = `Work for a Locust master, in the place of Locust's own workers: it says how many clients of
the scenario are active, and its page shows requests, failures and latencies by name, duplicate
logins and other defects as failures of their own.

--locustfile prints a locustfile for the master. With it the master gets the whole result of
each worker when a test ends, has "wxload merge" judge them together, and takes its exit code.
A worker has as many clients as clients.count says, all different from those of others; what
load says does not count. It ends when the master does, and judges nothing.`

func newWorkerCommand(p *program) *cobra.Command {
	f := &runFlags{}
	var master string
	var file bool
	cmd := &cobra.Command{
		Use:   "worker FILE --locust HOST:PORT",
		Short: "Let a Locust master drive the clients",
		Long:  workerHelp,
		Example: `  wxload worker --locustfile > locustfile.py
  locust -f locustfile.py --master --enable-rebalancing
  wxload worker --locust 127.0.0.1:5557 shop.yaml`,
		Args: arguments(0, 1, "one FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if file {
				return p.printLocustfile(master, args)
			}
			if err := checkMaster(master, args); err != nil {
				return err
			}
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			defer survivePipes()()
			return p.work(ctx, master, f, cmd.Flags(), args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&master, "locust", "", "`HOST:PORT` of the master")
	flags.BoolVar(&file, "locustfile", false, "print a locustfile for the master")
	targetFlag(flags, f)
	outFlag(cmd, &f.out)
	safetyFlags(flags, f)
	return cmd
}

func (p *program) printLocustfile(master string, args []string) error {
	if master != "" || len(args) > 0 {
		return wrongUsage("", "--locustfile stands alone")
	}
	if _, err := io.WriteString(p.stdout, locust.File()); err != nil {
		return &failure{exitUnwritten, fileError("write", "standard output", err), ""}
	}
	return nil
}

func checkMaster(master string, args []string) error {
	const example = "for example wxload worker --locust 127.0.0.1:5557 shop.yaml"
	if len(args) == 0 {
		return wrongUsage(example, "expected the FILE of a scenario")
	}
	if host, port, err := net.SplitHostPort(master); err != nil || host == "" || port == "" {
		return wrongUsage(example, "--locust: expected HOST:PORT of a Locust master, got %q", master)
	}
	return nil
}

// work works for a master until it has enough.
func (p *program) work(ctx context.Context, master string, f *runFlags, set *pflag.FlagSet, args []string) error {
	return p.withScenario(ctx, f, set, args, func(s *scenario.Scenario, info wrapper.Info) error {
		switch {
		case s.Load.Open():
			return wrongUsage("", "load.mode: a Locust master says how many clients there are, so the load is closed")
		case s.EmbeddedMock() && !s.EmbeddedTarget():
			return wrongUsage(`start one with "wxload mock", and name it in mock.url`,
				"all workers log in at one mock WeChat, the one that the target asks, and this scenario embeds one in each")
		}
		// A file that cannot be written is known before the load.
		outputs, err := p.openOutputs(f.out, false)
		if err != nil {
			return err
		}
		outputs.discard()
		job := &workerJob{p: p, f: f, s: s, info: info, file: args[0]}
		err = locust.New(locust.Options{Master: master, Node: nodeName(), Clients: s.Clients.Count, Run: job.run, Spool: spoolFile,
			Tell: func(text string) { p.tell("note", text, "") }, Processor: live.ProcessorTime}).Work(ctx)
		return job.end(err)
	})
}

// nodeName names this worker as Locust's own are.
func nodeName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "wxload"
	}
	return strings.ReplaceAll(host, "_", "-") + "_" + strings.ToLower(rand.Text())
}

func spoolFile() (*os.File, error) { return os.CreateTemp("", "wxload-worker-*.wxr") }

// workerJob is what a worker does in each test.
type workerJob struct {
	p    *program
	f    *runFlags
	s    *scenario.Scenario
	info wrapper.Info
	file string
	code int // of the last test that has one
}

// run runs a test. It is over when its report is written.
func (j *workerJob) run(ctx context.Context, t locust.Test) error {
	if err := j.p.readFeedOf(j.s, j.file, t.Shard.Index); err != nil {
		return err
	}
	outputs, err := j.p.openOutputs(j.f.out, false)
	if err != nil {
		return err
	}
	defer outputs.discard()
	report, err := live.Run(ctx, j.s, j.info, live.Options{Version: version(), AllowHost: j.s.Permits(j.f.allowHosts), Shard: t.Shard, Clients: t.Clients, Watch: t.Watch,
		Result: func(head result.Head) *result.Writer {
			t.Begun()
			return outputs.results.beginWith(t.Result)(head)
		}})
	if err != nil {
		return runFailure(ctx, err)
	}
	if code := reports.ExitCode(report, !j.p.deliver(report, outputs)); code != exitPassed {
		j.code = code
	}
	return nil
}

// end is what the command ends with.
func (j *workerJob) end(err error) error {
	if unavailable, is := errors.AsType[*locust.UnavailableError](err); is {
		return &failure{exitUnreachable, fmt.Errorf("--locust: %w", unavailable), "start it with: locust -f locustfile.py --master"}
	}
	switch {
	case errors.Is(err, locust.ErrInterrupted):
		return exitStatus(exitInterrupted)
	case err != nil:
		return err
	case j.code != exitPassed:
		return exitStatus(j.code)
	}
	return nil
}
