package wrapper

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// flyjs ports 小程序静默登录 §4.2.2: flyio with interceptors. A request without a
// token locks the queue, logs in and unlocks; a 401 locks the queue, deletes the
// token, logs in, unlocks where its login succeeded, and sends again. A second
// doLogin returns false at once while the first one runs.
//
// Known holes, as published: a launch and a page at the same time unlock each
// other's queue, so that requests leave without a token, and where the 401 comes
// before the login's end the queue stays locked for ever; launching drops a valid
// token; a failed login leaves isLogin and the lock on; a late 401 deletes the new
// token; any other failure resolves with undefined; whitelisted requests wait in
// the queue, too; nothing bounds 401, login, 401.
type flyjs struct {
	base
	fly     *fly // the instance that pages use
	auth    *fly // the one that logs in
	launch  func() *loop.Promise[any]
	isLogin bool
}

func newFlyjsBase(env Env, s *Settings) *flyjs {
	w := &flyjs{base: newBase(env, s)}
	w.fly = &fly{base: &w.base, request: w.intercept, failed: w.intercepted}
	plain := *s // without the interceptor's content type
	plain.ContentType = ""
	auth := newBase(env, &plain)
	w.auth = &fly{base: &auth}
	return w
}

// newFlyjs logs in on every launch.
func newFlyjs(env Env, s *Settings) Wrapper {
	w := newFlyjsBase(env, s)
	w.launch = func() *loop.Promise[any] { return w.doLogin() }
	return w
}

// newFlyjsCheck logs in on launch where the session does not hold (§3).
func newFlyjsCheck(env Env, s *Settings) Wrapper {
	w := newFlyjsBase(env, s)
	w.launch = w.checkThenLogin
	return w
}

// newFlyjsLazy leaves the login to the first request.
func newFlyjsLazy(env Env, s *Settings) Wrapper { return newFlyjsBase(env, s) }

// newFlyjsSameFly sends the login through the instance that its own lock holds.
func newFlyjsSameFly(env Env, s *Settings) Wrapper {
	w := newFlyjsBase(env, s)
	w.auth = w.fly
	return w
}

// Shared implements [SharedStater].
func (w *flyjs) Shared() Shared {
	return Shared{Flags: [3]bool{w.isLogin, w.fly.gate != nil}, Held: w.fly.held()}
}

// Launch is the variant's own.
func (w *flyjs) Launch() *loop.Promise[any] {
	if w.launch == nil {
		return nil
	}
	return w.launch()
}

// checkThenLogin waits for nothing: wx.checkSession({fail() { doLogin() }}).
func (w *flyjs) checkThenLogin() *loop.Promise[any] {
	w.WX.CheckSession(func(err error) {
		if err != nil {
			w.doLogin()
		}
	})
	return nil
}

// Request is fly.get(url).
func (w *flyjs) Request(c *Call) *loop.Promise[*wx.Response] {
	return w.fly.do(&flyOptions{call: c})
}

// doLogin resolves with false where a login runs already.
func (w *flyjs) doLogin() *loop.Promise[any] {
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
		resp, err := w.login(code).Await()
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

func (w *flyjs) login(code string) *loop.Promise[*wx.Response] {
	return w.logInBy(code, func(r *wx.Request) *loop.Promise[*wx.Response] {
		call := &Call{Method: r.Method, URL: r.URL, Header: r.Header, Body: r.Body}
		return w.auth.do(&flyOptions{call: call})
	})
}

// intercept is the request interceptor.
func (w *flyjs) intercept(o *flyOptions) *loop.Promise[struct{}] {
	return loop.Async(w.Loop, func() (struct{}, error) {
		if w.WX.GetStorage(w.s.TokenKey) == "" && !w.s.whitelisted(o.call.URL) {
			w.fly.lock()
			if _, err := w.doLogin().Await(); err != nil {
				return struct{}{}, err
			}
			w.fly.unlock()
		}
		if token := w.WX.GetStorage(w.s.TokenKey); token != "" {
			o.token = token
		}
		return struct{}{}, nil
	})
}

// intercepted is the response interceptor's error handler: async, so that every
// failure but a 401 resolves with undefined.
func (w *flyjs) intercepted(o *flyOptions, resp *wx.Response) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](w.Loop)
	w.Loop.Go(func() {
		if resp == nil || !w.s.Target.AuthFailed(resp) {
			out.Resolve(nil)
			return
		}
		w.fly.lock()
		w.WX.RemoveStorage(w.s.TokenKey)
		done, err := w.doLogin().Await()
		if err != nil {
			out.Reject(err)
			return
		}
		if done == true {
			w.fly.unlock()
		}
		out.Follow(w.fly.do(o))
	})
	return out
}
