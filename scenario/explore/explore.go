package explore

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// The modes of a search.
const (
	// Auto is exhaustive, and PCT where the world is too large for that.
	Auto = "auto"
	// Random takes every choice by lot.
	Random = "random"
	// PCT gives random priorities to what goes on side by side, and changes them at
	// a few random points (Burckhardt and others, 2010).
	PCT = "pct"
	// Exhaustive looks through every order.
	Exhaustive = "exhaustive"
)

// Options say how to search. The zero value searches automatically, with seed 0,
// on all processors.
type Options struct {
	Mode string // Auto where empty
	// Runs is how many schedules random and PCT make; zero means 20 000, and 2 000 with a
	// mini program.
	Runs int
	// Time ends a search early; zero sets no limit. What such a search finds depends
	// on the machine.
	Time time.Duration
	// States ends an exhaustive search early; zero means 300 000 for Auto, which
	// then samples, and 20 000 000 else. With a mini program it is 5 000 for Auto: each
	// of its runs starts a whole app.
	States  int
	Seed    uint64
	Workers int // zero means one for each processor
	// Version is the tool's, for the replay files.
	Version string
	// Progress, if set, is told now and then, by one goroutine at a time.
	Progress func(Progress)
}

// Progress is how far a search is.
type Progress struct {
	Mode      string
	States    int
	Schedules int
	Defects   int // classes and kinds
}

const (
	defaultRuns  = 20_000
	autoStates   = 300_000
	searchStates = 20_000_000
	appRuns      = 2_000 // of a mini program
	appStates    = 5_000
)

func (o Options) withDefaults(app bool) (Options, error) {
	if o.Mode == "" {
		o.Mode = Auto
	}
	switch o.Mode {
	case Auto, Random, PCT, Exhaustive:
	default:
		return o, fmt.Errorf("unknown mode %q: expected %s, %s, %s or %s", o.Mode, Auto, Random, PCT, Exhaustive)
	}
	if o.Runs < 0 || o.Workers < 0 || o.States < 0 || o.Time < 0 {
		return o, fmt.Errorf("runs, workers, states and time: expected 0, for the default, or more")
	}
	runs, states := defaultRuns, autoStates
	if app {
		runs, states = appRuns, appStates
	}
	if o.Runs == 0 {
		o.Runs = runs
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.States == 0 {
		o.States = searchStates
		if o.Mode == Auto {
			o.States = states
		}
	}
	return o, nil
}

// Explore searches the orders of a situation for defects of a wrapper, and
// shrinks what it finds. The error says what is wrong with the situation or the
// options; a canceled context ends the search early and is no error. What is
// found does not depend on the number of workers.
func Explore(ctx context.Context, s situation.Situation, info wrapper.Info, o Options) (*Result, error) {
	o, err := o.withDefaults(info.Pages != nil)
	if err != nil {
		return nil, err
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	subject, err := world.NewSubject(info, &s)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	if o.Time > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, o.Time)
		defer cancel()
	}
	x := &exploration{ctx: ctx, situation: s, subject: subject, options: o}
	subject.Polls = x.polls()
	r := &Result{Schema: "wxload.explore/v1", Situation: s.Name, Wrapper: info.ID, Seed: o.Seed, LeftOut: s.LeftOut}
	if s.Scenario != "" {
		r.Token, r.Faults = s.Token, s.Faults
	}
	x.search(r)
	if x.froze != nil && !r.Frozen {
		r.Frozen = true
		x.found.freezes(x.froze, nil)
	}
	r.Unserved = r.Schedules > 0 && !x.served && s.Token != situation.Dead
	ctx, cancel := lasting(ctx, grace)
	defer cancel()
	r.Findings, err = x.findings(ctx)
	r.Elapsed = float64(time.Since(begin).Microseconds()) / 1000
	return r, err
}

// grace is how long what was found is still made smaller after the end of a search that
// ended early.
const grace = time.Second

// lasting is a context that ends some time after another has.
func lasting(ctx context.Context, longer time.Duration) (context.Context, context.CancelFunc) {
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(longer, cancel) })
	return late, func() { stop(); cancel() }
}

// exploration is one call of Explore.
type exploration struct {
	ctx       context.Context
	situation situation.Situation
	subject   *world.Subject
	options   Options
	found     found
	served    bool    // in some schedule a request succeeded
	froze     *freeze // a probe in which the app froze; nil for none
}

func (x *exploration) search(r *Result) {
	r.Mode = x.options.Mode
	if x.options.Mode == Auto || x.options.Mode == Exhaustive {
		x.exhaustive(r)
	}
	switch {
	case r.Complete || r.Frozen || x.ctx.Err() != nil:
		return
	case x.options.Mode == Auto:
		r.Mode = PCT
		x.sample(r, PCT)
	case x.options.Mode != Exhaustive:
		x.sample(r, x.options.Mode)
	}
}

func (x *exploration) exhaustive(r *Result) {
	s := x.searchAll()
	if s.polled.matters() && x.subject.Polls { // what was left out may make a difference
		x.subject.Polls = false
		s = x.searchAll()
	}
	r.Mode, r.Complete, r.Frozen = Exhaustive, !s.cut, s.frozen.noted()
	r.States, r.Schedules = len(s.nodes), s.runs
	x.found, x.served = s.found, s.served
}

func (x *exploration) searchAll() *search {
	s := newSearch(x.situation, x.subject, x.options.Workers)
	s.ctx = x.ctx
	s.maxStates = x.options.States
	s.run(func() bool {
		x.report(Progress{Mode: Exhaustive, States: len(s.nodes), Schedules: s.runs, Defects: s.found.kinds()})
		return s.over() || s.polled.matters() && x.subject.Polls
	})
	return s
}

func (x *exploration) report(p Progress) {
	if x.options.Progress != nil {
		x.options.Progress(p)
	}
}
