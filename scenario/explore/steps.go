package explore

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/internal/world"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// Step is one choice of a replay, for those who make its order happen elsewhere.
type Step struct {
	// Text is the choice as the replay file lists it.
	Text string
	// Moment is what happens: a deed of the user, a timer, a fault by itself, the
	// arrival of a call at its server, or its answer, before which it arrives
	// unless it has.
	Moment situation.Moment
	// At is the time in the run when it happens.
	At time.Duration
	// Deed is the user's, where Moment is one.
	Deed situation.DeedKind
	// On is the deed with what it is done to.
	On situation.Deed
	// Calls are the requests of the page that a deed loads. Their URLs are paths.
	Calls []*wrapper.Call
	// Fault is the one that happens, or that hits the call; empty where none does.
	Fault situation.Fault
}

// Steps makes the run again, as [Replay.Run] does, and lists what it takes.
// complete reports that nothing is left to happen after the last of them.
func (r *Replay) Steps(info wrapper.Info) (steps []Step, complete bool, err error) {
	if err := r.check(); err != nil {
		return nil, false, err
	}
	subject, err := world.NewSubject(info, &r.Situation)
	if err != nil {
		return nil, false, err
	}
	if _, err := r.run(subject); err != nil {
		return nil, false, err
	}
	run := &world.Runner{Situation: &r.Situation, Subject: subject}
	defer run.Close()
	w, complete := run.Run(func(w *world.World, choices []world.Choice) int {
		n := len(steps)
		if n > 0 {
			steps[n-1].At = w.Now()
		}
		if n == len(r.Choices) {
			return -1
		}
		i := slices.IndexFunc(choices, func(c world.Choice) bool { return w.Label(c) == r.Choices[n] })
		steps = append(steps, stepOf(w, choices[i]))
		return i
	})
	steps[len(steps)-1].At = w.Now()
	return steps, complete, nil
}

// Settings are those with which the search ran a wrapper, which should be the one that
// the file names. The caller may change them.
func (r *Replay) Settings(info wrapper.Info) (wrapper.Settings, error) {
	subject, err := world.NewSubject(info, &r.Situation)
	if err != nil {
		return wrapper.Settings{}, err
	}
	return subject.Settings(), nil
}

// stepOf describes a choice in the state before it; its time comes later.
func stepOf(w *world.World, c world.Choice) Step {
	s := Step{Text: w.Label(c), Moment: w.Moment(c)}
	switch c.Action {
	case world.Act:
		s.On, s.Calls = w.Deed(c)
		s.Deed = s.On.Do
	case world.Happen, world.Fail:
		s.Fault = w.Fault(c)
	case world.Finish, world.Arrive, world.Fire: // the moment says it all
	}
	return s
}
