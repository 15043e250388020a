package appservice

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wx"
)

// Source is the text of the module that a [Service] is made of: see [Config].
//
//go:embed service.js
var Source string

// Deeds is the text of the module that does what a user does, which [Service.Act] needs.
//
//go:embed deeds.js
var Deeds string

// Config is what the app service of one run of an app is made of.
type Config struct {
	App    *load.App
	Engine *engine.Engine
	WX     *wx.Platform
	// Exports makes what the module of [Source] exports, and ExportsDeeds what that of
	// [Deeds] does.
	Exports, ExportsDeeds func() goja.Value
	// Load runs a module of the user's, unless it has run. What it throws is thrown.
	Load func(module string)
	// Template gives the exports of the template of a module; nil where there are none.
	Template func(module string) goja.Value
	// Elements is Template with the elements besides that bind a handler.
	Elements func(module string) goja.Value
}

// Service is the pages and components of one run of an app. It implements
// [platform.Pages]. All of it is called inside of Enter.
type Service struct {
	cfg    Config
	rt     *goja.Runtime
	object *goja.Object // what the module makes; nil before it is needed
	host   *goja.Object // what that is made of
	deeds  goja.Value   // the function of the module of deeds; nil before it is needed
	query  func(string) *goja.Object
}

var _ platform.Pages = (*Service)(nil)

// New makes one. [Service.With] completes it.
func New(cfg Config) *Service { return &Service{cfg: cfg, rt: cfg.Engine.Runtime()} }

// With tells the service of the platform that has it.
func (s *Service) With(p *platform.Platform) { s.query = p.Query }

// Held is what the service keeps for the script; nil for nothing.
func (s *Service) Held() goja.Value {
	if s.object == nil {
		return nil
	}
	return s.object
}

// service is the module's object, made when it is first needed: the code that is
// loaded at the start often comes to no page.
func (s *Service) service() *goja.Object {
	if s.object != nil {
		return s.object
	}
	host := s.rt.NewObject()
	for _, f := range []struct {
		name string
		f    func(goja.FunctionCall) goja.Value
	}{{"call", s.call}, {"later", s.later}, {"load", s.load}, {"page", s.page}, {"template", s.tree(s.cfg.Template)}, {"elements", s.tree(s.cfg.Elements)}} {
		host.Set(f.name, s.cfg.Engine.Function(f.name, f.f))
	}
	host.Set("tabBar", s.cfg.App.TabBar)
	create, _ := goja.AssertFunction(s.cfg.Exports())
	made, err := create(goja.Undefined(), host)
	if err != nil {
		panic(err)
	}
	s.object, s.host = made.(*goja.Object), host
	return s.object
}

// do calls one of the module's own functions.
func (s *Service) do(name string, args ...any) goja.Value {
	o := s.service()
	values := make([]goja.Value, len(args))
	for i, a := range args {
		values[i] = s.rt.ToValue(a)
	}
	result, _ := s.cfg.Engine.Call(o.Get(name), o, values...)
	return result
}

// call is host.call: an error of the user's code ends that code alone.
func (s *Service) call(c goja.FunctionCall) goja.Value {
	if len(c.Arguments) < 2 {
		return goja.Undefined()
	}
	result, _ := s.cfg.Engine.Call(c.Arguments[0], c.Arguments[1], c.Arguments[2:]...)
	return result
}

func (s *Service) later(c goja.FunctionCall) goja.Value {
	f := c.Argument(0)
	s.cfg.WX.CallBack(true, func() { s.cfg.Engine.Enter(func() { s.cfg.Engine.Call(f, nil) }) })
	return goja.Undefined()
}

// load is host.load. What goes wrong is reported, and the page or component is empty
// then.
func (s *Service) load(c goja.FunctionCall) goja.Value {
	id := c.Argument(0).String()
	run := s.cfg.Engine.Function("load", func(goja.FunctionCall) goja.Value {
		s.cfg.Load(id)
		return goja.Undefined()
	})
	s.cfg.Engine.Call(run, nil)
	return goja.Undefined()
}

