package script

import (
	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// Watch sees how the code of a run uses the platform, for those who want to find out
// what it is like. Its functions may be nil; they are called inside of the turn and
// must not act on the client.
type Watch struct {
	// Sending is told of each request before it is made. The frames are the user's
	// functions that are under way, the innermost first.
	Sending func(r *wx.Request, options *goja.Object, frames []engine.Frame)
	// Answered is told of each answer before the script is: data is what it gets.
	Answered func(r *wx.Request, resp *wx.Response, data goja.Value)
	// Failed is told of each error that the script does not see to.
	Failed func(*engine.Error)
}

// Watched is the script as a wrapper that is watched.
func (s *Script) Watched(w Watch) wrapper.Info {
	info := s.Info()
	info.Kept = nil
	info.New = func(env wrapper.Env, settings *wrapper.Settings) wrapper.Wrapper {
		a := s.newApp(env, settings)
		a.watch = w
		return a.run()
	}
	return info
}

func (w *Watch) sending(a *app, r *wx.Request, options *goja.Object) {
	if w.Sending != nil {
		w.Sending(r, options, a.e.Frames())
	}
}

func (w *Watch) answered(r *wx.Request, resp *wx.Response, data goja.Value) {
	if w.Answered != nil {
		w.Answered(r, resp, data)
	}
}

func (w *Watch) failed(err *engine.Error) {
	if w.Failed != nil {
		w.Failed(err)
	}
}
