// Package confirm makes the order of a replay file happen on real sockets.
//
// What explore found, it found in virtual time. Here the same client, with the
// same wrapper, talks HTTP to the mock WeChat and the developer server, embedded
// ones or those of a scenario. In front of both stands a gate: a request is held
// when it arrives there, and its answer is held before it is sent, until the
// replay's next step says so. So nothing is left to chance, and a defect that shows
// here is none of the search's own making.
//
// The client's clock is the replay's, and real time is never behind it: a timer
// runs when its real time has come, or later, as timers do. With a scenario's
// settings timers may have other times; the order stays.
package confirm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/live/backend"
)

// Longest is how much time a replay may take: it passes for real.
const Longest = 20 * time.Second

// Result is what came of a replay's order on real sockets.
type Result struct {
	// Shown reports that the replay's defect appeared.
	Shown bool
	// Defects are all that appeared, by class and kind, without those that are a
	// matter of milliseconds (login-rate, wait-after-login).
	Defects []client.DefectKey
	// Steps is how many of the replay's steps happened, Of how many there are.
	Steps, Of int
	// Diverged says which step could not happen, and why; nil where all did.
	Diverged error
}

// ErrTooLong is a replay that takes longer than [Longest].
var ErrTooLong = errors.New("the replay takes too long")

// Options say what an order is confirmed against.
type Options struct {
	// Scenario has the domains, the target, the mock and the wrapper's settings; its
	// flow has what the pages request. The wrapper itself is the replay's. Nil stands
	// for embedded servers and the settings of the search.
	Scenario *scenario.Scenario
	// AllowHost decides which hosts may be connected to; nil allows all. It must be
	// safe for concurrent use.
	AllowHost func(host string) bool
}

// Confirm makes a replay's order happen with the wrapper that the replay names, and
// tells what came of it. It fails where the replay does not run in virtual time
// either, or takes too long ([ErrTooLong]), where the scenario and the order do not
// fit ([*backend.MisfitError]), where a server cannot be started or reached, and where
// ctx ends before it is done.
func Confirm(ctx context.Context, r *explore.Replay, info wrapper.Info, o Options) (*Result, error) {
	steps, complete, err := r.Steps(info)
	if err != nil {
		return nil, err
	}
	if err := shortEnough(steps); err != nil {
		return nil, err
	}
	d, err := o.direct(ctx, r, info, steps)
	if err != nil {
		return nil, cmp.Or(ctx.Err(), err) // whatever failed, it failed because of that
	}
	defer d.close()
	result := &Result{Of: len(steps)}
	result.Steps, result.Diverged = d.follow(ctx, steps)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if complete && result.Diverged == nil {
		d.finish()
	}
	result.Defects = d.defects()
	result.Shown = slices.Contains(result.Defects, client.DefectKey{Class: r.Class, Kind: r.Kind})
	return result, nil
}

// direct sees that the order can happen in the scenario, opens the backend, and
// starts the client.
func (o Options) direct(ctx context.Context, r *explore.Replay, info wrapper.Info, steps []explore.Step) (*director, error) {
	s, err := worldOf(r, info, o.Scenario)
	if err != nil {
		return nil, err
	}
	if err := sameSteps(r, info, s); err != nil {
		return nil, err
	}
	user := "replay-" + strconv.FormatInt(time.Now().UnixNano(), 36)
	pages := pagesOf(s, user)
	if err := fit(r, s, steps, pages); err != nil {
		return nil, err
	}
	b, err := backend.Open(s, info, o.AllowHost)
	if err != nil {
		return nil, err
	}
	if o.Scenario != nil {
		err = b.Probe()
	}
	var d *director
	if err == nil {
		d, err = newDirector(ctx, r, info, b, s, pages, o)
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return d, nil
}

func shortEnough(steps []explore.Step) error {
	last := steps[len(steps)-1]
	if last.At <= Longest {
		return nil
	}
	return fmt.Errorf("%w: its last step, %q, comes after %v of real time; at most %v are waited", ErrTooLong, last.Text, last.At.Round(time.Second), Longest)
}

// defects are those that the client has shown, in the order of their names, and the
// duplicate logins that have begun: the order ends there, before their codes are sent.
func (d *director) defects() []client.DefectKey {
	keys := d.client.Observer().Suspicion().Defects()
	for key := range d.client.Observer().Tally().Defects {
		if key.Class != client.LoginRate && key.Class != client.SlowAfterLogin {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(a, b client.DefectKey) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Kind, b.Kind))
	})
	return slices.Compact(keys)
}
