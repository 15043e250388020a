package confirm

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/transport"
)

// patience is how long the director waits for an event that is due.
const patience = 10 * time.Second

// connections is how many a client may have open: the requests that the gate holds
// must not take those that other requests need.
const connections = 256

// director runs the client, and makes the steps of a replay happen. All but
// the sending of requests is done on the goroutine that calls it.
type director struct {
	backend  *backend.Backend
	gate     *gate
	gateURL  string
	stopGate func()
	proxy    *proxy
	settings *wrapper.Settings
	client   *client.Client
	device   *transport.Client
	wechat   *transport.Client // the calls to WeChat, which take no slot
	user     string            // a new one, for a mock elsewhere remembers others
	pages    *pages
	appID    string

	everyTokenDead bool

	epoch                 time.Time // when the replay began
	now                   time.Duration
	timers                []*timer
	calls                 []*call // pending, oldest first
	counts                map[callID]int
	sent                  int             // calls so far
	turns                 int             // of them, those that their server has served
	names                 []string        // of the pages' requests, by the client's number of a call
	asked                 []*wrapper.Call // the same requests; nil for those of a mini program's own pages
	silent                bool            // a call never calls back
	given                 *wrapper.Call   // with data that WeChat has just sealed; to be sent when the turn is over
	tokens, refreshTokens expiries        // at the gate
	inbox                 chan *call
	closed                chan struct{}
	sending               sync.WaitGroup
}

// newDirector starts a client with a wrapper in the replay's situation,
// in front of a backend, which it closes when it is closed itself.
func newDirector(ctx context.Context, r *explore.Replay, info wrapper.Info, b *backend.Backend, s *scenario.Scenario, pages *pages, o Options) (*director, error) {
	d := &director{
		backend: b, gate: newGate(), proxy: newProxy(o.AllowHost), settings: b.Settings(), appID: s.App.AppID,
		user: pages.user, pages: pages, everyTokenDead: r.Situation.Token == situation.Dead,
		counts: map[callID]int{}, tokens: newExpiries(), refreshTokens: newExpiries(), inbox: make(chan *call), closed: make(chan struct{}),
	}
	if o.Scenario == nil { // as in the search
		own, err := r.Settings(info)
		if err != nil {
			return nil, err
		}
		own.Domains, own.Target.KeyDisplaced = d.settings.Domains, d.settings.Target.KeyDisplaced
		d.settings = &own
	}
	held, err := d.holds(ctx, &r.Situation)
	if err != nil {
		return nil, err
	}
	if d.gateURL, d.stopGate, err = serve(d.gate); err != nil {
		return nil, err
	}
	sockets := transport.New(transport.Config{Clients: 2, Connections: connections, AllowHost: o.AllowHost})
	d.device, d.wechat = sockets.Client(0), sockets.Client(1)
	d.epoch = time.Now()
	observed := b.Observer()
	observed.ServerReports = true // see serve
	observed.IssuedBefore = d.tokens.before
	device := b.Platform()
	device.Observe = d.observe
	d.client = client.New(&host{d: d, rand: rand.New(rand.NewPCG(1, 1))}, client.Config{
		Wrapper: info, Settings: d.settings, Token: held.Token, RefreshToken: held.RefreshToken, Platform: device, Observer: observed,
	})
	return d, nil
}

// holds is what the storage holds at the start; nothing for a new user. Where the target
// has no control calls, a login brings a refresh token beside a token, which expires then.
func (d *director) holds(ctx context.Context, s *situation.Situation) (client.Tokens, error) {
	h := backend.Holder{User: d.user, State: scenario.InitialState{Token: scenario.ExpiredToken, SessionValid: true}}
	if s.Token == situation.Absent {
		return client.Tokens{}, nil
	}
	loggedIn := s.Refresh != "" && !d.backend.Controlled(0)
	if s.Token == situation.Valid || loggedIn {
		h.State.Token = scenario.ValidToken
	}
	if err := d.backend.Give(ctx, &h); err != nil {
		return client.Tokens{}, err
	}
	if loggedIn && s.Token != situation.Valid {
		return h.Tokens[0], d.expireTokens()
	}
	return h.Tokens[0], nil
}

// time is the client's.
func (d *director) time() time.Time { return d.epoch.Add(d.now) }

// follow makes the steps happen, one after another, and returns how many did. The
// error says why the next one could not.
func (d *director) follow(ctx context.Context, steps []explore.Step) (n int, err error) {
	last := time.Duration(0)
	for i, s := range steps {
		if err := d.pace(ctx, d.next(&s, s.At-last)); err != nil {
			return i, stepError(i, &s, err)
		}
		last = s.At
		if err := d.do(ctx, &s); err != nil {
			return i, stepError(i, &s, err)
		}
	}
	return len(steps), nil
}

func stepError(i int, s *explore.Step, err error) error {
	return fmt.Errorf("step %d, %q: %w", i+1, s.Text, err)
}

