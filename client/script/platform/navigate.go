package platform

import (
	"path"
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

var navigationMembers = []member{
	{"navigateTo", func(p *Platform, c goja.FunctionCall) goja.Value { return p.navigate("navigateTo", c) }},
	{"redirectTo", func(p *Platform, c goja.FunctionCall) goja.Value { return p.navigate("redirectTo", c) }},
	{"reLaunch", func(p *Platform, c goja.FunctionCall) goja.Value { return p.navigate("reLaunch", c) }},
	{"switchTab", func(p *Platform, c goja.FunctionCall) goja.Value { return p.navigate("switchTab", c) }},
	{"navigateBack", (*Platform).navigateBack},
}

// WeChat: at most ten pages lie above each other.
const maxPages = 10

// page is one page of the stack, as far as a script that is no page sees it.
type page struct {
	route  string // without the slash in front
	query  string
	object *goja.Object // nil before a script asks for it
}

// firstPage is where an app is whose pages nobody loads.
const firstPage = "pages/index/index"

// navigate is the functions that open a page.
func (p *Platform) navigate(name string, c goja.FunctionCall) goja.Value {
	x := p.begin(name, c)
	url, is := x.option("url").(goja.String)
	if !is {
		return x.refuse(true, &wx.Error{ErrMsg: name + ":fail parameter error: parameter.url should be String instead of " + typeName(x.option("url")) + ";"})
	}
	next := p.resolve(url.String())
	switch name {
	case "navigateTo":
		if len(p.pages) >= maxPages {
			return x.refuse(true, &wx.Error{ErrMsg: name + ":fail webview count limit exceed"})
		}
		p.pages = append(p.pages, next)
	case "redirectTo":
		p.pages[len(p.pages)-1] = next
	default:
		p.pages = []*page{next}
	}
	p.navigated(next.route)
	return x.later(true, p.ok)
}

func (p *Platform) navigated(route string) {
	caller := 0
	if p.cfg.Caller != nil {
		caller = p.cfg.Caller()
	}
	p.wx.Navigate(route, caller)
}

func (p *Platform) navigateBack(c goja.FunctionCall) goja.Value {
	x := p.begin("navigateBack", c)
	delta := 1
	if d := x.option("delta").ToInteger(); d > 1 {
		delta = int(min(d, maxPages))
	}
	if len(p.pages) == 1 {
		return x.refuse(true, &wx.Error{ErrMsg: "navigateBack:fail cannot navigate back at first page."})
	}
	p.pages = p.pages[:max(len(p.pages)-delta, 1)]
	p.navigated(p.pages[len(p.pages)-1].route)
	return x.later(true, p.ok)
}

// resolve is the page of a URL, which may be relative to the current one.
func (p *Platform) resolve(url string) *page {
	route, query, _ := strings.Cut(url, "?")
	if !strings.HasPrefix(route, "/") {
		route = path.Join(path.Dir(p.pages[len(p.pages)-1].route), route)
	}
	return &page{route: strings.TrimLeft(path.Clean("/"+route), "/"), query: query}
}

// currentPages is getCurrentPages.
func (p *Platform) currentPages() goja.Value {
	all := []any{}
	for _, page := range p.pages {
		all = append(all, p.pageObject(page))
	}
	return p.rt.NewArray(all...)
}

func (p *Platform) pageObject(g *page) *goja.Object {
	if g.object == nil {
		data := p.rt.NewObject()
		g.object = p.fill("route", g.route, "__route__", g.route, "is", g.route, "options", p.query(g.query), "data", data)
		g.object.Set("setData", p.e.Function("setData", func(c goja.FunctionCall) goja.Value {
			if o, is := c.Argument(0).(*goja.Object); is {
				for _, name := range o.Keys() {
					data.Set(name, o.Get(name))
				}
			}
			return goja.Undefined()
		}))
	}
	return g.object
}

// query is the options of a page; WeChat does not decode them.
func (p *Platform) query(text string) *goja.Object {
	o := p.rt.NewObject()
	for pair := range strings.SplitSeq(text, "&") {
		if name, value, _ := strings.Cut(pair, "="); name != "" {
			p.setMember(o, name, p.rt.ToValue(value))
		}
	}
	return o
}
