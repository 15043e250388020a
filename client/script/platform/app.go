package platform

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
)

// globals are the global names that a script finds on a device.
var globals = engine.NewNames(`wx App Page Component Behavior getApp getCurrentPages requirePlugin __wxConfig setTimeout clearTimeout
	setInterval clearInterval queueMicrotask console global uni`)

// IsGlobal reports whether a global name is one that the platform gives: such names
// appear when they are first used.
func IsGlobal(name string) bool { return globals.Has(name) }

var consoleNames = engine.NewNames("log info warn error debug trace group groupCollapsed groupEnd time timeEnd timeLog table assert count dir")

// global makes a global when it is first used.
func (p *Platform) global(name string) goja.Value {
	switch name {
	case "wx":
		return p.object
	case "uni":
		if p.cfg.Uni == nil {
			return nil
		}
		return p.cfg.Uni()
	case "__wxConfig":
		if p.cfg.AppConfig == "" {
			return nil
		}
		v, _ := p.fromJSON([]byte(p.cfg.AppConfig))
		if o, is := v.(*goja.Object); is {
			info := p.wx.AccountInfo()
			o.Set("envVersion", info.EnvVersion)
			o.Set("accountInfo", p.fill("appId", info.AppID, "nickname", "", "icon", ""))
			o.Set("appLaunchInfo", p.launchOptions())
		}
		return v
	case "global":
		return p.rt.GlobalObject()
	case "console":
		silence := p.e.Function("log", func(goja.FunctionCall) goja.Value { return goja.Undefined() })
		return p.e.NewLazy(consoleNames, func(string) goja.Value { return silence }).Object
	}
	return p.e.Function(name, p.globalFunction(name))
}

func (p *Platform) globalFunction(name string) func(goja.FunctionCall) goja.Value {
	switch name {
	case "App":
		return p.newApp
	case "getApp":
		return p.getApp
	case "getCurrentPages":
		return func(goja.FunctionCall) goja.Value { return p.pages.All() }
	case "Behavior":
		return func(c goja.FunctionCall) goja.Value { return c.Argument(0) }
	case "setTimeout":
		return p.e.SetTimeout
	case "setInterval":
		return p.e.SetInterval
	case "clearTimeout", "clearInterval":
		return p.e.ClearTimer
	case "queueMicrotask":
		return p.e.QueueMicrotask
	case "requirePlugin":
		return func(goja.FunctionCall) goja.Value { return p.inertObject() }
	default: // Page, Component
		return func(c goja.FunctionCall) goja.Value {
			if p.cfg.Define == nil { // nobody opens one
				return goja.Undefined()
			}
			return p.cfg.Define(name, c.Argument(0))
		}
	}
}

// newApp is App. What it is called with is the app, as on a device.
func (p *Platform) newApp(c goja.FunctionCall) goja.Value {
	o, is := c.Argument(0).(*goja.Object)
	switch {
	case !is:
	case p.app == nil:
		p.app = o
	default: // getApp({allowDefault: true}) was called before
		for _, name := range o.Keys() {
			p.app.Set(name, o.Get(name))
		}
	}
	p.launches = p.launches || is
	return goja.Undefined()
}

// getApp is undefined before App, as on a device, unless it may be the object
// that App will fill.
func (p *Platform) getApp(c goja.FunctionCall) goja.Value {
	if p.app == nil {
		o, is := c.Argument(0).(*goja.Object)
		if !is || o.Get("allowDefault") == nil || !o.Get("allowDefault").ToBoolean() {
			return goja.Undefined()
		}
		p.app = p.rt.NewObject()
	}
	return p.app
}

// Held are values that the platform keeps for the script.
func (p *Platform) Held() []goja.Value {
	held := []goja.Value{p.object}
	if p.app != nil {
		held = append(held, p.app)
	}
	for _, event := range events {
		held = append(held, p.listener[event]...)
	}
	return held
}

// App is the object that App was called with; nil before.
func (p *Platform) App() *goja.Object { return p.app }

// HasApp reports whether the script called App.
func (p *Platform) HasApp() bool { return p.launches }

// Launch is a cold start, inside of Enter: App.onLaunch and then App.onShow. It
// returns what onLaunch does.
func (p *Platform) Launch() goja.Value {
	result := p.hook("onLaunch", p.launchOptions())
	p.Show()
	return result
}

// Show is App.onShow, inside of Enter.
func (p *Platform) Show() {
	p.hook("onShow", p.launchOptions())
	p.fire("AppShow", p.launchOptions())
}

// Hide is App.onHide, inside of Enter.
func (p *Platform) Hide() {
	p.hook("onHide")
	p.fire("AppHide")
}

// Failed tells the script's own listeners of an error, in a turn of its own.
func (p *Platform) Failed(err *engine.Error) {
	if err.Kind != engine.Thrown || !p.hears("Error", "onError") {
		return
	}
	text := p.rt.ToValue(err.Error())
	p.e.Later(0, func() {
		p.hook("onError", text)
		p.fire("Error", text)
	})
}

// Unhandled tells them of a rejection that nobody handles.
func (p *Platform) Unhandled(reason, promise goja.Value) {
	o := p.fill("reason", reason, "promise", promise)
	p.hook("onUnhandledRejection", o)
	p.fire("UnhandledRejection", o)
}

// hears reports whether anybody listens.
func (p *Platform) hears(event, hook string) bool {
	return len(p.listener[event]) > 0 || p.app != nil && p.app.Get(hook) != nil
}

// hook calls a function of the app, if it has that.
func (p *Platform) hook(name string, args ...goja.Value) goja.Value {
	if p.app == nil {
		return goja.Undefined()
	}
	v, _ := p.e.Call(p.app.Get(name), p.app, args...)
	return v
}

func (p *Platform) fire(event string, args ...goja.Value) {
	for _, f := range slices.Clone(p.listener[event]) {
		p.e.Call(f, nil, args...)
	}
}

// launchOptions are those of a start from the list of apps.
func (p *Platform) launchOptions() *goja.Object {
	return p.fill("path", p.pages.First(), "query", p.rt.NewObject(), "scene", 1001, "shareTicket", goja.Undefined(),
		"referrerInfo", p.rt.NewObject(), "apiCategory", "default")
}

// events are those that a script can listen to.
var events = []string{"AppShow", "AppHide", "Error", "UnhandledRejection", "NetworkStatusChange"}

var listenerMembers = slices.Concat(listening(events[0]), listening(events[1]), listening(events[2]), listening(events[3]), listening(events[4]))

// listening are the two functions of an event.
func listening(event string) []member {
	return []member{
		{"on" + event, func(p *Platform, c goja.FunctionCall) goja.Value {
			p.listener[event] = append(p.listener[event], c.Argument(0))
			return goja.Undefined()
		}},
		{"off" + event, func(p *Platform, c goja.FunctionCall) goja.Value {
			f := c.Argument(0)
			p.listener[event] = slices.DeleteFunc(p.listener[event], func(g goja.Value) bool {
				return goja.IsUndefined(f) || g.StrictEquals(f)
			})
			return goja.Undefined()
		}},
	}
}
