package script

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/appservice"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wrapper"
)

// app is the script in one run of an app. It is a [wrapper.Wrapper].
type app struct {
	wrapper.Env
	modules
	settings *wrapper.Settings
	p        *platform.Platform
	pages    *appservice.Service // nil for a module
	exports  goja.Value          // of the entry
	owner    *goja.Object        // of the function of a page's call
	calls    calls
	hooks    []*hooked // the functions of the boundary, in the order in which they were made
	names    names     // of the requests of a mini program's own pages
	report   func(*engine.Error)
	watch    Watch
	kept     *kept       // whose runtime it may use; may be nil
	ended    func() bool // whether it was given up; may be nil
}

func (s *Script) newWrapper(env wrapper.Env, settings *wrapper.Settings) wrapper.Wrapper {
	return s.newApp(env, settings).run()
}

// run starts an app as a client's.
func (a *app) run() wrapper.Wrapper {
	a.report = a.failed
	if err := a.start(); err != nil {
		a.WX.ScriptError(err)
		a.crash()
	}
	return a
}

func (s *Script) newApp(env wrapper.Env, settings *wrapper.Settings) *app {
	return &app{Env: env, settings: settings, modules: modules{s: s, loaded: map[string]*goja.Object{}}}
}

// start makes the runtime and loads the entry, in a turn of its own. What the code
// throws is reported.
func (a *app) start() error {
	var err error
	if a.e, err = a.kept.engine(a.engineConfig()); err != nil {
		return err
	}
	cfg := platform.Config{
		Engine: a.e, WX: a.WX, Cancels: a.s.options.Cancels, Denies: a.s.options.Denies,
		Sending: a.sending, Sent: a.sent, Answered: a.answered, Failed: a.broke, Caller: a.caller,
		Watch: a.s.options.Watch, File: a.file,
	}
	if a.s.options.Uni {
		cfg.Uni = func() goja.Value { return a.load(Uni) }
	}
	a.service(&cfg)
	a.p, err = platform.New(cfg)
	if err != nil {
		return err
	}
	if a.pages != nil {
		a.pages.With(a.p)
	}
	a.exports = goja.Undefined()
	a.Loop.Turn(func() {
		a.e.Load(func() {
			loader := a.e.Function("load", func(goja.FunctionCall) goja.Value { return a.load(a.s.source.Entry()) })
			a.exports, _ = a.e.Call(loader, nil)
			a.owner = a.ownerOf(a.s.shape)
			a.loadEager()
		})
	})
	return nil
}

func (a *app) engineConfig() engine.Config {
	return engine.Config{
		Loop: a.Loop, Random: a.WX.Host().Rand().Float64, Limits: a.s.options.Limits, Watchdog: a.s.options.Watchdog,
		Over: a.ended, Past: &a.s.past,
		Program: a.s.find, Locate: a.s.source.Locate, Mentions: a.s.source.Mentions, Unhandled: a.unhandled, Done: a.done,
		Roots: a.roots, Trails: a.s.options.Trails,
		Report: func(err *engine.Error) { a.report(err) },
	}
}

// ownerOf is the object that has the functions of a page's calls.
func (a *app) ownerOf(s *shape) *goja.Object {
	if s == nil || a.e.Dead() {
		return nil
	}
	exports := a.exports
	if s.file != a.s.source.Entry() {
		exports = a.load(s.file)
	}
	o, is := exports.(*goja.Object)
	if !is {
		return nil
	}
	o = a.follow(o, s.owner)
	if o == nil || !s.class {
		return o
	}
	made, err := a.e.Runtime().New(o)
	if err != nil {
		panic(err)
	}
	return made
}

