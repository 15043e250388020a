package client

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// Config describes a virtual client.
type Config struct {
	Wrapper  wrapper.Info
	Settings *wrapper.Settings // shared by all clients, never changed
	Platform wx.Config         // its Observe is called after the client's observer
	Observer ObserverConfig
	// Token lies in the storage from an earlier run; empty for a new user.
	Token string
	// RefreshToken lies there, too, where the target gives those; empty for none.
	RefreshToken string
	// Further are the same for each of the [wrapper.Settings].Further; nil for none.
	Further []Tokens
	// Pool lends coroutines; nil gives the client its own.
	Pool *loop.Pool
	// EndStorms ends a client for good that starts more logins without a success than
	// [ObserverConfig.MaxLogins] allows: its open calls are open.
	EndStorms bool
}

// Tokens lie in a client's storage from an earlier run; the empty one is none.
type Tokens struct{ Token, RefreshToken string }

// Client is one virtual client. Its methods are actions of its user; each takes
// one turn, or several, of the app. It is not safe for concurrent use:
// its methods and the callbacks of its host come on one goroutine.
type Client struct {
	host     wx.Host
	cfg      Config
	storage  wx.Storage
	observer *Observer
	observe  func(*wx.Event) // the configured listener; may be nil
	event    wx.Event        // the app's own event that is being reported
	app      *app            // nil before the first action and after the app's end
	calls    int
	destroy  loop.Stopper // the timer that ends a hidden app; nil before it was first hidden
	stopped  bool         // nothing is observed any more
	over     bool         // a storm of logins has ended the client
	frozen   bool         // see Frozen
}

// New returns a client that has done nothing yet.
func New(host wx.Host, cfg Config) *Client {
	c := &Client{host: host, cfg: cfg, observe: cfg.Platform.Observe}
	c.cfg.Observer.Target = &cfg.Settings.Target
	c.cfg.Observer.TokenKey = cfg.Settings.TokenKey
	for _, f := range cfg.Settings.Further {
		c.cfg.Observer.Further = append(c.cfg.Observer.Further, FurtherTarget{&f.Target, f.TokenKey})
	}
	c.observer = NewObserver(c.cfg.Observer)
	if cfg.Token != "" {
		c.storage.Set(cfg.Settings.TokenKey, cfg.Token) // far below the limits
		c.observer.ColdStart(cfg.Token)
	}
	_ = cfg.Settings.Seed(&c.storage, cfg.Token) // what has no room is not there, as on a device
	if cfg.RefreshToken != "" {
		c.storage.Set(cfg.Settings.RefreshKey, cfg.RefreshToken)
	}
	for i, held := range cfg.Further {
		c.holds(i, held)
	}
	c.cfg.Platform.Observe = c.report
	return c
}

// holds puts the tokens of a further target into the storage.
func (c *Client) holds(i int, held Tokens) {
	s := c.cfg.Settings.Further[i]
	if held.Token != "" {
		c.storage.Set(s.TokenKey, held.Token)
		c.observer.coldStart(&c.observer.further[i], held.Token)
	}
	if held.RefreshToken != "" {
		c.storage.Set(s.RefreshKey, held.RefreshToken)
	}
}

// Observer has the client's counts and defects.
func (c *Client) Observer() *Observer { return c.observer }

// Storage is the client's storage, which outlives the runs of its app.
func (c *Client) Storage() *wx.Storage { return &c.storage }

// emit reports an event of the app or its pages.
func (c *Client) emit(e wx.Event) {
	c.event = e
	c.event.At = c.host.Now()
	c.report(&c.event)
	c.event = wx.Event{} // let go of the answer
}

func (c *Client) report(e *wx.Event) {
	if c.stopped {
		return
	}
	if where := c.whereOf(e); len(where) > 0 {
		e.Where = where[0]
	}
	c.observer.Observe(e)
	if c.observe != nil {
		c.observe(e)
	}
	if c.cfg.EndStorms && !c.over && c.observer.Stormed() {
		c.over = true
		c.crash(c.app)
	}
}

// whereOf is the place that calls wx.login, and those that called it; nil for other events.
func (c *Client) whereOf(e *wx.Event) []string {
	if e.Kind != wx.LoginCall {
		return nil
	}
	return c.Where()
}

// Load opens a page that makes these calls in one turn. It numbers them.
func (c *Client) Load(calls []*wrapper.Call) {
	if c.over {
		return
	}
	a := c.running()
	for _, call := range calls {
		c.calls++
		call.ID = c.calls
		c.emit(wx.Event{Kind: wx.PageCall, ID: call.ID, Name: call.Name, Method: call.Method, Identity: call.Identity, Sealed: call.Sealed != nil})
	}
	a.loop.Turn(func() {
		a.wrapper.Load(calls, func(call *wrapper.Call) { c.issue(a, call) })
	})
}

