package load

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/client/script/engine"
)

// App is a mini program as its JSON files describe it. It must not be changed.
type App struct {
	// Dir is the folder of app.json, from the root of the project.
	Dir string
	// Config is app.json.
	Config gjson.Result
	// Pages are all of them, the first one first: those of the main package, then
	// those of each subpackage.
	Pages []*Page
	// Packages are the subpackages.
	Packages []Package
	// Tabs are the routes of the tab bar.
	Tabs []string
	// Components are those that the pages use, directly or not, in the order of their
	// modules. A custom tab bar is one of them.
	Components []*Component
	// TabBar is the module of the app's own tab bar; "" where it has none.
	TabBar string
	// Plugins are their names; they are not loaded.
	Plugins []string
	// Ext is ext.json; it does not exist where there is none.
	Ext gjson.Result
}

// Package is a subpackage.
type Package struct {
	Root        string // the folder, from that of app.json
	Independent bool
}

// Page is a page.
type Page struct {
	Component
	// Route is the page's path as wx.navigateTo has it, without "/" before it.
	Route string
	// Package is the root of its subpackage; "" for the main package.
	Package string
}

// Component is a component, or what a page has of one.
type Component struct {
	// Module is the id of its script; "" where it is missing.
	Module string
	// Config is its JSON file; it does not exist where there is none.
	Config gjson.Result
	// Uses are the modules of the components that it uses, by their tags.
	Uses map[string]string
	// Template is the path of the WXML; "" where there is none.
	Template string
}

// Page returns the page of a route, with or without "/" before it; nil where there
// is none.
func (a *App) Page(route string) *Page {
	route = strings.TrimPrefix(route, "/")
	for _, p := range a.Pages {
		if p.Route == route {
			return p
		}
	}
	return nil
}

// maxPages bounds the pages of a mini program; WeChat allows far less.
const maxPages = 2000

// readApp reads the mini program's description, and returns the modules of the app
// and of all its pages and components.
func (p *Project) readApp(dir string) ([]string, error) {
	name := path.Join(dir, "app.json")
	config, err := p.setting(name)
	if err != nil {
		return nil, fmt.Errorf("load the mini program: %w", err)
	}
	a := &App{Dir: dir, Config: config}
	p.app = a
	module, found := p.resolver.Page(path.Join(dir, "app"))
	if !found {
		return nil, fmt.Errorf("there is no %s beside app.json: if it is made by a build, build it, and name the built folder", path.Join(dir, "app.js"))
	}
	p.entry = module
	a.readPackages()
	if n := len(a.Pages); n == 0 || n > maxPages {
		return nil, fmt.Errorf("%s has %d pages", name, n)
	}
	if ext, err := p.setting(path.Join(dir, "ext.json")); err == nil {
		a.Ext = ext
	}
	return p.readParts(), nil
}

// readPackages lists the pages, the tabs and the plugins.
func (a *App) readPackages() {
	a.addPages("", a.Config.Get("pages"))
	for _, key := range []string{"subpackages", "subPackages"} {
		for _, sub := range a.Config.Get(key).Array() {
			root := strings.Trim(sub.Get("root").Str, "/")
			a.Packages = append(a.Packages, Package{root, sub.Get("independent").Bool()})
			a.addPages(root, sub.Get("pages"))
			a.addPlugins(sub.Get("plugins"))
		}
	}
	if first := strings.TrimPrefix(a.Config.Get("entryPagePath").Str, "/"); first != "" {
		if i := slices.IndexFunc(a.Pages, func(p *Page) bool { return p.Route == first }); i > 0 {
			entry := a.Pages[i]
			a.Pages = slices.Insert(slices.Delete(a.Pages, i, i+1), 0, entry)
		}
	}
	for _, tab := range a.Config.Get("tabBar.list").Array() {
		a.Tabs = append(a.Tabs, strings.TrimPrefix(tab.Get("pagePath").Str, "/"))
	}
	a.addPlugins(a.Config.Get("plugins"))
}

func (a *App) addPages(root string, pages gjson.Result) {
	for _, v := range pages.Array() {
		page := v.Str
		if v.IsObject() {
			page = v.Get("path").Str
		}
		page = strings.TrimSuffix(strings.TrimPrefix(page, "/"), ".js")
		if route := path.Join(root, page); page != "" && a.Page(route) == nil {
			a.Pages = append(a.Pages, &Page{Route: route, Package: root})
		}
	}
}

func (a *App) addPlugins(plugins gjson.Result) {
	plugins.ForEach(func(k, _ gjson.Result) bool {
		if !slices.Contains(a.Plugins, k.Str) {
			a.Plugins = append(a.Plugins, k.Str)
		}
		return true
	})
}

// readParts reads the JSON files of the pages and of the components that they
// use. It returns all modules, the app's first.
func (p *Project) readParts() []string {
	a, modules := p.app, []string{p.entry}
	components := map[string]*Component{}
	global := p.uses(path.Join(a.Dir, "app"), a.Config, nil, components)
	for _, page := range a.Pages {
		at := path.Join(a.Dir, page.Route)
		module, found := p.resolver.Page(at)
		if !found {
			p.warnFile(path.Join(a.Dir, "app.json"), "page "+page.Route+" has no "+at+".js: "+p.missingPage(at))
		} else {
			modules = append(modules, module)
		}
		page.Component = p.part(at, module, global, components)
	}
	if a.Config.Get("tabBar.custom").Bool() {
		a.TabBar = p.component(path.Join(a.Dir, "custom-tab-bar/index"), components)
	}
	for _, c := range components {
		for tag, module := range global {
			if c.Uses[tag] == "" {
				c.Uses[tag] = module
			}
		}
		a.Components = append(a.Components, c)
	}
	slices.SortFunc(a.Components, func(x, y *Component) int { return strings.Compare(x.Module, y.Module) })
	for _, page := range a.Pages {
		p.readTemplate(&page.Component)
	}
	for _, c := range a.Components {
		p.readTemplate(c)
		modules = append(modules, c.Module)
	}
	return slices.Compact(modules)
}

func (p *Project) missingPage(at string) string {
	if _, err := p.resolver.Resolve(path.Join(p.app.Dir, "app.json"), "./"+strings.TrimPrefix(at, p.app.Dir+"/")); err != nil {
		if missing := notFound(engine.Place{}, err); missing.Advice != "" {
			return missing.Advice
		}
	}
	return "it is left out"
}
