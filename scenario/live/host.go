package live

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/backend"
	"github.com/wxload/wxload/scenario/live/transport"
)

// host is the world of one client: its worker's time and timers, real sockets
// behind it.
type host struct{ u *user }

var _ wx.Host = host{}

func (h host) Now() time.Time { return h.u.w.now }

func (h host) Rand() *rand.Rand { return h.u.wrapperRandom() }

func (h host) After(d time.Duration, t loop.Task) loop.Stopper {
	return h.u.w.timers.add(h.u.w.now.Add(d), h.u, t)
}

// Request sends r on a connection of the client's own.
func (h host) Request(r *wx.Request, to wx.Receiver) loop.Stopper {
	e := &exchange{user: h.u, to: to}
	if e.unfilled = h.u.w.run.backend.Unfilled(r); e.unfilled != nil {
		e.values = h.u.values(h.u.ownID(r))
		r = e.unfilled
	}
	e.request = r
	h.u.device.Prepare(&e.call, h.u.gated(r))
	if x := r.Transfer; x != nil && x.Progress != nil {
		e.tell(to)
	}
	h.u.w.start(e)
	return e
}

func (h host) Login(done func(string, error)) { h.u.w.start(&codeCall{user: h.u, done: done}) }

func (h host) CheckSession(done func(error)) { h.u.w.start(&sessionCheck{user: h.u, done: done}) }

func (h host) UserInfo(done func(*wx.UserInfo, error)) {
	h.u.w.start(&profileCall{user: h.u, done: done})
}

// exchange is a request on its way.
type exchange struct {
	user    *user
	request *wx.Request
	call    transport.Call
	// unfilled is a request of the wrapper's own whose placeholders are to be filled
	// in, with these values; nil for others.
	unfilled *wx.Request
	values   *backend.Values
	to       wx.Receiver
	aborted  bool

	resp  *wx.Response
	err   error
	stats transport.Stats
}

// tell lets the receiver know how far an upload or a download is.
func (e *exchange) tell(to wx.Receiver) {
	receiver, takes := to.(wx.ProgressReceiver)
	if !takes {
		return
	}
	e.call.OnProgress(func(done, of int64) {
		e.user.w.inbox <- message{ask: func() {
			if !e.aborted {
				receiver.Progress(done, of)
				e.user.proceed()
			}
		}}
	})
}

func (e *exchange) do() {
	if e.unfilled != nil {
		if e.err = e.user.w.run.backend.FillIn(e.unfilled, e.values); e.err != nil {
			return
		}
	}
	begun := time.Now()
	e.call.Hold() // until the client has had it
	e.resp, e.err = e.call.Do()
	e.stats = e.call.Stats()
	if e.resp != nil {
		e.resp.Elapsed = time.Since(begun)
		e.resp.Leak = e.user.w.run.backend.Leak(e.resp)
	}
}

func (e *exchange) land() *user {
	e.user.w.network.add(e)
	e.user.w.slowest.add(e)
	e.user.given(e.request, e.resp)
	e.user.answered(e.request, e.resp)
	if !e.aborted {
		e.to.Receive(e.resp, platformError(e.err))
	}
	e.call.Release()
	return e.user
}

// Stop aborts it.
func (e *exchange) Stop() {
	e.aborted = true
	e.call.Abort()
}

// codeCall is a wx.login on its way.
type codeCall struct {
	user *user
	done func(string, error)

	code string
	err  error
}

func (c *codeCall) do() { c.code, c.err = c.user.w.run.backend.Login(c.user.name) }

func (c *codeCall) land() *user {
	c.done(c.code, c.err)
	return c.user
}

// sessionCheck is a wx.checkSession on its way.
type sessionCheck struct {
	user *user
	done func(error)

	err error
}

func (c *sessionCheck) do() { c.err = c.user.w.run.backend.CheckSession(c.user.name) }

func (c *sessionCheck) land() *user {
	c.done(c.err)
	return c.user
}

// profileCall is a wx.getUserInfo on its way.
type profileCall struct {
	user *user
	done func(*wx.UserInfo, error)

	info *wx.UserInfo
	err  error
}

func (c *profileCall) do() { c.info, c.err = c.user.w.run.backend.UserInfo(c.user.name) }

func (c *profileCall) land() *user {
	c.done(c.info, c.err)
	return c.user
}

// platformError is the part of a transport's error that a fail callback
// receives.
func platformError(err error) error {
	if err == nil {
		return nil
	}
	if failed, is := errors.AsType[*transport.Error](err); is {
		return failed.Platform
	}
	return err
}
