package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/wxload/wxload/scenario/live/confirm"
	"github.com/wxload/wxload/scenario/sim/explore"
)

// confirm makes a replay's order happen on real sockets, and tells whether its
// defect appears there, too.
func (p *program) confirm(ctx context.Context, file string, r *explore.Replay) error {
	result, err := confirm.Confirm(ctx, r)
	switch {
	case ctx.Err() != nil:
		return &failure{exitInterrupted, errors.New("interrupted before the replay had ended"), ""}
	case errors.Is(err, confirm.ErrTooLong):
		return wrongUsage("without --live its time is virtual", "%s: %w", file, err)
	case err != nil:
		return &failure{exitUnreachable, fmt.Errorf("%s: %w", file, err), ""}
	}
	return p.tellConfirmed(file, r, result)
}

func (p *program) tellConfirmed(file string, r *explore.Replay, result *confirm.Result) error {
	defect := nameOf(r.Class, r.Kind)
	if result.Shown {
		_, err := fmt.Fprintf(p.stdout, "shown live, too: %s, with %s, after %s on real sockets\n  %s\n",
			defect, r.Wrapper, count(result.Steps, "step"), r.Sentence)
		return err
	}
	return &failure{exitThreshold, fmt.Errorf("%s: not shown live: %s: %s", file, defect, otherwise(result)),
		"what the order provokes in virtual time it does not on real sockets: please report it"}
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