// next is when a step happens: as long after the one before as in the replay, but
// not after the client's first timer. With a scenario's settings its timers may
// come sooner or later than they did in the search.
func (d *director) next(s *explore.Step, passed time.Duration) time.Duration {
	switch {
	case len(d.timers) == 0:
		return d.now + passed
	case s.Moment.Event == situation.Timer:
		return max(d.now, d.timers[0].at)
	case passed == 0:
		return d.now
	default:
		return max(min(d.now+passed, d.timers[0].at), d.now+time.Microsecond)
	}
}

// pace waits until real time has come to a time of the client's.
func (d *director) pace(ctx context.Context, at time.Duration) error {
	if at > Longest {
		return fmt.Errorf("it comes only after %v; at most %v are waited", at.Round(time.Millisecond), Longest)
	}
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
	case situation.UserAct:
		return d.act(s)
	case situation.Timer:
		return d.fire()
	case situation.Mishap:
		return d.happen(s.Fault)
	case situation.Arrival, situation.Answer:
		return d.progress(ctx, s)
	default:
		return fmt.Errorf("nothing happens that is called %q", s.Moment.Event)
	}
}

// progress lets a pending call arrive at its server, or come back.
func (d *director) progress(ctx context.Context, s *explore.Step) error {
	ctx, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("it did not within %v", patience))
	defer cancel()
	c := d.find(callID{s.Moment.Call, s.Moment.Request, s.Moment.N})
	switch {
	case c == nil:
		return errors.New("the client has not made this call")
	case s.Moment.Event == situation.Arrival:
		return d.serve(ctx, c)
	case s.Fault != "":
		return d.fail(ctx, c, s.Fault)
	default:
		return d.answer(ctx, c)
	}
}

// act does a deed of the user.
func (d *director) act(s *explore.Step) error {
	switch s.Deed {
	case situation.Launch:
		d.client.Launch()
	case situation.Load:
		return d.load(s.Calls...)
	case situation.Open:
		d.client.Open(s.On.Page, s.On.Query)
	case situation.Tap:
		d.client.Do(s.On.Tapped())
	case situation.Profile:
		d.askProfile(s.Calls[0])
	case situation.Hide:
		d.client.Hide()
	case situation.Show:
		d.client.Show()
	case situation.Relaunch:
		d.client.Relaunch()
	case situation.Logout:
		return d.logout(s)
	}
	return nil
}

// logout logs the user out. Where the search told the server of it, that ends the token,
// as the target's own answer may have done already.
func (d *director) logout(s *explore.Step) error {
	var err error
	if s.On.UsesAnswers {
		err = d.expireTokens()
	}
	d.client.Logout()
	return err
}

func (d *director) load(calls ...*wrapper.Call) error {
	for _, c := range calls {
		if err := d.pages.fillIn(c); err != nil {
			return err
		}
		d.names, d.asked = append(d.names, c.Name), append(d.asked, c)
	}
	d.client.Load(calls)
	return nil
}

// observe keeps what the flow's requests save, and names others.
func (d *director) observe(e *wx.Event) {
	if e.Kind == wx.PageSettle && d.asked[e.ID-1] != nil {
		d.pages.saved.Keep(d.pages.saves[d.asked[e.ID-1]], &d.settings.Target, e)
	}
	d.own(e)
}

// own names a request that a page of a mini program has made itself, as the search does:
// of several of one name the later ones have a number behind it.
func (d *director) own(e *wx.Event) {
	if e.Kind != wx.PageCall || e.ID <= len(d.names) {
		return
	}
	name := e.Name
	for n := 2; slices.Contains(d.names, name); n++ {
		name = e.Name + " #" + strconv.Itoa(n)
	}
	d.names, d.asked = append(d.names, name), append(d.asked, nil)
}

// askProfile lets a page ask WeChat for the user's profile, which goes into a call.
func (d *director) askProfile(c *wrapper.Call) {
	asked := d.time()
	d.client.GetUserInfo(func(info *wx.UserInfo, err error) {
		if err == nil {
			c.Body, c.Sealed = info.Body(), &wrapper.Sealed{At: asked, Again: (*wx.UserInfo).Body}
			d.given = c
		}
	})
}

// sendProfile lets a page send what it has just been given, in a turn of its own.
func (d *director) sendProfile() error {
	c := d.given
	if c == nil {
		return nil
	}
	d.given = nil
	return d.load(c)
}

// fire runs the client's first timer.
func (d *director) fire() error {
	if len(d.timers) == 0 {
		return errors.New("the client has set no timer")
	}
	t := d.timers[0]
	d.timers = d.timers[1:]
	t.task.Run()
	return nil
}

// finish closes the client's books where nothing is left to happen.
func (d *director) finish() {
	d.client.Observer().Finish(d.time(), d.client.Stuck() || d.silent && len(d.calls) == 0)
}

// close ends the client, its calls and the backend. What the gate holds breaks first.
func (d *director) close() {
	d.client.Stop()
	close(d.closed)
	close(d.gate.closed)
	d.stopGate()
	d.proxy.transport.CloseIdleConnections()
	d.backend.Close()
	d.device.Close()
	d.wechat.Close()
	d.sending.Wait()
}
