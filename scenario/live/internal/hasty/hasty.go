// Package hasty is a wrapper without a lock, for tests: each rejected request refreshes by
// itself, and waits for ever where nothing comes of that. It takes the token of whatever
// answer comes last.
package hasty

import (
	"errors"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

type hasty struct {
	wrapper.Env
	s *wrapper.Settings
}

// Wrapper is the wrapper's description.
func Wrapper() wrapper.Info {
	info, _ := wrapper.Find("reference")
	info.ID = "hasty"
	info.New = func(env wrapper.Env, s *wrapper.Settings) wrapper.Wrapper { return &hasty{env, s} }
	return info
}

func (h *hasty) Launch() *loop.Promise[any] { return nil }
func (h *hasty) Show()                      {}
func (h *hasty) Logout()                    {}

func (h *hasty) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (h *hasty) Request(c *wrapper.Call) *loop.Promise[*wx.Response] {
	return loop.Async(h.Loop, func() (*wx.Response, error) {
		if h.WX.GetStorage(h.s.TokenKey) == "" {
			code := loop.NewPromise[string](h.Loop)
			h.WX.Login(code.Settle)
			c, err := code.Await()
			if err != nil {
				return nil, err
			}
			if _, err := h.keep(h.request(h.s.Target.LoginRequest(c))); err != nil {
				return nil, err
			}
		}
		resp, err := h.send(c)
		if err != nil || !h.s.Target.AuthFailed(resp) {
			return resp, err
		}
		if _, err := h.keep(h.request(h.s.Target.RefreshRequest(h.WX.GetStorage(h.s.RefreshKey)))); err != nil {
			loop.NewPromise[any](h.Loop).Await()
		}
		return h.send(c)
	})
}

// keep stores what an answer brings.
func (h *hasty) keep(resp *wx.Response, err error) (*wx.Response, error) {
	if err == nil && !h.s.Target.Succeeded(resp) {
		err = errors.New("refused")
	}
	if err == nil {
		token, _ := h.s.Target.NewToken(resp)
		h.WX.SetStorage(h.s.TokenKey, token)
		h.WX.SetStorage(h.s.RefreshKey, h.s.Target.NewRefreshToken(resp))
	}
	return resp, err
}

func (h *hasty) send(c *wrapper.Call) (*wx.Response, error) {
	r := &wx.Request{Method: c.Method, URL: c.URL, Body: c.Body, Name: c.Name, Caller: c.ID}
	h.s.Target.Carry(r, h.WX.GetStorage(h.s.TokenKey))
	resp, err := h.request(r)
	if err == nil {
		if token, renewed := h.s.Target.RenewedBy(r, resp); renewed {
			h.WX.SetStorage(h.s.TokenKey, token)
		}
	}
	return resp, err
}

func (h *hasty) request(r *wx.Request) (*wx.Response, error) {
	r.URL = h.s.Domains["develop"] + r.URL
	p := loop.NewPromise[*wx.Response](h.Loop)
	h.WX.Request(r, p.Settle)
	return p.Await()
}
