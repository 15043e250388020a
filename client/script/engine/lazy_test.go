package engine_test

import (
	"testing"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
)

func newLazyWorld(t *testing.T) *world {
	w := newWorld(t, engine.Config{})
	lazy := w.NewLazy(engine.NewNames("one two", "three four"), func(name string) goja.Value {
		w.lines = append(w.lines, "made "+name)
		return w.Function(name, func(goja.FunctionCall) goja.Value { return w.Runtime().ToValue(name + "!") })
	})
	w.Runtime().Set("lazy", lazy.Object)
	err := w.LazyGlobals(engine.NewNames("first second third nothing"), func(name string) goja.Value {
		if name == "nothing" {
			return nil
		}
		w.lines = append(w.lines, "made "+name)
		return w.Runtime().ToValue(name + "!")
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestALazyObjectIsLikeAnyOther(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         []string
	}{
		{"get", "log(lazy.one()); log(lazy.one()); log(lazy.one === lazy.one); log(lazy.one.name)", []string{"made one", "one!", "one!", "true", "one"}},
		{"unknown", "log(String(lazy.five)); log('five' in lazy); log((lazy.five || []).length)", []string{"undefined", "false", "0"}},
		{"in", "log('one' in lazy)", []string{"made one", "true"}},
		{"own", "log(lazy.hasOwnProperty('one')); log(lazy.hasOwnProperty('five'))", []string{"made one", "true", "false"}},
		{"set", "lazy.one = 1; lazy.five = 5; log(lazy.one + lazy.five)", []string{"made one", "6"}},
		{"delete", "log(delete lazy.one); log(String(lazy.one)); log('one' in lazy)", []string{"made one", "true", "undefined", "false"}},
		{"keys", "log(Object.keys(lazy).join())", []string{"made one", "made two", "made three", "made four", "one,two,three,four"}},
		{"for in", "lazy.five = 5; delete lazy.two; const k = []; for (const n in lazy) k.push(n); log(k.join())",
			[]string{"made two", "made one", "made three", "made four", "five,one,three,four"}},
		{"spread", "const o = {...lazy}; log(o.four())", []string{"made one", "made two", "made three", "made four", "four!"}},
		{"descriptor", "const d = Object.getOwnPropertyDescriptor(lazy, 'one'); log([typeof d.value, d.writable, d.enumerable, d.configurable].join())",
			[]string{"made one", "function,true,true,true"}},
		{"no descriptor", "log(String(Object.getOwnPropertyDescriptor(lazy, 'five')))", []string{"undefined"}},
		{"define a value", "Object.defineProperty(lazy, 'one', {value: 1, writable: true}); log(lazy.one); lazy.one = 2; log(lazy.one)", []string{"made one", "1", "2"}},
		{"define an accessor", "let n = 0; Object.defineProperty(lazy, 'one', {get() { return ++n }}); log(lazy.one + lazy.one); log(typeof Object.getOwnPropertyDescriptor(lazy, 'one').get)",
			[]string{"made one", "3", "function"}},
		{"an object", "log(Object.prototype.toString.call(lazy) + typeof lazy + Object.isExtensible(lazy)); log(lazy.toString === Object.prototype.toString)", []string{"[object Object]objecttrue", "true"}},
		{"wrapped", "const p = new Proxy(lazy, {}); log(p.one()); p.two = 2; log(lazy.two)", []string{"made one", "one!", "made two", "2"}},
		{"derived", "const o = Object.create(lazy); log(o.one())", []string{"made one", "one!"}},
		{"globals", "log(first); log(first); log(globalThis.second); log(typeof third); log(typeof fourth); log('first' in globalThis)",
			[]string{"made first", "first!", "first!", "made second", "second!", "made third", "string", "undefined", "true"}},
		{"set a global", "first = 1; log(first); globalThis.second = 2; log(second)", []string{"made first", "1", "2"}},
		{"a global that is not there", "log(typeof nothing); log('nothing' in globalThis); try { nothing } catch (e) { log(e.message) }", []string{"undefined", "false", "nothing is not defined"}},
		{"delete a global", "first; delete globalThis.first; log(typeof first)", []string{"made first", "undefined"}},
		{"shadow a global", "const first = 1; log(first)", []string{"1"}},
		{"an unknown global", "try { fourth } catch (e) { log(e.message) } log(globalThis.toString === Object.prototype.toString)", []string{"fourth is not defined", "true"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newLazyWorld(t)
			w.run("user.js", c.source)
			w.wantErrors()
			w.wantLines(c.want...)
		})
	}
}
