package wrapper

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// taro ports the Taro article (02–04): every request first goes through
// checkSession(), which asks WeChat once whether the session holds, logs in
// where it does not, and lets others wait by looking again every 500 ms.
//
// Known holes, as published: on a cold start requests do not wait for the login
// and leave without a token; after one good check every further call logs in
// again; the login lock (IS_LOGIN_ING) is never taken off after a success, so
// that every later login polls for ever, or, with the one line that takes it off
// (taro-unlock), every request logs in; while the session's login runs, other
// requests leave without a token; nothing notices an authentication failure.
type taro struct {
	base
	unlocks bool // a login that succeeded takes its lock off

	loginIng         bool // IS_LOGIN_ING
	sessionChecking  bool // IS_SESSION_CHECKING
	sessionRefreshed bool // IS_SESSION_REFRESH
}

func newTaro(env Env, s *Settings) Wrapper { return &taro{base: newBase(env, s)} }

func newTaroUnlock(env Env, s *Settings) Wrapper {
	return &taro{base: newBase(env, s), unlocks: true}
}

// The document's checkSessionResult.
const (
	taroValid   = 0
	taroRelogin = 1
	taroUnauth  = 2
)

// Shared implements [SharedStater].
func (w *taro) Shared() Shared {
	return Shared{Flags: [3]bool{w.loginIng, w.sessionChecking, w.sessionRefreshed}}
}

// Launch is checkSession().
func (w *taro) Launch() *loop.Promise[any] { return w.checkSession() }

// Request is fetch(url).
func (w *taro) Request(c *Call) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](w.Loop)
	reject := func(err error) (any, error) {
		out.Reject(err)
		return nil, nil
	}
	checked := loop.Then(w.checkSession(), func(any) (any, error) {
		token := w.WX.GetStorage(w.s.TokenKey)
		sent := loop.Then(w.plainHTTP(w.newRequest(c, token)), func(resp *wx.Response) (any, error) {
			out.Resolve(resp)
			return nil, nil
		}, nil)
		sent.Catch(reject)
		return nil, nil
	}, nil)
	checked.Catch(reject)
	return out
}

func (w *taro) checkSession() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	token := w.WX.GetStorage(w.s.TokenKey)
	switch {
	case w.sessionChecking:
		w.Loop.SetTimeout(w.s.PollDelay, func() { pass(w.checkSession(), out, nil) })
	case !w.sessionRefreshed && token != "":
		w.sessionChecking = true
		w.WX.CheckSession(func(err error) {
			if err == nil {
				w.sessionRefreshed = true
				out.Resolve(taroValid)
			} else {
				w.WX.RemoveStorageAsync(w.s.TokenKey, func() { pass(w.reLogin(), out, taroRelogin) })
			}
			w.sessionChecking = false
		})
	default:
		pass(w.reLogin(), out, nil)
		out.Resolve(taroUnauth) // it does not wait
	}
	return out
}

func (w *taro) reLogin() *loop.Promise[any] {
	out := loop.NewPromise[any](w.Loop)
	if w.loginIng {
		w.Loop.SetTimeout(w.s.PollDelay, func() { pass(w.reLogin(), out, nil) })
		return out
	}
	w.loginIng = true
	w.WX.Login(func(code string, err error) {
		if err != nil {
			w.loginIng = false
			out.Reject(nil)
			return
		}
		stored := loop.Then(w.exchange(code), func(resp *wx.Response) (any, error) {
			if err := w.storeToken(resp); err != nil {
				return nil, err
			}
			if w.unlocks {
				w.loginIng = false
			}
			out.Resolve(nil)
			return nil, nil
		}, nil)
		stored.Catch(func(error) (any, error) {
			w.loginIng = false
			out.Reject(nil)
			return nil, nil
		})
	})
	return out
}

// pass is p.then(res => resolve(res)).catch(() => reject()); a value that is not
// nil stands in for the result.
func pass(p, out *loop.Promise[any], value any) {
	resolved := loop.Then(p, func(v any) (any, error) {
		if value != nil {
			v = value
		}
		out.Resolve(v)
		return nil, nil
	}, nil)
	resolved.Catch(func(error) (any, error) {
		out.Reject(nil)
		return nil, nil
	})
}
