package client

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// app is one run of the app, from a cold start to its end.
type app struct {
	loop    *loop.Loop
	wx      *wx.Platform
	wrapper wrapper.Wrapper
}

// running is the app, started cold where none runs.
func (c *Client) running() *app {
	if c.app == nil {
		l := loop.New(c.host, c.cfg.Pool)
		l.Unhandled = func(reason error) { c.emit(wx.Event{Kind: wx.Unhandled, Err: reason}) }
		platform := wx.New(c.host, l, &c.storage, c.cfg.Platform)
		a := &app{loop: l, wx: platform}
		c.app = a // before its code runs, which may crash
		a.wrapper = c.cfg.Wrapper.Start(wrapper.Env{Loop: l, WX: platform, Called: c.called, Crash: func() { c.freeze(a) }}, c.cfg.Settings)
	}
	return c.app
}

func (c *Client) freeze(a *app) {
	c.frozen = true
	c.crash(a)
}

// crash ends the app soon, unless it has ended by then. What is open then is open:
// it does not hang by the wrapper's doing.
func (c *Client) crash(a *app) {
	c.host.After(0, loop.Func(func() {
		if c.app == a {
			c.endApp()
		}
	}))
}

// Frozen reports whether an app of the client was ended because its code took more than
// it may. What was open then hangs by that alone.
func (c *Client) Frozen() bool { return c.frozen }

// Launch is App.onLaunch.
func (c *Client) Launch() {
	if c.over {
		return
	}
	a := c.running()
	a.loop.Turn(func() {
		c.emit(wx.Event{Kind: wx.AppLaunch})
		done := a.wrapper.Launch()
		if done == nil {
			return
		}
		done.OnSettled(func(_ any, err error) {
			if err != nil {
				c.emit(wx.Event{Kind: wx.AppLaunchRejected, Err: err})
			} else {
				c.emit(wx.Event{Kind: wx.AppLaunchDone})
			}
		})
	})
}

// Hide sends the app to the background. WeChat suspends it after 5 seconds and
// destroys it after 30 minutes.
func (c *Client) Hide() {
	if c.app == nil || c.app.wx.Hidden() {
		return
	}
	if w, wants := c.app.wrapper.(wrapper.Hiding); wants {
		c.app.loop.Turn(w.Hide)
	}
	c.app.wx.Hide()
	c.destroy = c.host.After(wx.DestroyAfter, loop.Func(c.End))
}

// Show brings the app back: warm where it still lives, cold otherwise.
func (c *Client) Show() {
	if c.app == nil {
		c.Launch()
		return
	}
	if !c.app.wx.Hidden() {
		return
	}
	c.destroy.Stop()
	c.app.wx.Show()
	a := c.app
	a.loop.Turn(a.wrapper.Show)
}

// End destroys the app: its JavaScript world is gone, its storage stays. The
// next action starts it cold.
func (c *Client) End() {
	if c.app == nil {
		return
	}
	if !c.stopped {
		c.observer.FindHung(c.host.Now(), c.Stuck()) // before the end of the app makes them open
	}
	c.endApp()
}

func (c *Client) endApp() {
	if c.destroy != nil {
		c.destroy.Stop()
	}
	c.app.wx.Destroy()
	c.app = nil
}

// Stop ends the observation and then the app: requests in flight stay so in the
// books, which [Observer.Finish] has closed before. The client cannot be used
// afterwards.
func (c *Client) Stop() {
	c.stopped = true
	c.End()
}

// Relaunch ends the app and starts it cold.
func (c *Client) Relaunch() {
	c.End()
	c.Launch()
}
