package live

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/record"
	"github.com/wxload/wxload/scenario/live/transport"
)

// user is the person in front of one virtual client: it goes through the
// scenario's flow.
type user struct {
	w      *worker
	number int // from 1
	name   string
	client *client.Client
	device *transport.Client
	// What the user draws must not depend on what its wrapper draws. Both are
	// made when first needed.
	ownRand, wrapperRand *rand.Rand

	held  []client.Tokens // in the storage before the first launch, by target; nil for none
	gates []gate          // likewise
	path  []place
	state state
	// patient says that it waits for what its page may still ask for.
	patient bool
	wake    *timer                    // ends its wait
	laps    int                       // times it went through the flow
	made    int                       // ids made for placeholders
	login   struct{ code, id string } // the last one that has placeholders
	saved   backend.Saved             // of earlier answers
	late    time.Duration
	begun   bool // it has started at least once
	spent   bool // it has gone through the flow as often as it will

	launched time.Time // when its app was started last; zero where it never was

	trace  *record.Trace // nil where nothing is recorded
	showed bool          // it has shown a defect, in a run that records
}

// state is what a user waits for.
type state uint8

const (
	resting  state = iota // for its turn in the load
	walking               // for nothing: it does the next step
	asking                // for WeChat to answer its page
	thinking              // for a time
	reading               // for its page's requests to settle
	leaving               // for nothing any more: the run ends
)

// wrapperStream keeps a wrapper's random numbers apart from its user's, whose stream
// is the client's number: those are far below it.
const wrapperStream = 1 << 32

func (u *user) random() *rand.Rand {
	if u.ownRand == nil {
		u.ownRand = rand.New(rand.NewPCG(u.w.run.scenario.Seed, uint64(u.number)))
	}
	return u.ownRand
}

func (u *user) wrapperRandom() *rand.Rand {
	if u.wrapperRand == nil {
		u.wrapperRand = rand.New(rand.NewPCG(u.w.run.scenario.Seed, wrapperStream+uint64(u.number)))
	}
	return u.wrapperRand
}

// begin starts the flow; late is how long after the intended moment.
func (u *user) begin(late time.Duration) {
	if !u.begun {
		u.begun = true
		u.create()
		u.w.started++
	}
	u.late = late
	u.path = append(u.path[:0], place{steps: u.w.run.scenario.Flow})
	u.state = walking
	u.walk()
}

func (u *user) create() {
	r := u.w.run
	u.device = r.transport.Client(u.number)
	observer := r.observed
	observer.Client, observer.Tally = u.number, u.w.tally
	observer.Measure = u.measure
	if slices.ContainsFunc(r.settings.Targets(), func(t *wrapper.Target) bool { return t.Identity != "" }) {
		observer.OpenID = r.backend.OpenID(u.name)
	}
	config := client.Config{
		Wrapper: r.wrapper, Settings: r.settings, Platform: r.platform,
		Observer: observer, Pool: &u.w.pool, EndStorms: r.ownCode(),
	}
	if u.held != nil {
		config.Token, config.RefreshToken, config.Further = u.held[0].Token, u.held[0].RefreshToken, u.held[1:]
	}
	if r.scenario.Platform.Traceparent {
		config.Platform.Traceparent = traceparents(r.begun, r.scenario.Seed, u.number)
	}
	u.traced(&config)
	u.saving(&config)
	u.client = client.New(host{u}, config)
	u.held = nil
}

// ownCode reports whether the wrapper is a user's own.
func (r *run) ownCode() bool { return r.wrapper.Source != "" }

// measure adds to the time of a page's requests how late the launch was: a target
// that stalls must not hide behind clients that it keeps from starting.
func (u *user) measure(m client.Metric, name string, d time.Duration) {
	if m == client.RequestTime {
		d += u.late
	}
	u.w.meter.record(m, name, d)
}

// launchSpacing is how soon a user starts an app again at the earliest, for each target. WeChat
// takes 4 checkSession calls a second; a wrapper that asks once on each launch, as
// it should, must not be blamed for a flow that launches without a pause.
const launchSpacing = 250 * time.Millisecond

// lapDone goes through the flow once more, where the scenario says so.
func (u *user) lapDone() {
	u.laps++
	u.late = 0
	open := u.w.run.scenario.Load.Open()
	repeat := u.w.run.scenario.Repeat
	if repeat == 0 && open {
		repeat = 1
	}
	if repeat > 0 && u.laps >= repeat {
		u.laps, u.spent = 0, !open
		u.rest()
		return
	}
	// A flow that waits for nothing must not keep the others waiting.
	u.wait(minLap, func() { u.path = append(u.path[:0], place{steps: u.w.run.scenario.Flow}) })
}

// minLap is the pause between two laps.
const minLap = time.Millisecond

// rest is the end of a user's turn in the load. Its app is left as it is.
func (u *user) rest() {
	u.state = resting
	u.path = u.path[:0]
	if u.w.ending {
		u.state = leaving
		return
	}
	u.w.rested(u)
}

// leave stops whatever the user waits for: no new work is started.
func (u *user) leave() {
	if u.state == thinking {
		u.wake.Stop()
		u.rest()
	}
	if u.state == resting {
		u.state = leaving
	}
}

// done reports whether nothing is open any more for a user in a run that ends.
func (u *user) done() bool {
	return !u.begun || u.state == leaving && u.client.Observer().Open() == 0 && u.client.InFlight() == 0
}
