package live

import (
	"slices"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario"
)

// place is a position in a list of steps, which may be the round of a loop.
type place struct {
	steps  []scenario.Step
	next   int
	rounds int       // that are left after this one
	until  time.Time // no round begins after it; zero where rounds are counted
}

// again reports whether the steps are gone through once more.
func (p *place) again(now time.Time) bool {
	p.rounds--
	return p.rounds >= 0 || now.Before(p.until)
}

// proceed is called after each of the client's turns: it goes on if WeChat has
// answered, or if the page's requests are settled or will never be.
func (u *user) proceed() {
	if u.state == walking {
		u.walk()
	}
	if u.state != reading {
		return
	}
	o := u.client.Observer()
	stuck := u.client.Stuck
	if u.w.run.ownCode() {
		stuck = u.client.Dormant
	}
	if o.Open() > 0 && stuck() {
		o.FindHung(u.w.now, true)
	}
	if u.pageDone() {
		u.wake.Stop()
		u.state, u.late = walking, 0
		u.walk()
	}
}

// walk does steps until one of them waits.
func (u *user) walk() {
	for u.state == walking {
		if u.w.ending || !u.w.active(u) {
			u.rest()
			return
		}
		step := u.nextStep()
		if step == nil {
			u.lapDone()
			return
		}
		u.do(step)
	}
}

// nextStep is nil at the end of the flow.
func (u *user) nextStep() *scenario.Step {
	for len(u.path) > 0 {
		p := &u.path[len(u.path)-1]
		if p.next < len(p.steps) {
			p.next++
			return &p.steps[p.next-1]
		}
		if p.again(u.w.now) {
			p.next = 0
			return breath()
		}
		u.path = u.path[:len(u.path)-1]
	}
	return nil
}

// breath is between two rounds: steps that wait for nothing must not keep other users
// waiting.
func breath() *scenario.Step {
	return &scenario.Step{Kind: scenario.StepThink, Think: scenario.Range{Min: minLap, Max: minLap}}
}

func (u *user) do(step *scenario.Step) {
	switch step.Kind {
	case scenario.StepLaunch, scenario.StepRelaunch:
		u.launch()
	case scenario.StepPage, scenario.StepUpload, scenario.StepDownload:
		u.open(step)
	case scenario.StepDo:
		u.client.Do(wrapper.Handler{Name: step.Do, Detail: step.Detail, Dataset: step.Dataset})
		u.read(step)
	case scenario.StepProfile:
		u.askProfile(step)
	case scenario.StepLogout:
		u.logout(step)
	case scenario.StepThink:
		u.wait(u.between(step.Think), func() {})
	case scenario.StepHide:
		u.client.Hide()
		u.wait(step.Hide, u.client.Show)
	case scenario.StepLoop:
		u.path = append(u.path, u.round(&step.Loop))
	case scenario.StepChoose:
		u.path = append(u.path, place{steps: u.choose(step.Choose)})
	}
}

// round is the first one of a loop.
func (u *user) round(l *scenario.Loop) place {
	p := place{steps: l.Steps, rounds: max(l.Times-1, 0)}
	if l.Duration > 0 {
		p.until = u.w.now.Add(l.Duration)
	}
	return p
}

// logout tells the target first, where the step says so, and then lets the app forget its
// token, whatever the target has answered.
func (u *user) logout(step *scenario.Step) {
	if len(step.Requests) == 0 {
		u.client.Logout()
		return
	}
	u.path = append(u.path, place{steps: []scenario.Step{{Kind: scenario.StepPage, Requests: step.Requests}, {Kind: scenario.StepLogout}}})
}

func (u *user) launch() {
	launch := func() {
		u.launched = u.w.now
		u.client.Relaunch()
	}
	if pause := u.launched.Add(launchSpacing * time.Duration(u.w.run.backend.Targets())).Sub(u.w.now); !u.launched.IsZero() && pause > 0 {
		u.wait(pause, launch)
		return
	}
	launch()
}

// open loads a page and, unless told otherwise, waits for its requests.
func (u *user) open(step *scenario.Step) {
	if slices.Contains(u.w.run.wrapper.Pages, step.Page) {
		u.client.Open(step.Page, wrapper.Query(step.Query))
	}
	if calls := u.calls(step.Requests); len(calls) > 0 {
		u.client.Load(calls)
	}
	u.read(step)
}

// read waits until the page's requests have settled, unless the step says otherwise.
func (u *user) read(step *scenario.Step) {
	u.patient = true
	if step.Detach || u.pageDone() {
		return
	}
	u.state = reading
	// After this all of them are settled or hung: none is older than the page's.
	u.wake = u.w.timers.add(u.w.now.Add(u.w.run.observed.Deadline+time.Millisecond), u, loop.Func(func() {
		u.patient = false
		u.client.Observer().FindHung(u.w.now, false)
	}))
}

// pageDone reports whether the page's requests are settled. A page of a mini program
// may make some only after others have ended.
func (u *user) pageDone() bool {
	return u.client.Observer().Open() == 0 && !(u.patient && u.w.run.wrapper.Pages != nil && u.client.Busy())
}

// wait does f after a time and goes on.
func (u *user) wait(d time.Duration, f func()) {
	u.state = thinking
	u.wake = u.w.timers.add(u.w.now.Add(d), u, loop.Func(func() {
		f()
		u.state = walking
		u.walk()
	}))
}

func (u *user) between(r scenario.Range) time.Duration {
	if r.Max <= r.Min {
		return r.Min
	}
	return r.Min + time.Duration(u.random().Int64N(int64(r.Max-r.Min)+1))
}

func (u *user) choose(choices []scenario.Choice) []scenario.Step {
	total := 0
	for _, c := range choices {
		total += c.Weight
	}
	n := u.random().IntN(max(total, 1))
	for _, c := range choices {
		if n -= c.Weight; n < 0 {
			return c.Steps
		}
	}
	return nil
}