// called takes in a call that a page of the app's own has made.
func (c *Client) called(call *wrapper.Call) (settle func(*wx.Response, error)) {
	c.calls++
	call.ID = c.calls
	c.emit(wx.Event{Kind: wx.PageCall, ID: call.ID, Name: call.Name, Method: call.Method, Identity: call.Identity, Own: call.Own, Bare: call.Bare, Paged: true})
	c.emit(wx.Event{Kind: wx.PageIssue, ID: call.ID, Name: call.Name})
	return func(resp *wx.Response, err error) {
		c.emit(wx.Event{Kind: wx.PageSettle, ID: call.ID, Name: call.Name, Response: resp, Err: err})
	}
}

// Open opens a page of the app's own: see [wrapper.Paged]. It does nothing where the
// app has none.
func (c *Client) Open(route, query string) {
	c.onPage(wx.Event{Kind: wx.PageOpen, Name: route, Value: query}, func(w wrapper.Paged) { w.Open(route, query) })
}

// Do runs a handler of the page that is open, likewise.
func (c *Client) Do(h wrapper.Handler) {
	c.onPage(wx.Event{Kind: wx.PageHandler, Name: h.Name, Value: string(h.Detail), Data: string(h.Dataset)}, func(w wrapper.Paged) { w.Do(h) })
}

func (c *Client) onPage(e wx.Event, f func(wrapper.Paged)) {
	if c.over {
		return
	}
	a := c.running()
	if w, is := a.wrapper.(wrapper.Paged); is {
		a.loop.Turn(func() {
			c.emit(e)
			f(w)
		})
	}
}

// GetUserInfo is a page's wx.getUserInfo. done is called in the turn of the answer
// and must not act on the client; it is not called where the app ends before.
func (c *Client) GetUserInfo(done func(*wx.UserInfo, error)) {
	if c.over {
		return
	}
	a := c.running()
	a.loop.Turn(func() { a.wx.GetUserInfo(done) })
}

func (c *Client) issue(a *app, call *wrapper.Call) {
	c.emit(wx.Event{Kind: wx.PageIssue, ID: call.ID, Name: call.Name})
	a.wrapper.Request(call).OnSettled(func(resp *wx.Response, err error) {
		c.emit(wx.Event{Kind: wx.PageSettle, ID: call.ID, Name: call.Name, Response: resp, Err: err})
	})
}

// Logout is the user's logout: the app forgets its token.
func (c *Client) Logout() {
	if c.over {
		return
	}
	a := c.running()
	a.loop.Turn(func() {
		c.emit(wx.Event{Kind: wx.Logout})
		a.wrapper.Logout()
	})
}

// Stuck reports whether the app cannot do anything more by itself: no call of the
// platform is in flight, and the only pending timers set themselves again and do
// nothing else.
func (c *Client) Stuck() bool {
	return c.app == nil || c.app.wx.Idle() && c.app.loop.Polling()
}

// Dormant reports whether nothing can happen in the app any more but by the user: no
// call of the platform is in flight, and no timer is pending. A user's own code may
// count how often it looks, and give up; then it is not stuck while it still looks.
func (c *Client) Dormant() bool {
	return c.app == nil || c.app.wx.Idle() && c.app.loop.Timers() == 0
}

// Busy reports whether a call of the platform is in flight that something may come of.
func (c *Client) Busy() bool { return c.app != nil && !c.app.wx.Idle() }

// Where is the place in a user's own code that runs now, and then those that called it;
// empty where none does, or the wrapper is no such code.
func (c *Client) Where() []string {
	if c.app == nil {
		return nil
	}
	if w, is := c.app.wrapper.(wrapper.Located); is {
		return w.Where()
	}
	return nil
}

// ReadsTime reports whether the code of the app that runs has read the clock.
func (c *Client) ReadsTime() bool {
	if c.app == nil {
		return false
	}
	w, is := c.app.wrapper.(wrapper.TimeReader)
	return is && w.ReadsTime()
}

// Shared is what the turns of the app have in common, and whether its wrapper
// tells that.
func (c *Client) Shared() (wrapper.Shared, bool) {
	if c.app == nil {
		return wrapper.Shared{}, false
	}
	w, ok := c.app.wrapper.(wrapper.SharedStater)
	if !ok {
		return wrapper.Shared{}, false
	}
	return w.Shared(), true
}

// InFlight is the number of requests that have left and not come back.
func (c *Client) InFlight() int {
	if c.app == nil {
		return 0
	}
	return c.app.wx.InFlight()
}
