package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/live/confirm"
)

// liveFlags are those of a replay on real sockets.
type liveFlags struct {
	on           bool
	allowHosts   []string
	allowRelease bool
}

// check refuses what does not go together: the files, the flags, and whether any
// of them is about a drawing.
func (f *liveFlags) check(files []string, draws bool) error {
	switch {
	case f.on && draws:
		return wrongUsage("leave out --format and --out", "--live draws nothing")
	case len(files) == 2 && !f.on:
		return wrongUsage("add --live, or leave "+files[1]+" out", "a scenario is for --live")
	case len(files) == 2 && files[0] == "-" && files[1] == "-":
		return wrongUsage("name one of the files", "the replay and the scenario cannot both come from standard input")
	}
	return nil
}

// against is the scenario that an order is confirmed against, nil where files
// names none besides the replay.
func (f *liveFlags) against(p *program, files []string, r *explore.Replay, info wrapper.Info) (*scenario.Scenario, error) {
	if len(files) < 2 {
		return nil, nil
	}
	s, err := p.scenario(files[1:], r.Wrapper)
	if err != nil {
		return nil, err
	}
	s.Wrapper.ID = r.Wrapper
	ownTokenKey(s, info)
	if err := s.Validate(scenarioOptions()); err != nil {
		return nil, &failure{exitUsage, err, "the wrapper is the replay's, " + r.Wrapper}
	}
	if err := p.readFeed(s, files[1]); err != nil {
		return nil, err
	}
	if err := scenario.CheckSafety(s, f.allowHosts, f.allowRelease); err != nil {
		return nil, &failure{exitUsage, err, ""}
	}
	return s, nil
}

// confirm makes a replay's order happen on real sockets, and tells whether its
// defect appears there, too. The files are the replay's, and maybe a scenario's.
func (p *program) confirm(ctx context.Context, f *liveFlags, files []string, r *explore.Replay, info wrapper.Info) error {
	s, err := f.against(p, files, r, info)
	if err != nil {
		return err
	}
	o := confirm.Options{Scenario: s}
	if s != nil {
		o.AllowHost = s.Permits(f.allowHosts)
	}
	result, err := confirm.Confirm(ctx, r, info, o)
	switch {
	case ctx.Err() != nil:
		return &failure{exitInterrupted, errors.New("interrupted before the replay had ended"), ""}
	case errors.Is(err, confirm.ErrTooLong):
		return wrongUsage("without --live its time is virtual", "%s: %w", files[0], err)
	case err != nil:
		return runFailure(ctx, fmt.Errorf("%s: %w", files[len(files)-1], err))
	}
	return p.tellConfirmed(files, r, result)
}

// tellConfirmed says whether the defect was shown.
func (p *program) tellConfirmed(files []string, r *explore.Replay, result *confirm.Result) error {
	defect, against := nameOf(r.Class, r.Kind), ""
	hint := "what the order provokes in virtual time it does not on real sockets: please report it"
	if len(files) > 1 {
		against = ", against " + files[1]
		hint = fmt.Sprintf("the target or the settings of %s make the difference: without it --live takes those of the search", files[1])
	}
	if result.Shown {
		err := p.printf("shown live, too: %s, with %s%s, after %s on real sockets\n", defect, r.Wrapper, against, count(result.Steps, "step"))
		return errors.Join(err, p.printf("  %s\n", r.Sentence))
	}
	return &failure{exitThreshold, fmt.Errorf("%s: not shown live%s: %s: %s", files[0], against, defect, otherwise(result)), hint}
}

// otherwise is what happened in a defect's place.
func otherwise(r *confirm.Result) string {
	if r.Diverged != nil {
		return r.Diverged.Error()
	}
	if len(r.Defects) == 0 {
		return fmt.Sprintf("all %s happened, and no defect appeared", count(r.Of, "step"))
	}
	var names []string
	for _, d := range r.Defects {
		names = append(names, nameOf(d.Class, d.Kind))
	}
	return fmt.Sprintf("all %s happened, and what appeared was %s", count(r.Of, "step"), strings.Join(names, ", "))
}
