package wrapper

import (
	"errors"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// eggToast is how long the document shows 登录信息过期 before it logs in.
const eggToast = time.Second

// egg ports 实现微信小程序登录流程 (Egg.js backend): a 401 deletes the token and,
// one second of toast later, logs in again; the app's login trusts checkSession.
//
// Known holes, as published: the request that met the 401 resolves with it at
// once and is never sent again; there is no lock, so every 401 logs in; a valid
// session without a token does nothing; a failed login stores undefined and
// reports success; a 401 on the login starts another login, for ever; wx.login
// has no fail callback; a network failure of the login is an unhandled rejection.
type egg struct {
	base
	gated bool // pages wait for app.login() first
}

func newEgg(env Env, s *Settings) Wrapper { return &egg{base: newBase(env, s)} }

func newEggGated(env Env, s *Settings) Wrapper { return &egg{base: newBase(env, s), gated: true} }

// Shared implements [SharedStater]: there is nothing but the storage.
func (w *egg) Shared() Shared { return Shared{} }

// Launch is app.login().
func (w *egg) Launch() *loop.Promise[any] { return w.appLogin() }

// Request is request.post(url), or app.login().then(() => request.post(url)).
func (w *egg) Request(c *Call) *loop.Promise[*wx.Response] {
	if !w.gated {
		return w.request(c)
	}
	return loop.Chain(w.appLogin(), func(any) *loop.Promise[*wx.Response] { return w.request(c) }, nil)
}

// request is api/index.js.
func (w *egg) request(c *Call) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](w.Loop)
	r := w.newRequest(c, w.WX.GetStorage(w.s.TokenKey))
	r.URL = w.domain + c.URL // an absolute URL does not pass
	w.WX.Request(r, func(resp *wx.Response, err error) {
		if err != nil {
			out.Reject(err)
			return
		}
		if w.s.Target.AuthFailed(resp) {
			w.reLogin().Catch(func(error) (any, error) { return nil, nil })
		}
		out.Resolve(resp)
	})
	return out
}

func (w *egg) reLogin() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	w.WX.RemoveStorage(w.s.TokenKey)
	w.Loop.SetTimeout(eggToast, func() {
		w.WX.ShowLoading(func() {
			w.loginWithCode(func(resp *wx.Response) error {
				if resp.Status != 200 {
					out.Reject(errors.New("login failed"))
					return nil
				}
				if err := w.storeToken(resp); err != nil {
					return err
				}
				out.Resolve(nil)
				return nil
			})
		})
	})
	return out
}

func (w *egg) appLogin() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	w.WX.CheckSession(func(err error) {
		if err == nil {
			out.Resolve(nil)
			return
		}
		w.loginWithCode(func(resp *wx.Response) error {
			if err := w.storeToken(resp); err != nil {
				return err
			}
			out.Resolve(nil)
			return nil
		})
	})
	return out
}

// loginWithCode is wx.login({success}) and request(…).then(then), without a fail
// and without a catch.
func (w *egg) loginWithCode(then func(*wx.Response) error) {
	w.WX.Login(func(code string, err error) {
		if err != nil {
			return
		}
		login := w.logInBy(code, func(r *wx.Request) *loop.Promise[*wx.Response] {
			return w.request(&Call{Method: r.Method, URL: r.URL, Header: r.Header, Body: r.Body})
		})
		loop.Then(login, func(resp *wx.Response) (any, error) { return nil, then(resp) }, nil)
	})
}
