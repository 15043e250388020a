package platform

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/wx"
)

// Config is what the platform of one run of an app is made of.
type Config struct {
	Engine *engine.Engine
	WX     *wx.Platform
	// Cancels says that the user cancels what asks for a confirmation.
	Cancels bool
	// Denies says that the user denies what asks for an authorisation.
	Denies bool
	// ExtConfig is the JSON text of getExtConfigSync; empty means {}.
	ExtConfig string
	// AppConfig is the JSON text of app.json; empty where there is none.
	AppConfig string
	// Pages are the app's own; nil where it has none: then others stand for them, which
	// nobody loads.
	Pages Pages
	// Define is told of each call of Page and Component, by its name, with what it was
	// given, and makes their result. May be nil.
	Define func(name string, options goja.Value) goja.Value
	// Uni makes the global object uni; nil where there is none.
	Uni func() goja.Value
	// Sending is told of each request before it is made, inside of the turn. It may
	// set who is served by it. May be nil.
	Sending func(r *wx.Request, options *goja.Object)
	// Sent is told of it once it was made. May be nil.
	Sent func(r *wx.Request, t *wx.RequestTask)
	// Answered is told of each answer before the script is: data is what it gets.
	// May be nil.
	Answered func(r *wx.Request, resp *wx.Response, data goja.Value)
	// Failed is told of each request that failed, with what the script gets. May be
	// nil.
	Failed func(r *wx.Request, err error, reason *goja.Object)
	// File is the file that stands at a path; nil for one that is made up. May be nil.
	File func(path string) *wx.Upload
	// Watch finds out how the code works; nil where nobody does.
	Watch *Watch
	// Caller is the number of the page's call that the running code serves, zero for
	// none. May be nil.
	Caller func() int
}

// Platform is wx, App and the like for one run of an app.
type Platform struct {
	cfg Config
	e   *engine.Engine
	rt  *goja.Runtime
	wx  *wx.Platform

	object   *goja.Object // wx
	names    *engine.Names
	app      *goja.Object // what App was called with; nil before
	launches bool         // App was called
	pages    Pages
	files    int                     // downloaded
	listener map[string][]goja.Value // by what they listen to; never walked
}

// New makes the platform and gives the engine its global names.
func New(cfg Config) (*Platform, error) {
	p := &Platform{cfg: cfg, e: cfg.Engine, rt: cfg.Engine.Runtime(), wx: cfg.WX, names: names,
		pages: cfg.Pages, listener: map[string][]goja.Value{}}
	if p.pages == nil {
		p.pages = &stack{p: p, pages: []*page{{route: firstPage}}}
	}
	p.object = p.e.NewLazy(names, p.member).Object
	if err := p.e.LazyGlobals(globals, p.global); err != nil {
		return nil, err
	}
	if w := cfg.Watch; w != nil && w.Begin != nil {
		w.Begin(p.e)
	}
	return p, nil
}

// Object is wx.
func (p *Platform) Object() *goja.Object { return p.object }

// member is one of the functions of a table.
type member struct {
	name string
	f    func(*Platform, goja.FunctionCall) goja.Value
}

// members are those that do what they do on a device. They come first in names.
var members = slices.Concat([]member{
	{"env", nil}, // an object
	{"canIUse", (*Platform).canIUse},
	{"nextTick", (*Platform).nextTick},
}, requestMembers, storageMembers, accountMembers, deviceMembers, interfaceMembers, navigationMembers, queryMembers, listenerMembers)

// member makes a member of wx when it is first asked for.
func (p *Platform) member(name string) goja.Value {
	i := names.Index(name)
	switch {
	case name == "env":
		return p.fill("USER_DATA_PATH", "http://usr")
	case i < len(members):
		return p.function(name, members[i].f)
	case name == "cloud":
		return p.cloud(name)
	case objects.Has(name):
		return p.inertObject()
	}
	return p.stub(name)
}

// function is a function of wx's, whose calls are counted.
func (p *Platform) function(name string, f func(*Platform, goja.FunctionCall) goja.Value) goja.Value {
	return p.e.Function(name, func(c goja.FunctionCall) goja.Value {
		p.e.Count()
		p.called(name, false, c.Argument(0))
		return f(p, c)
	})
}

// fill is an object with these members: names and values by turns.
func (p *Platform) fill(pairs ...any) *goja.Object {
	o := p.rt.NewObject()
	for i := 0; i < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}