// Launch is the script's launch, or its app's.
func (a *app) Launch() *loop.Promise[any] {
	var out *loop.Promise[any]
	a.enter(func() {
		var result, thrown goja.Value
		if f := a.export("launch"); f != nil {
			result, thrown = a.e.Invoke(f, a.exports)
		} else {
			result = a.p.Launch()
		}
		settled := loop.NewPromise[any](a.Loop)
		switch {
		case a.e.Dead():
		case thrown != nil:
			out = settled
			out.Reject(a.reason(thrown, nil))
		case a.e.After(result, func(goja.Value) { a.settle(settled, nil) }, func(v goja.Value) { a.settle(settled, a.reason(v, nil)) }):
			out = settled
		}
	})
	return out
}

func (a *app) settle(p *loop.Promise[any], err error) {
	p.Settle(nil, err)
	a.Loop.Drain()
}

// Load lets the script decide when the calls of a page are made, where it wants
// to; else they are made at once.
func (a *app) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	a.enter(func() {
		f := a.export("load")
		if f == nil {
			for _, c := range calls {
				issue(c)
			}
			return
		}
		list := []any{} // of the values that the script has for the calls
		for _, c := range calls {
			list = append(list, goja.Value(a.callObject(c)))
		}
		issueOne := a.e.Function("issue", func(f goja.FunctionCall) goja.Value {
			if i := slices.Index(list, any(f.Argument(0))); i >= 0 {
				issue(calls[i])
			}
			return goja.Undefined()
		})
		a.e.Call(f, a.exports, a.e.Runtime().NewArray(list...), issueOne)
	})
}

// Show is the script's show, or its app's.
func (a *app) Show() {
	a.enter(func() {
		if f := a.export("show"); f != nil {
			a.e.Call(f, a.exports)
			return
		}
		a.p.Show()
		if a.pages != nil {
			a.pages.Show()
		}
	})
}

// Hide implements [wrapper.Hiding].
func (a *app) Hide() {
	a.enter(func() {
		if a.pages != nil {
			a.pages.Hide()
		}
		a.p.Hide()
	})
}

// Where implements [wrapper.Located].
func (a *app) Where() []string {
	if a.e == nil {
		return nil
	}
	return engine.Texts(a.e.Stack())
}

// ReadsTime implements [wrapper.TimeReader].
func (a *app) ReadsTime() bool { return a.e != nil && a.e.ReadsTime() }

// Logout is the script's logout; without one the stored token is removed.
func (a *app) Logout() {
	a.enter(func() {
		if f := a.export("logout"); f != nil {
			a.e.Call(f, a.exports)
			return
		}
		a.WX.RemoveStorage(a.settings.TokenKey)
		for _, s := range a.settings.Further {
			a.WX.RemoveStorage(s.TokenKey)
		}
	})
}

// enter runs f in the engine, where it lives.
func (a *app) enter(f func()) {
	if a.e != nil && a.p != nil {
		a.e.Enter(f)
	}
}

// roots are the values that are held for the script besides its runtime.
func (a *app) roots() []goja.Value {
	roots := append(a.p.Held(), a.all...)
	if a.pages != nil {
		if held := a.pages.Held(); held != nil {
			roots = append(roots, held)
		}
	}
	return roots
}

// failed reports an error of the script.
func (a *app) failed(err *engine.Error) {
	a.watch.failed(err)
	if err.Kind != engine.Exceeded && a.ofPage(err) {
		a.WX.PageError(err)
		a.p.Failed(err)
		return
	}
	switch err.Kind {
	case engine.Rejected:
		if a.Loop.Unhandled != nil {
			a.Loop.Unhandled(err)
		}
	case engine.Exceeded:
		a.WX.ScriptError(err)
		a.crash()
	default:
		a.WX.ScriptError(err)
		a.p.Failed(err)
	}
}

func (a *app) crash() {
	if a.Crash != nil {
		a.Crash()
	}
}

func (a *app) unhandled(reason, promise goja.Value) { a.p.Unhandled(reason, promise) }

var (
	_ wrapper.Hiding     = (*app)(nil)
	_ wrapper.Located    = (*app)(nil)
	_ wrapper.TimeReader = (*app)(nil)
)
