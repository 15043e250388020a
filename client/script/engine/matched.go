package engine

import (
	"strconv"

	"github.com/dop251/goja"
)

// LastMatch is the word of a program that reads RegExp.$1 and the like, for
// [Config.Mentions].
const LastMatch = "RegExp.$1"

// lastMatch gives RegExp.$1 to RegExp.$9, which the engine lacks and which formatting a
// date is often written with. It is put in only where a program reads one: regular
// expressions are slower with it.
func (e *Engine) lastMatch() error {
	if !e.mentions(LastMatch) {
		return nil
	}
	regexp := e.rt.Get("RegExp").(*goja.Object)
	prototype := regexp.Get("prototype").(*goja.Object)
	exec, _ := goja.AssertFunction(prototype.Get("exec"))
	match := func(c goja.FunctionCall) goja.Value {
		v, err := exec(c.This, c.Arguments...)
		if err != nil {
			panic(err)
		}
		if found, is := v.(*goja.Object); is {
			e.matched = found
		}
		return v
	}
	e.hide(prototype, "exec", e.Function("exec", match)) // match, replace, search and split call it, too
	e.hide(prototype, "test", e.Function("test", func(c goja.FunctionCall) goja.Value { return e.rt.ToValue(!goja.IsNull(match(c))) }))
	for i := 1; i <= 9; i++ {
		name := strconv.Itoa(i)
		get := e.Function("$"+name, func(goja.FunctionCall) goja.Value {
			if e.matched != nil {
				if group := e.matched.Get(name); group != nil && !goja.IsUndefined(group) {
					return group
				}
			}
			return e.rt.ToValue("")
		})
		if err := regexp.DefineAccessorProperty("$"+name, get, nil, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return err
		}
	}
	return nil
}
