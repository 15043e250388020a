package platform

import (
	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/wx"
)

var interfaceMembers = []member{
	{"showToast", shown("showToast")},
	{"hideToast", shown("hideToast")},
	{"showLoading", shown("showLoading")},
	{"hideLoading", shown("hideLoading")},
	{"showModal", (*Platform).showModal},
	{"showActionSheet", (*Platform).showActionSheet},
}

// shown is a function that shows something, or hides it.
func shown(name string) func(*Platform, goja.FunctionCall) goja.Value {
	return func(p *Platform, c goja.FunctionCall) goja.Value { return p.begin(name, c).later(true, p.ok) }
}

// asked is a function that the user may deny.
func (p *Platform) asked(name string, c goja.FunctionCall, result func() *goja.Object) goja.Value {
	x := p.begin(name, c)
	if p.cfg.Denies {
		return x.refuse(true, &wx.Error{ErrMsg: name + ":fail auth deny"})
	}
	return x.later(true, result)
}

func (p *Platform) showModal(c goja.FunctionCall) goja.Value {
	x := p.begin("showModal", c)
	return x.later(true, func() *goja.Object {
		o := p.fill("cancel", p.cfg.Cancels, "confirm", !p.cfg.Cancels)
		if x.option("editable").ToBoolean() && !p.cfg.Cancels {
			o.Set("content", "")
		}
		return o
	})
}

// showActionSheet takes the first item.
func (p *Platform) showActionSheet(c goja.FunctionCall) goja.Value {
	x := p.begin("showActionSheet", c)
	if p.cfg.Cancels {
		return x.refuse(true, &wx.Error{ErrMsg: "showActionSheet:fail cancel"})
	}
	return x.later(true, func() *goja.Object { return p.fill("tapIndex", 0) })
}

// nextTick runs a function in the next turn.
func (p *Platform) nextTick(c goja.FunctionCall) goja.Value {
	f := c.Argument(0)
	p.e.Later(0, func() { p.e.Call(f, nil) })
	return goja.Undefined()
}
