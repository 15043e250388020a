package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/suggest"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

const exploreHelp = `Search the orders of a small situation's events for those that make a wrapper fail, in
virtual time. What is found is shrunk to the fewest requests and constraints that show it.

Without an argument the situations are listed. A scenario file (*.yaml) is the flow of its
clients, from each kind of token that some begin with; tokens and session may expire and a
login may fail, once or as often as its events or --faults say. Small worlds are searched
completely, and "no defect" is a proof; larger ones, and mini programs, are mostly sampled.
Exit codes: 0 no new defect, 99 one, 5 no request ever succeeded, 6 a file failed.`

// exploreFlags are what the command was asked for.
type exploreFlags struct {
	wrappers       []string
	all            bool
	shape          string
	search         explore.Options
	requests       int // negative: as the situation has it
	faults         int // negative: as the situation has it
	page           string
	out            string
	format         string
	allow          []string
	baseline       string
	updateBaseline bool
	junit          string
	codeQuality    string
}

func newExploreCommand(p *program) *cobra.Command {
	f := &exploreFlags{}
	cmd := &cobra.Command{
		Use:   "explore [SITUATION | FILE.yaml]",
		Short: "Search the orders of events for defects",
		Long:  exploreHelp,
		Example: `  wxload explore late-401 --wrapper template
  wxload explore shop.yaml --out replays --junit explore.xml`,
		Args: arguments(0, 1, "one SITUATION or FILE.yaml at most"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case f.all && len(args) > 0:
				return wrongUsage("--all searches every situation that comes with wxload", "--all and %s", args[0])
			case f.all:
				args = []string{""}
			case len(args) == 0:
				return p.listSituations()
			}
			ctx, stop := untilSignal(cmd.Context())
			defer stop()
			return p.explore(ctx, f, args[0])
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.wrappers, "wrapper", nil, "wrappers `ID,ID,...` or all, or paths of your own, .js or .ts files (default the file's, or reference)")
	flags.BoolVar(&f.all, "all", false, "search every situation, one after another")
	flags.StringVar(&f.shape, "shape", "", "the backend of your own wrapper: template, flyjs, taro, egg or userclass (default the file's, or what the code expects)")
	flags.StringVar(&f.search.Mode, "mode", explore.Auto, "auto, random, pct or exhaustive")
	flags.IntVar(&f.search.Runs, "runs", 0, "schedules that random and pct make (default 20000, of a mini program 2000)")
	flags.DurationVar(&f.search.Time, "time", 0, "end each search after this time; what it finds then depends on the machine")
	flags.Uint64Var(&f.search.Seed, "seed", 1, "seed of random and pct")
	flags.IntVar(&f.search.Workers, "workers", 0, "how many search at once (default one for each processor)")
	flags.IntVar(&f.requests, "requests", -1, "requests that the pages make together (default the situation's)")
	flags.IntVar(&f.faults, "faults", -1, "how often each fault may happen (default the situation's)")
	flags.StringVar(&f.page, "page", "", "`ROUTE` of a mini program's page, whose own requests are the situation's")
	flags.StringVar(&f.out, "out", "", "write replay files, and pages that draw them, to the folder `DIR`")
	flags.StringVar(&f.format, "format", "text", "text or json")
	flags.StringSliceVar(&f.allow, "allow", nil, "`CLASS` of defects that is no failure")
	flags.StringVar(&f.baseline, "baseline", "", "`FILE` of known defects, which are no failure")
	flags.BoolVar(&f.updateBaseline, "update-baseline", false, "write what was found to the baseline")
	flags.StringVar(&f.junit, "junit", "", "write a JUnit report to `PATH`")
	flags.StringVar(&f.codeQuality, "codequality", "", "write a code quality report for GitLab to `PATH`")
	for _, own := range []string{"requests", "faults"} { // their -1 is nobody's business
		flags.Lookup(own).DefValue = "0"
	}
	return cmd
}

func (p *program) listSituations() error {
	var rows [][2]string
	for _, s := range situation.All() {
		rows = append(rows, [2]string{s.Name, s.Summary})
	}
	return p.columns(rows)
}

