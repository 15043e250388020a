package platform

import (
	"strings"

	"github.com/dop251/goja"
)

// stub is a member that does nothing. Each call is reported.
func (p *Platform) stub(name string) goja.Value {
	return p.e.Function(name, func(c goja.FunctionCall) goja.Value {
		p.e.Count()
		p.wx.Stubbed("wx." + name)
		switch {
		case asynchronousNames.Has(name):
			return p.begin(name, c).later(true, p.ok)
		case inertNames.Has(name):
			return p.inertObject()
		default:
			return goja.Undefined()
		}
	})
}

// inertObject is an object that has any member, all of them functions that return
// it: a query, a context, a manager. Functions that its methods are given are not
// called, but for exec, whose query finds nothing.
func (p *Platform) inertObject() goja.Value {
	var object goja.Value
	target := p.rt.NewObject()
	object = p.rt.ToValue(p.rt.NewProxy(target, &goja.ProxyTrapConfig{
		Get: func(t *goja.Object, name string, _ goja.Value) goja.Value {
			if v := t.Get(name); v != nil {
				return v
			}
			if name == "then" { // it is no promise
				return goja.Undefined()
			}
			return p.e.Function(name, func(c goja.FunctionCall) goja.Value {
				if f := c.Argument(0); name == "exec" {
					p.e.Later(0, func() { p.e.Call(f, nil, p.rt.NewArray()) })
				}
				return object
			})
		},
	}))
	return object
}

// canIUse tells whether wx has a function, or the device a component. The parts
// behind the first dot are taken on trust.
func (p *Platform) canIUse(c goja.FunctionCall) goja.Value {
	schema, is := c.Argument(0).(goja.String)
	if !is {
		return p.rt.ToValue(false)
	}
	first, _, _ := strings.Cut(schema.String(), ".")
	return p.rt.ToValue(p.names.Has(first) || components[first])
}

// components are those that scripts ask for.
var components = map[string]bool{"button": true, "image": true, "input": true, "map": true, "navigator": true, "open-data": true,
	"scroll-view": true, "swiper": true, "text": true, "textarea": true, "video": true, "view": true, "web-view": true}
