package wrapper

import (
	"errors"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// template ports 微信小程序静默登录流程 (c_jiaming, 2021, weapp_login_template):
// a request that needs a token and finds none, or finds the first launch under
// way, looks again every 200 ms; an authentication failure logs in under a lock
// (LOGIN_SWITCH) and sends again, or looks again later where the lock is on.
//
// Known holes, as published: the lock is off again when a late authentication
// failure with the old token arrives, so that it deletes the new token and logs
// in once more; a failed login leaves the lock on and the token deleted, and
// every request polls for ever; wx.login has no fail callback; the login POST
// goes through the same request function, so that an authentication failure on
// it sends the same code again and again; without a launch nothing logs in.
type template struct {
	base
	firstRun    bool // globalData.FIRST_RUN
	loginSwitch bool // globalData.LOGIN_SWITCH
}

func newTemplate(env Env, s *Settings) Wrapper { return &template{base: newBase(env, s)} }

// Shared implements [SharedStater].
func (w *template) Shared() Shared { return Shared{Flags: [3]bool{w.firstRun, w.loginSwitch}} }

// Launch is App.onLaunch. It waits for nothing.
func (w *template) Launch() *loop.Promise[any] {
	w.firstRun = true
	done := loop.Then(w.userLogin(), func(string) (string, error) {
		w.fetchUserInfo()
		return "", nil
	}, nil)
	done.Catch(func(error) (string, error) { return "", nil }).
		Finally(func() { w.firstRun = false })
	return nil
}

func (w *template) fetchUserInfo() {
	if w.s.UserInfoPath == "" {
		return
	}
	info := w.Request(&Call{Name: "getUserInfo", Method: "GET", URL: w.s.UserInfoPath, Identity: true})
	loop.Then(info, func(*wx.Response) (any, error) { return nil, nil }, nil)
}

// Request is network/request.js: request(params).
func (w *template) Request(c *Call) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](w.Loop)
	token := w.WX.GetStorage(w.s.TokenKey)
	if c.Identity && (token == "" || w.firstRun) {
		w.again(c, out)
		return out
	}
	r := w.newRequest(c, token)
	if token == "" && (w.s.Target.Token.In == InHeader || w.s.Target.Token.In == "") {
		r.Header = append(r.Header, wx.Header{Name: w.s.Target.Token.Name}) // sent, and empty
	}
	w.WX.Request(r, func(resp *wx.Response, err error) {
		if err != nil {
			out.Reject(err)
		} else {
			w.answered(c, resp, out)
		}
	})
	return out
}

// again settles out with another try, one poll delay later.
func (w *template) again(c *Call, out *loop.Promise[*wx.Response]) {
	w.Loop.SetTimeout(w.s.PollDelay, func() { out.Follow(w.Request(c)) })
}

func (w *template) answered(c *Call, resp *wx.Response, out *loop.Promise[*wx.Response]) {
	t := &w.s.Target
	switch {
	case t.Succeeded(resp), t.Success.byBody(resp): // it looks at no status
		if t.Result != "" && !resp.JSON(t.Result).Exists() {
			resp = nil // res.data[resResult] is undefined
		}
		out.Resolve(resp)
	case !t.AuthFailed(resp):
		out.Reject(&StatusError{resp})
	case w.loginSwitch:
		w.again(c, out)
	default:
		loop.Then(w.refreshLogin(), func(string) (any, error) {
			out.Follow(w.Request(c))
			return nil, nil
		}, nil)
	}
}

// userLogin keeps the token where the session holds, and logs in where not.
func (w *template) userLogin() *loop.Promise[string] {
	out := loop.NewPromise[string](w.Loop)
	kept := loop.Then(w.checkLogin(), func(token string) (string, error) {
		out.Resolve(token)
		return "", nil
	}, nil)
	kept.Catch(func(error) (string, error) {
		w.Loop.Go(func() { out.Settle(w.refreshLogin().Await()) })
		return "", nil
	})
	return out
}

func (w *template) checkLogin() *loop.Promise[string] {
	out := loop.NewPromise[string](w.Loop)
	w.WX.CheckSession(func(err error) {
		if err != nil {
			out.Reject(errors.New("session_key_err"))
		} else if token := w.WX.GetStorage(w.s.TokenKey); token != "" {
			out.Resolve(token)
		} else {
			out.Reject(errors.New("token_err"))
		}
	})
	return out
}

// refreshLogin logs in again. Where that fails nothing takes the lock off.
func (w *template) refreshLogin() *loop.Promise[string] {
	w.loginSwitch = true
	w.WX.RemoveStorage(w.s.TokenKey)
	out := loop.NewPromise[string](w.Loop)
	w.Loop.Go(func() {
		code, _ := w.wxCode().Await()
		login := w.login(code)
		stored := loop.Then(login, func(resp *wx.Response) (any, error) {
			if resp == nil { // const { token } = undefined throws
				return nil, ErrNoToken
			}
			if err := w.storeToken(resp); err != nil {
				return nil, err
			}
			w.loginSwitch = false
			out.Resolve(w.WX.GetStorage(w.s.TokenKey))
			return nil, nil
		}, nil)
		stored.Catch(func(err error) (any, error) {
			out.Reject(err)
			return nil, nil
		})
	})
	return out
}

// wxCode never settles where wx.login fails: the document's wx.login has no
// fail callback.
func (w *template) wxCode() *loop.Promise[string] {
	out := loop.NewPromise[string](w.Loop)
	w.WX.Login(func(code string, err error) {
		if err == nil && code != "" {
			out.Resolve(code)
		}
	})
	return out
}

// login is the login call of network/index.js, which goes through request.
func (w *template) login(code string) *loop.Promise[*wx.Response] {
	return w.logInBy(code, func(r *wx.Request) *loop.Promise[*wx.Response] {
		return w.Request(&Call{Method: r.Method, URL: r.URL, Header: r.Header, Body: r.Body})
	})
}
