package wrapper

import (
	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wx"
)

// fly is an instance of flyio (0.6): a request function with interceptors and a
// lock that holds requests before they enter them.
type fly struct {
	*base
	// request is the request interceptor; nil for none.
	request func(*flyOptions) *loop.Promise[struct{}]
	// failed is the response interceptor's error handler, with the answer or nil;
	// nil for none.
	failed  func(*flyOptions, *wx.Response) *loop.Promise[*wx.Response]
	gate    *loop.Promise[struct{}] // while locked
	waiting []*flyOptions           // that the lock holds, in order
	leaving []*flyOptions           // that will be sent in a moment, in order
}

// flyOptions is one request's options. They live on when the request is sent
// again, and with them the Authorization header of the try before.
type flyOptions struct {
	call  *Call
	token string
}

func (f *fly) lock() {
	if f.gate == nil {
		f.gate = loop.NewPromise[struct{}](f.Loop)
	}
}

func (f *fly) unlock() {
	if gate := f.gate; gate != nil {
		f.gate, f.waiting = nil, nil
		gate.Resolve(struct{}{})
	}
}

// held are the calls that the lock holds, and those that will be sent in a moment.
func (f *fly) held() []Held {
	var held []Held
	for _, o := range f.waiting {
		held = append(held, Held{o.call.ID, o.token})
	}
	if len(f.leaving) > 0 {
		held = append(held, Held{})
	}
	for _, o := range f.leaving {
		held = append(held, Held{o.call.ID, o.token})
	}
	return held
}

// do is fly.request(options).
func (f *fly) do(o *flyOptions) *loop.Promise[*wx.Response] {
	out := loop.NewPromise[*wx.Response](f.Loop)
	if f.gate == nil {
		f.enter(o, out)
		return out
	}
	f.waiting = append(f.waiting, o)
	loop.Then(f.gate, func(struct{}) (any, error) {
		f.enter(o, out)
		return nil, nil
	}, nil)
	return out
}

func (f *fly) enter(o *flyOptions, out *loop.Promise[*wx.Response]) {
	passed := loop.Resolved(f.Loop, struct{}{})
	if f.request != nil {
		passed = f.request(o)
	}
	loop.Then(passed, func(struct{}) (any, error) {
		f.leaving = append(f.leaving, o)
		f.Loop.SetTimeout(0, func() { f.send(o, out) })
		return nil, nil
	}, func(err error) (any, error) {
		out.Reject(err)
		return nil, nil
	})
}

func (f *fly) send(o *flyOptions, out *loop.Promise[*wx.Response]) {
	f.leaving = f.leaving[1:]
	f.WX.Request(f.newRequest(o.call, o.token), func(resp *wx.Response, err error) {
		if err == nil && (resp.Success() || resp.Status == 304) {
			f.settle(loop.Resolved(f.Loop, resp), out)
			return
		}
		if f.failed != nil {
			f.settle(f.failed(o, resp), out)
			return
		}
		if err == nil {
			err = &StatusError{resp}
		}
		f.settle(loop.Rejected[*wx.Response](f.Loop, err), out)
	})
}

// settle is data.then(resolve).catch(reject).
func (f *fly) settle(result, out *loop.Promise[*wx.Response]) {
	resolved := loop.Then(result, func(resp *wx.Response) (any, error) {
		out.Resolve(resp)
		return nil, nil
	}, nil)
	resolved.Catch(func(err error) (any, error) {
		out.Reject(err)
		return nil, nil
	})
}
