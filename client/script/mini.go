package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/appservice"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/script/platform"
	"github.com/wxload/wxload/client/wrapper"
)

// mini is what all runs of a mini program share.
type mini struct {
	source AppSource
	app    *load.App
	parts  map[string]bool // the modules of its pages and components
	// eager are the modules of pages that define global names: others may need these
	// before the page is open. They are loaded at the start, in this order.
	eager    []string
	boundary *boundary // nil where it is not known
}

// miniOf is the mini program of a source; nil where it is none.
func miniOf(source Source) *mini {
	s, is := source.(AppSource)
	if !is || s.App() == nil {
		return nil
	}
	m := &mini{source: s, app: s.App(), parts: map[string]bool{}}
	for _, module := range m.modules() {
		m.parts[module] = true
	}
	return m
}

// modules are those of the pages and the components, in the order of app.json.
func (m *mini) modules() []string {
	var all []string
	for _, page := range m.app.Pages {
		if page.Module != "" {
			all = append(all, page.Module)
		}
	}
	for _, c := range m.app.Components {
		all = append(all, c.Module)
	}
	return all
}

func (m *mini) routes() []string {
	routes := make([]string, len(m.app.Pages))
	for i, page := range m.app.Pages {
		routes[i] = page.Route
	}
	return routes
}

// service gives the platform the pages of a mini program.
func (a *app) service(cfg *platform.Config) {
	m := a.s.mini
	if m == nil {
		return
	}
	a.hookFunction = func() goja.Value { return a.e.Function("hook", a.hook) }
	a.pages = appservice.New(appservice.Config{
		App: m.app, Engine: a.e, WX: a.WX,
		Exports:      func() goja.Value { return a.load(service) },
		ExportsDeeds: func() goja.Value { return a.load(deeds) },
		Load:         func(module string) { a.load(module) },
		Template:     func(module string) goja.Value { return a.tree(module, m.source.Template) },
		Elements:     func(module string) goja.Value { return a.tree(module, m.source.Elements) },
	})
	cfg.Pages, cfg.Define, cfg.ExtConfig = a.pages, a.pages.Define, m.app.Ext.Get("ext").Raw
	cfg.AppConfig = m.app.Config.Raw
}

// tree runs the program of a page's or a component's template, once for each program.
func (a *app) tree(module string, of func(module string) (*engine.Program, error)) goja.Value {
	program, err := of(module)
	if err != nil {
		a.throw(err)
	}
	if program == nil {
		return nil
	}
	if o := a.trees[program]; o != nil {
		return o.Get("exports")
	}
	o, err := a.evaluate(program, goja.Undefined())
	if err != nil {
		panic(err)
	}
	if a.trees == nil {
		a.trees = map[*engine.Program]*goja.Object{}
	}
	a.trees[program] = o
	return o.Get("exports")
}

// loadEager loads the pages that define global names.
func (a *app) loadEager() {
	if a.s.mini == nil || a.e.Dead() {
		return
	}
	for _, module := range a.s.mini.eager {
		a.pages.Check(module)
	}
}

// ofPage reports whether an error is one of a page's own code: a page or a component
// had a part in it.
func (a *app) ofPage(err *engine.Error) bool {
	m := a.s.mini
	if m == nil {
		return false
	}
	if err.Kind == engine.Rejected && !isBug(err.Text) {
		return true // nobody caught what a page's call was rejected with
	}
	if m.parts[err.Place.File] {
		return true
	}
	for _, at := range err.Stack {
		if m.parts[at.File] {
			return true
		}
	}
	return false
}

// isBug reports whether what was thrown is the engine's own, and no reason that code has
// made for its caller.
func isBug(text string) bool {
	name, _, _ := strings.Cut(text, ":")
	return slices.Contains([]string{"TypeError", "ReferenceError", "RangeError", "SyntaxError", "URIError"}, name)
}

// Open implements [wrapper.Paged].
func (a *app) Open(route, query string) {
	a.onPage(func() error { return a.pages.Open(route, query) })
}

// Do implements [wrapper.Paged].
func (a *app) Do(h wrapper.Handler) {
	a.onPage(func() error { return a.pages.Act(h.Name, a.object(h.Detail), a.object(h.Dataset)) })
}

// onPage does something with the pages, where there are any.
func (a *app) onPage(f func() error) {
	if a.pages == nil {
		return
	}
	a.enter(func() {
		if err := f(); err != nil {
			a.WX.PageError(err)
		}
	})
}

// object is the value of a JSON object; an empty one where there is none.
func (a *app) object(text []byte) goja.Value {
	if len(text) == 0 {
		return a.e.Runtime().NewObject()
	}
	return a.p.Parse(text)
}

var _ wrapper.Paged = (*app)(nil)
