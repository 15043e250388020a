package platform

import (
	"slices"

	"github.com/dop251/goja"
)

var queryMembers = []member{
	{"createSelectorQuery", func(p *Platform, c goja.FunctionCall) goja.Value { return p.selectorQuery() }},
}

// query is what wx.createSelectorQuery returns: it finds an element of a common size for
// whatever it is asked.
type query struct {
	p       *Platform
	object  *goja.Object
	many    bool // the last selector selects all
	results []goja.Value
	heard   []goja.Value // a function for each of the results, or undefined
}

func (p *Platform) selectorQuery() goja.Value {
	p.wx.Stubbed("wx.createSelectorQuery")
	q := &query{p: p, object: p.rt.NewObject()}
	for _, name := range []string{"in", "select", "selectAll", "selectViewport", "boundingClientRect", "scrollOffset", "fields", "node", "context", "exec"} {
		q.object.Set(name, p.e.Function(name, func(c goja.FunctionCall) goja.Value { return q.call(name, c.Argument(0)) }))
	}
	return q.object
}

func (q *query) call(name string, v goja.Value) goja.Value {
	switch name {
	case "in":
	case "select", "selectAll", "selectViewport":
		q.many = name == "selectAll"
	case "exec":
		q.exec(v)
	default:
		if len(q.results) == maxResults {
			break
		}
		heard := goja.Undefined()
		if callable(v) {
			heard = v
		}
		q.results, q.heard = append(q.results, q.result()), append(q.heard, heard)
	}
	return q.object
}

// maxResults bounds what one query asks for.
const maxResults = 1000

// result is an element, or a list of one.
func (q *query) result() goja.Value {
	p := q.p
	canvas := p.inertObject()
	o := p.fill("id", "", "dataset", p.rt.NewObject(), "left", 0, "right", 390, "top", 0, "bottom", 100, "width", 390, "height", 100,
		"scrollLeft", 0, "scrollTop", 0, "scrollWidth", 390, "scrollHeight", 753, "node", canvas, "context", canvas)
	if q.many {
		return p.rt.NewArray(o)
	}
	return o
}

// exec tells the results in a turn of its own.
func (q *query) exec(done goja.Value) {
	results, heard := slices.Clone(q.results), slices.Clone(q.heard)
	q.p.e.Later(0, func() {
		list := make([]any, len(results))
		for i, r := range results {
			list[i] = r
			q.p.e.Call(heard[i], nil, r)
		}
		q.p.e.Call(done, nil, q.p.rt.NewArray(list...))
	})
}

func callable(v goja.Value) bool {
	_, is := goja.AssertFunction(v)
	return is
}
