package confirm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
	"github.com/wxload/wxload/scenario/sim/explore"
)

// patience is how long the director waits for what must happen by now.
const patience = 10 * time.Second

// connections is how many a client may have open: what the gate holds must not
// keep out what the replay lets arrive.
const connections = 256

// director runs the client, and lets happen what a replay's steps say. All but
// the sending of requests is done on the goroutine that calls it.
type director struct {
	servers  *servers
	settings *wrapper.Settings
	client   *client.Client
	phone    *transport.Client
	device   *transport.Client // the calls to WeChat, which take no slot

	epoch   time.Time // when the replay began
	now     time.Duration
	timers  []*timer
	calls   []*call // pending, oldest first
	counts  map[callID]int
	sent    int      // calls so far
	names   []string // of the pages' requests, by the client's number of a call
	silent  bool     // a call never calls back
	inbox   chan *call
	closed  chan struct{}
	sending sync.WaitGroup
}

func newDirector(s *explore.Situation, info wrapper.Info) (*director, error) {
	v, token, err := startServers(s, info.Shape)
	if err != nil {
		return nil, err
	}
	settings := info.Defaults
	settings.Domains = map[string]string{"develop": v.devURL}
	sockets := transport.New(transport.Config{Clients: 2, Connections: connections})
	d := &director{
		servers: v, settings: &settings, phone: sockets.Client(0), device: sockets.Client(1),
		epoch: time.Now(), counts: map[callID]int{}, inbox: make(chan *call), closed: make(chan struct{}),
	}
	d.client = client.New(&host{d, rand.New(rand.NewPCG(1, 1))}, client.Config{
		Wrapper: info, Settings: &settings, Token: token,
		Platform: wx.Config{AppID: appID, EnvVersion: "develop", Slots: s.Slots},
		Observer: client.ObserverConfig{Domain: v.devURL, Deadline: settings.HungDeadline(), BusinessSlots: client.BusinessSlots(s.Slots), ServerReports: true},
	})
	return d, nil
}

// time is the client's.
func (d *director) time() time.Time { return d.epoch.Add(d.now) }

// follow makes the steps happen, one after another, and returns how many did. The
// error says why the next one could not.
func (d *director) follow(ctx context.Context, steps []explore.Step) (n int, err error) {
	for i, s := range steps {
		if err := d.pace(ctx, s.At); err != nil {
			return i, err
		}
		if err := d.do(ctx, &s); err != nil {
			return i, fmt.Errorf("step %d, %q: %w", i+1, s.Text, err)
		}
	}
	return len(steps), nil
}

// pace waits until real time has come to a time of the replay.
func (d *director) pace(ctx context.Context, at time.Duration) error {
	d.now = at
	t := time.NewTimer(time.Until(d.time()))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *director) do(ctx context.Context, s *explore.Step) error {
	switch s.Moment.Event {
	case explore.UserAct:
		d.act(s)
		return nil
	case explore.Timer:
		return d.fire()
	case explore.Mishap:
		return d.servers.happen(s.Fault)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("it did not within %v", patience))
	defer cancel()
	c := d.find(callID{s.Moment.Call, s.Moment.Request, s.Moment.N})
	switch {
	case c == nil:
		return errors.New("the client has not made this call")
	case s.Moment.Event == explore.Arrival:
		return d.serve(ctx, c)
	case s.Fault != "":
		return d.fail(ctx, c, s.Fault)
	default:
		return d.answer(ctx, c)
	}
}

// act does a deed of the user.
func (d *director) act(s *explore.Step) {
	switch s.Deed {
	case explore.Launch:
		d.client.Launch()
	case explore.Load:
		for _, c := range s.Calls {
			d.names = append(d.names, c.Name)
		}
		d.client.Load(s.Calls)
	case explore.Hide:
		d.client.Hide()
	case explore.Show:
		d.client.Show()
	case explore.Relaunch:
		d.client.Relaunch()
	}
}

// fire runs the client's first timer.
func (d *director) fire() error {
	if len(d.timers) == 0 {
		return errors.New("the client has set no timer")
	}
	t := d.timers[0]
	if t.at > d.now {
		return fmt.Errorf("the client's first timer is due only %v later", t.at-d.now)
	}
	d.timers = d.timers[1:]
	t.task.Run()
	return nil
}

// finish closes the client's books where nothing is left to happen.
func (d *director) finish() {
	d.client.Observer().Finish(d.time(), d.client.Stuck() || d.silent && len(d.calls) == 0)
}

// close ends the client, its calls and the servers.
func (d *director) close() {
	d.client.Stop()
	close(d.closed)
	d.servers.close()
	d.phone.Close()
	d.device.Close()
	d.sending.Wait()
}