func (p *program) explore(ctx context.Context, f *exploreFlags, name string) error {
	if err := f.check(); err != nil {
		return err
	}
	situations, file, err := p.situations(f, name)
	if err != nil {
		return err
	}
	own := &subjects{p: p, ctx: ctx, shape: cmp.Or(f.shape, namedShape(file)), given: fileBackend(file), user: file.Platform, calls: file.Wrapper.Calls,
		hosts: file.TargetHosts(), elsewhere: file.OtherDomains()}
	defer own.close()
	all, err := f.subjects(own, file, name)
	if err != nil {
		return err
	}
	p.tellRenewals(situations, all)
	if situations, err = f.onPages(situations, all); err != nil {
		return err
	}
	v, err := p.newVerdict(f)
	if err != nil {
		return err
	}
	v.files = p.exploreFiles(f, file, name)
	if f.out != "" {
		if err := os.MkdirAll(p.path(f.out), 0o755); err != nil {
			return &failure{exitUsage, fileError("write", f.out, err), ""}
		}
	}
	defer collectSeldom()()
	return v.searchAll(ctx, situations, all)
}

// searchAll searches with one wrapper after another.
func (v *verdict) searchAll(ctx context.Context, situations []situation.Situation, subjects []wrapper.Info) error {
	show := v.p.newSearchProgress(v.flags.search)
	v.several = len(subjects) > 1
	for _, info := range subjects {
		for i := range situations {
			if ctx.Err() != nil {
				break
			}
			if err := v.search(ctx, &situations[i], info, show); err != nil {
				return err
			}
		}
	}
	show.close()
	return v.close(ctx.Err() != nil)
}

// search searches once, and tells of it when it is done.
func (v *verdict) search(ctx context.Context, s *situation.Situation, info wrapper.Info, show *searchProgress) error {
	show.begin(s.Name, info.ID)
	o := v.flags.search
	o.Version, o.Progress = version(), show.update
	started := time.Now()
	result, err := explore.Explore(ctx, *s, info, o)
	show.end(result)
	if err != nil {
		return &failure{exitBooks, fmt.Errorf("%s with %s: %w", s.Name, info.ID, err), "this is a bug in wxload: please report it"}
	}
	nameReplays(result, v.several)
	if err := v.p.tellSearch(v.flags, s, result, v.judge(s, info, result, started, ctx.Err() != nil)); err != nil {
		return err
	}
	return v.keepReplays(info, result)
}

// check refuses what no search can be made with.
func (f *exploreFlags) check() error {
	if err := oneOf("format", f.format, "text", "json"); err != nil {
		return err
	}
	if err := oneOf("mode", f.search.Mode, explore.Auto, explore.Random, explore.PCT, explore.Exhaustive); err != nil {
		return err
	}
	switch {
	case f.search.Runs < 0 || f.search.Workers < 0 || f.search.Time < 0:
		return wrongUsage("0 stands for the default", "--runs, --workers and --time cannot be negative")
	case f.updateBaseline && f.baseline == "":
		return wrongUsage("add --baseline FILE", "--update-baseline without a baseline")
	}
	var classes []string
	for _, c := range reports.Classes() {
		classes = append(classes, c.ID)
	}
	for _, id := range f.allow {
		if !slices.Contains(classes, id) {
			return wrongUsage("reports/README.md lists the classes", "--allow: no class of defects is called %q%s", id, suggest.Hint(id, classes))
		}
	}
	return nil
}

// named are the wrappers that the flags name, or the file, and the folder where a relative
// path of one starts.
func (f *exploreFlags) named(file *scenario.Scenario, name string) (ids []string, dir string) {
	if len(f.wrappers) > 0 {
		return f.wrappers, ""
	}
	return []string{file.Wrapper.ID}, filepath.Dir(name)
}

// subjects are the wrappers to search with: those that the flags name, or the file.
func (f *exploreFlags) subjects(own *subjects, file *scenario.Scenario, name string) ([]wrapper.Info, error) {
	ids, dir := f.named(file, name)
	if slices.Contains(ids, "all") {
		return wrapper.All(), nil
	}
	var all []wrapper.Info
	for _, id := range ids {
		info, err := own.open(id, dir)
		if err != nil {
			return nil, err
		}
		all = append(all, info)
	}
	return all, nil
}
