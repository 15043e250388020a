package engine

import "github.com/dop251/goja"

// guards bound the built-in functions that take a length from the script and do not
// look up until they have made all of it: nothing can interrupt them. They are put
// in only where a program mentions their name.
var guards = []struct {
	owner, name string
	length      func(this goja.Value, c goja.FunctionCall) float64 // of what it makes
}{
	{"String", "repeat", func(this goja.Value, c goja.FunctionCall) float64 {
		s, is := this.(goja.String)
		if !is {
			return 0
		}
		return float64(s.Length()) * c.Argument(0).ToFloat()
	}},
	{"String", "padStart", func(_ goja.Value, c goja.FunctionCall) float64 { return c.Argument(0).ToFloat() }},
	{"String", "padEnd", func(_ goja.Value, c goja.FunctionCall) float64 { return c.Argument(0).ToFloat() }},
	{"Array", "fill", func(this goja.Value, _ goja.FunctionCall) float64 { return lengthOf(this) }},
	{"Array", "join", func(this goja.Value, _ goja.FunctionCall) float64 { return lengthOf(this) }},
	{"", "from", func(_ goja.Value, c goja.FunctionCall) float64 { return lengthOf(c.Argument(0)) }},
}

func lengthOf(v goja.Value) float64 {
	o, is := v.(*goja.Object)
	if !is {
		return 0
	}
	length := o.Get("length")
	if length == nil {
		return 0
	}
	return length.ToFloat()
}

func (e *Engine) guard() {
	for _, g := range guards {
		if !e.mentions(g.name) {
			continue
		}
		owner := e.rt.Get("Array").(*goja.Object) // of Array.from
		if g.owner != "" {
			owner = e.rt.Get(g.owner).(*goja.Object).Get("prototype").(*goja.Object)
		}
		original, _ := goja.AssertFunction(owner.Get(g.name))
		e.hide(owner, g.name, e.Function(g.name, func(c goja.FunctionCall) goja.Value {
			if g.length(c.This, c) > float64(e.limits.Length) {
				e.rt.Interrupt(tooMany(e.limits.Length, "elements or characters made at once"))
				return goja.Undefined()
			}
			v, err := original(c.This, c.Arguments...)
			if err != nil {
				panic(err)
			}
			return v
		}))
	}
}

// symbols gives the symbols that the engine lacks, as lowered code asks for them.
func (e *Engine) symbols() {
	for _, name := range []string{"asyncIterator", "dispose", "asyncDispose"} {
		if !e.mentions(name) {
			continue
		}
		symbol := e.rt.Get("Symbol").(*goja.Object)
		key, _ := goja.AssertFunction(symbol.Get("for"))
		if v, err := key(symbol, e.rt.ToValue("Symbol."+name)); err == nil {
			e.hide(symbol, name, v)
		}
	}
}

// hide sets a member that is not listed, as those of built-in objects are not.
func (e *Engine) hide(o *goja.Object, name string, v goja.Value) {
	o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE) // it can be defined
}

func (e *Engine) mentions(name string) bool { return e.cfg.Mentions == nil || e.cfg.Mentions(name) }
