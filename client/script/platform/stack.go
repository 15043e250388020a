package platform

import (
	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

// stack is the pages of an app that has none of its own. It implements [Pages].
type stack struct {
	p     *Platform
	pages []*page // the first one at the bottom
}

// page is one of them, as far as a script that is no page sees it.
type page struct {
	route  string // without the slash in front
	query  string
	object *goja.Object // nil before a script asks for it
}

// firstPage is where an app is whose pages nobody loads.
const firstPage = "pages/index/index"

func (s *stack) First() string { return firstPage }

func (s *stack) Current() string { return s.pages[len(s.pages)-1].route }

// Navigate does it at once: nothing comes of it.
func (s *stack) Navigate(function, route, query string, delta int) (string, Arrive, error) {
	next := &page{route: route, query: query}
	switch {
	case function == "navigateBack" && len(s.pages) == 1:
		return "", nil, &wx.Error{ErrMsg: "navigateBack:fail cannot navigate back at first page."}
	case function == "navigateBack":
		s.pages = s.pages[:max(len(s.pages)-delta, 1)]
	case function == "navigateTo" && len(s.pages) >= MaxPages:
		return "", nil, &wx.Error{ErrMsg: function + ":fail webview count limit exceed"}
	case function == "navigateTo":
		s.pages = append(s.pages, next)
	case function == "redirectTo":
		s.pages[len(s.pages)-1] = next
	default:
		s.pages = []*page{next}
	}
	return s.Current(), nil, nil
}

// All is getCurrentPages.
func (s *stack) All() goja.Value {
	all := []any{}
	for _, page := range s.pages {
		all = append(all, s.object(page))
	}
	return s.p.rt.NewArray(all...)
}

func (s *stack) object(g *page) *goja.Object {
	if g.object == nil {
		p := s.p
		data := p.rt.NewObject()
		g.object = p.fill("route", g.route, "__route__", g.route, "is", g.route, "options", p.Query(g.query), "data", data)
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
