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

// MaxPages is how many pages lie above each other at most, as at WeChat.
const MaxPages = 10

// Pages are the pages of an app: those that are open lie on a stack.
type Pages interface {
	// First is the route of the app's first page.
	First() string
	// Current is the route of the page that is on top.
	Current() string
	// Navigate opens a page by one of wx's functions, whose name it gets. For
	// navigateBack route and query are empty, and delta says how many pages to leave. It
	// returns the route that it leads to. Arrive, if it is not nil, is called when the
	// navigation takes place, in a turn of its own. The error has the words of WeChat.
	Navigate(function, route, query string, delta int) (to string, arrive Arrive, err error)
	// All are the objects of the pages, as getCurrentPages gives them.
	All() goja.Value
}

// Arrive is what happens when a navigation takes place. It gets the listeners that the
// opener of a page has for it, and returns the event channel to that page, or undefined.
type Arrive func(listeners goja.Value) (channel goja.Value)

// navigate is the functions that open a page.
func (p *Platform) navigate(name string, c goja.FunctionCall) goja.Value {
	x := p.begin(name, c)
	url, is := x.option("url").(goja.String)
	if !is {
		return x.refuse(true, &wx.Error{ErrMsg: name + ":fail parameter error: parameter.url should be String instead of " + typeName(x.option("url")) + ";"})
	}
	route, query := p.resolve(url.String())
	return p.goTo(x, route, query, 0)
}

func (p *Platform) navigateBack(c goja.FunctionCall) goja.Value {
	x := p.begin("navigateBack", c)
	delta := 1
	if d := x.option("delta").ToInteger(); d > 1 {
		delta = int(min(d, MaxPages))
	}
	return p.goTo(x, "", "", delta)
}

func (p *Platform) goTo(x *call, route, query string, delta int) goja.Value {
	to, arrive, err := p.pages.Navigate(x.name, route, query, delta)
	if err != nil {
		return x.refuse(true, err)
	}
	p.navigated(to)
	return x.later(true, func() *goja.Object {
		result := p.ok()
		if arrive != nil {
			if channel := arrive(x.option("events")); !goja.IsUndefined(channel) {
				result.Set("eventChannel", channel)
			}
		}
		return result
	})
}

func (p *Platform) navigated(route string) {
	caller := 0
	if p.cfg.Caller != nil {
		caller = p.cfg.Caller()
	}
	p.wx.Navigate(route, caller)
}

// resolve is the page of a URL, which may be relative to the current one.
func (p *Platform) resolve(url string) (route, query string) {
	route, query, _ = strings.Cut(url, "?")
	if !strings.HasPrefix(route, "/") {
		route = path.Join(path.Dir(p.pages.Current()), route)
	}
	return strings.TrimLeft(path.Clean("/"+route), "/"), query
}

// Query is the options of a page; WeChat does not decode them.
func (p *Platform) Query(text string) *goja.Object {
	o := p.rt.NewObject()
	for pair := range strings.SplitSeq(text, "&") {
		if name, value, _ := strings.Cut(pair, "="); name != "" {
			p.setMember(o, name, p.rt.ToValue(value))
		}
	}
	return o
}
