package wrapper

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// userclass ports 小程序登录流程 (class USER extends HTTP): login() asks WeChat and
// then the developer server whether the stored sessionKey holds, and logs in where
// one of them says no. Every component calls it before it requests; with
// userclass-launch only the app does, on launch.
//
// Known holes, as published: there is no lock, so every component logs in; a
// failed login POST shows a toast and never settles, a failed wx.login is an
// unhandled rejection and never settles either; the server's check does not
// protect the request that follows it.
type userclass struct {
	base
	gated bool // components log in before they request
}

func newUserclass(env Env, s *Settings) Wrapper {
	return &userclass{base: newBase(env, s), gated: true}
}

func newUserclassLaunch(env Env, s *Settings) Wrapper { return &userclass{base: newBase(env, s)} }

// Shared implements [SharedStater]: there is nothing but the storage.
func (w *userclass) Shared() Shared { return Shared{} }

// Launch is new USER().login().
func (w *userclass) Launch() *loop.Promise[any] { return w.login() }

// Request is this.request(…), after login() in a component that calls it.
func (w *userclass) Request(c *Call) *loop.Promise[*wx.Response] {
	if !w.gated || !c.Identity {
		return w.request(c)
	}
	return loop.Chain(w.login(), func(any) *loop.Promise[*wx.Response] { return w.request(c) }, nil)
}

func (w *userclass) request(c *Call) *loop.Promise[*wx.Response] {
	token := ""
	if c.Identity {
		token = w.WX.GetStorage(w.s.TokenKey)
	}
	return w.plainHTTP(w.newRequest(c, token))
}

func (w *userclass) login() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	resolve := func(any) (any, error) {
		out.Resolve(nil)
		return nil, nil
	}
	if w.WX.GetStorage(w.s.TokenKey) == "" {
		loop.Then(w.fullLogin(), resolve, nil)
		return out
	}
	checked := loop.Chain(w.checkWXSession(), func(any) *loop.Promise[any] { return w.checkServerSession() }, nil)
	loop.Then(checked, resolve, nil).Catch(func(error) (any, error) {
		loop.Then(w.fullLogin(), resolve, nil)
		return nil, nil
	})
	return out
}

// fullLogin is _wxLogin().then(res => this._serLogin(res.code)).
func (w *userclass) fullLogin() *loop.Promise[any] {
	return loop.Chain(w.wxLogin(), w.serverLogin, nil)
}

func (w *userclass) checkWXSession() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	w.WX.CheckSession(func(err error) { out.Settle(true, err) })
	return out
}

func (w *userclass) checkServerSession() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	check := w.request(&Call{Name: "checkSerSession", Method: "POST", URL: w.s.SessionCheckPath, Identity: true})
	passed := loop.Then(check, func(resp *wx.Response) (any, error) {
		out.Resolve(resp)
		return nil, nil
	}, nil)
	passed.Catch(func(err error) (any, error) {
		out.Reject(err)
		return nil, nil
	})
	return out
}

// serverLogin is _serLogin(code), which settles only when it succeeds.
func (w *userclass) serverLogin(code string) *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	stored := loop.Then(w.exchange(code), func(resp *wx.Response) (any, error) {
		if err := w.storeToken(resp); err != nil {
			return nil, err
		}
		out.Resolve(nil)
		return nil, nil
	}, nil)
	stored.Catch(func(error) (any, error) { return nil, nil })
	return out
}
