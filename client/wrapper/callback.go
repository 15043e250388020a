package wrapper

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// callback ports 小程序静默登录 §4.2.1: the launch logs in and then calls one
// function that a page left behind (checkLoginReadyCallback); a page that loads
// later requests at once.
//
// Known holes, as published: there is one callback, so the last page to load
// before the login overwrites the others, which never load; every launch logs in,
// whatever token and session there are, and nothing ever does afterwards: an
// authentication failure reaches the page; after a failed login pages wait for
// ever.
type callback struct {
	base
	hasLogin bool
	isLogin  bool
	ready    func() // app.checkLoginReadyCallback
}

func newCallback(env Env, s *Settings) Wrapper { return &callback{base: newBase(env, s)} }

// Launch is App.onLaunch.
func (w *callback) Launch() *loop.Promise[any] {
	return loop.Async(w.Loop, func() (any, error) {
		if _, err := w.login().Await(); err != nil {
			return nil, err
		}
		w.hasLogin = true
		if w.ready != nil {
			w.ready()
		}
		return nil, nil
	})
}

// Load is Page.onLoad: requests without identity bypass the gate.
func (w *callback) Load(calls []*Call, issue func(*Call)) {
	var gated []*Call
	for _, c := range calls {
		if c.Identity {
			gated = append(gated, c)
		} else {
			issue(c)
		}
	}
	onLoad := func() { w.base.Load(gated, issue) }
	switch {
	case len(gated) == 0:
	case w.hasLogin:
		onLoad()
	default:
		w.ready = onLoad
	}
}

// Request sends at once: the gate is in the pages.
func (w *callback) Request(c *Call) *loop.Promise[*wx.Response] {
	return w.plainHTTP(w.newRequest(c, w.WX.GetStorage(w.s.TokenKey)))
}

// login is doLogin of §2.1.
func (w *callback) login() *loop.Promise[any] {
	return loop.Async(w.Loop, func() (any, error) {
		if w.isLogin {
			return false, nil
		}
		w.isLogin = true
		w.WX.RemoveStorage(w.s.TokenKey)
		code, err := w.wxLogin().Await()
		if err != nil {
			return nil, err
		}
		resp, err := w.exchange(code).Await()
		if err == nil {
			err = w.storeToken(resp)
		}
		if err != nil {
			return nil, err
		}
		w.isLogin = false
		return true, nil
	})
}