func (s *Service) page(c goja.FunctionCall) goja.Value {
	route := c.Argument(0).String()
	o := s.rt.NewObject()
	if page := s.cfg.App.Page(route); page != nil {
		o.Set("module", page.Module)
	}
	o.Set("tab", s.isTab(route))
	return o
}

func (s *Service) tree(of func(string) goja.Value) func(goja.FunctionCall) goja.Value {
	return func(c goja.FunctionCall) goja.Value {
		if v := of(c.Argument(0).String()); v != nil {
			return v
		}
		return s.rt.NewArray()
	}
}

func (s *Service) isTab(route string) bool { return slices.Contains(s.cfg.App.Tabs, route) }

// Define is what Page and Component do.
func (s *Service) Define(name string, options goja.Value) goja.Value {
	return s.do("define", name, options)
}

// Check loads a page or a component, without making one.
func (s *Service) Check(module string) { s.do("check", module) }

// Open opens a page as the user does: by a tab, or on top of the page that is open.
func (s *Service) Open(route, query string) error {
	how := "navigateTo"
	switch {
	case s.cfg.App.Page(route) == nil:
		return fmt.Errorf("app.json has no page %s", route)
	case s.isTab(route):
		how = "switchTab"
	case s.depth() >= platform.MaxPages:
		how = "redirectTo"
	}
	s.do("arrive", how, route, s.query(query), 0)
	return nil
}

// Act does what a user does on the page that is open. "onTap" runs a function of the page,
// or of one of its components. "SELECTOR NAME" is for what a selector finds on the page, as
// in "#login tap" or "goods-card onAdd": an element that binds an event of that name, or a
// component that has such a function. The error says that there is none, or more than one.
func (s *Service) Act(deed string, detail, dataset goja.Value) error {
	o := s.service()
	if s.deeds == nil {
		create, _ := goja.AssertFunction(s.cfg.ExportsDeeds())
		made, err := create(goja.Undefined(), s.host, o.Get("parts"))
		if err != nil {
			panic(err)
		}
		s.deeds = made
	}
	wrong, _ := s.cfg.Engine.Call(s.deeds, nil, s.rt.ToValue(deed), detail, dataset)
	if text := wrong.String(); !goja.IsUndefined(wrong) && text != "" {
		return errors.New(text)
	}
	return nil
}

// Show and Hide tell the page that is open that the app comes and goes.
func (s *Service) Show() { s.do("show") }

// Hide is the opposite of Show.
func (s *Service) Hide() { s.do("hide") }

func (s *Service) depth() int { return int(s.do("depth").ToInteger()) }

// First is the route of the app's first page.
func (s *Service) First() string { return s.cfg.App.Pages[0].Route }

// Current is the route of the page on top; the first page's before one is open.
func (s *Service) Current() string {
	if s.object != nil {
		if route := s.do("current").String(); route != "" {
			return route
		}
	}
	return s.First()
}

// Navigate implements [platform.Pages].
func (s *Service) Navigate(function, route, query string, delta int) (to string, arrive platform.Arrive, err error) {
	fails := func(why string) (string, platform.Arrive, error) {
		return "", nil, &wx.Error{ErrMsg: function + ":fail " + why}
	}
	depth := s.depth()
	switch {
	case function == "navigateBack" && depth < 2:
		return fails("cannot navigate back at first page.")
	case function == "navigateBack":
		return s.do("below", delta).String(), func(goja.Value) goja.Value { return s.do("arrive", function, "", nil, delta) }, nil
	case s.cfg.App.Page(route) == nil:
		return fails(`page "` + route + `" is not found`)
	case function == "switchTab" && !s.isTab(route):
		return fails("can not switch to no-tabBar page")
	case function != "switchTab" && function != "reLaunch" && s.isTab(route):
		return fails("can not " + function + " a tabbar page")
	case function == "navigateTo" && depth >= platform.MaxPages:
		return fails("webview count limit exceed")
	}
	return route, func(listeners goja.Value) goja.Value {
		return s.do("arrive", function, route, s.query(query), 0, listeners)
	}, nil
}

// All is getCurrentPages.
func (s *Service) All() goja.Value {
	if s.object == nil {
		return s.rt.NewArray()
	}
	return s.do("stack")
}
