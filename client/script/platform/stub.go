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
		p.called(name, true, c.Argument(0))
		switch {
		case asynchronousNames.Has(name):
			return p.begin(name, c).later(true, p.gives(name))
		case inertNames.Has(name):
			return p.inertObject()
		default:
			return goja.Undefined()
		}
	})
}

// inertObject is an object that has any member: a context, a manager. Its members are
// functions that return such objects, and have any member themselves. Functions that they
// are given are not called.
// It is no plain object: setData keeps it as it is.
func (p *Platform) inertObject() goja.Value { return p.inert(p.rt.CreateObject(p.rt.NewObject())) }

func (p *Platform) inert(target *goja.Object) goja.Value {
	return p.rt.ToValue(p.rt.NewProxy(target, &goja.ProxyTrapConfig{
		Get: func(t *goja.Object, name string, _ goja.Value) goja.Value {
			if v := t.Get(name); v != nil {
				return v
			}
			if name == "then" || name == "toJSON" { // it is no promise
				return goja.Undefined()
			}
			return p.inert(p.inertFunction())
		},
		Apply: func(*goja.Object, goja.Value, []goja.Value) goja.Value { return p.inertObject() },
	}))
}

// inertFunction is one of JavaScript's own, which classes can extend.
func (p *Platform) inertFunction() *goja.Object {
	v, err := p.rt.RunProgram(emptyFunction)
	if err != nil {
		panic(err)
	}
	return v.(*goja.Object)
}

var emptyFunction = goja.MustCompile("wxload:inert", "(function () {})", true)

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
