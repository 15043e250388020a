package live

import (
	"errors"
	"math/rand/v2"
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/live/transport"
)

// host is the world of one client: its worker's time and timers, real sockets
// behind it.
type host struct{ u *user }

var _ wx.Host = host{}

func (h host) Now() time.Time { return h.u.w.now }

func (h host) Rand() *rand.Rand { return h.u.random() }

func (h host) After(d time.Duration, f func()) (stop func()) {
	return h.u.w.timers.add(h.u.w.now.Add(d), h.u, f)
}

// Request sends r on a connection of the client's own.
func (h host) Request(r *wx.Request, done func(*wx.Response, error)) (abort func()) {
	call := h.u.phone.Call(r)
	aborted := false
	h.u.w.start(func() message {
		begun := time.Now()
		resp, err := call.Do()
		if resp != nil {
			resp.Elapsed = time.Since(begun)
		}
		return message{user: h.u, resp: resp, err: platformError(err), answered: func(resp *wx.Response, err error) {
			if !aborted {
				done(resp, err)
			}
		}}
	})
	return func() {
		aborted = true
		call.Abort()
	}
}

func (h host) Login(done func(string, error)) {
	h.u.w.start(func() message {
		code, err := h.u.w.run.wechat.login(h.u.name)
		return message{user: h.u, gotCode: done, code: code, err: err}
	})
}

func (h host) CheckSession(done func(error)) {
	h.u.w.start(func() message {
		return message{user: h.u, checked: done, err: h.u.w.run.wechat.checkSession(h.u.name)}
	})
}

// platformError is the part of a transport's error that a fail callback
// receives.
func platformError(err error) error {
	if failed, is := errors.AsType[*transport.Error](err); is {
		return failed.Platform
	}
	return err
}
