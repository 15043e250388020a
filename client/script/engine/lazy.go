package engine

import (
	"strings"

	"github.com/dop251/goja"
)

// Names is a table of names, shared by all engines.
type Names struct {
	list  []string
	index map[string]int
}

// NewNames makes a table of the names in a text, which white space separates.
func NewNames(texts ...string) *Names {
	n := &Names{list: strings.Fields(strings.Join(texts, " "))}
	n.index = make(map[string]int, len(n.list))
	for i, name := range n.list {
		n.index[name] = i
	}
	return n
}

// Has reports whether a name is in the table.
func (n *Names) Has(name string) bool { return n.Index(name) >= 0 }

// Index is the place of a name in the table, from 0; negative where it is not in it.
func (n *Names) Index(name string) int {
	if i, has := n.index[name]; has {
		return i
	}
	return -1
}

// Lazy is an object whose members are made when they are first asked for, which
// spares a client those that its script never names. To the script it is an
// object like any other: its members can be listed, replaced, deleted, and more
// can be added.
type Lazy struct {
	e     *Engine
	names *Names
	made  []uint64 // a bit for each name that is not the table's any more
	make  func(name string) goja.Value
	// Object is the object as the script sees it.
	Object *goja.Object
}

// NewLazy makes one. Its members are those of the table; make makes the value of
// one.
func (e *Engine) NewLazy(names *Names, make func(name string) goja.Value) *Lazy {
	l := newLazy(e, names, make)
	target := e.rt.NewObject()
	l.Object = e.rt.ToValue(e.rt.NewProxy(target, l.traps())).(*goja.Object)
	return l
}

// LazyGlobals gives the script global names, which are made when they are first
// used.
func (e *Engine) LazyGlobals(names *Names, make func(name string) goja.Value) error {
	l := newLazy(e, names, make)
	global := e.rt.GlobalObject()
	prototype := e.rt.CreateObject(global.Prototype())
	traps := &goja.ProxyTrapConfig{
		Get: func(_ *goja.Object, name string, _ goja.Value) goja.Value {
			if l.ensure(global, name) {
				return global.Get(name)
			}
			return prototype.Prototype().Get(name) // nil for an unknown name, which is an error
		},
		Has: func(_ *goja.Object, name string) bool { return l.ensure(global, name) },
	}
	return global.SetPrototype(e.rt.ToValue(e.rt.NewProxy(prototype, traps)).(*goja.Object))
}

func newLazy(e *Engine, names *Names, f func(name string) goja.Value) *Lazy {
	return &Lazy{e: e, names: names, make: f, made: make([]uint64, (len(names.list)+63)/64)}
}

// ensure makes a member that is still the table's, and reports whether it is there
// now because of that.
func (l *Lazy) ensure(target *goja.Object, name string) bool {
	i, has := l.names.index[name]
	if !has || l.made[i/64]&(1<<(i%64)) != 0 {
		return false
	}
	l.made[i/64] |= 1 << (i % 64)
	v := l.make(name)
	if v != nil {
		target.Set(name, v)
	}
	return v != nil
}

func (l *Lazy) traps() *goja.ProxyTrapConfig {
	return &goja.ProxyTrapConfig{
		Get: func(t *goja.Object, name string, _ goja.Value) goja.Value {
			l.ensure(t, name)
			return l.orUndefined(t.Get(name))
		},
		Has: func(t *goja.Object, name string) bool {
			l.ensure(t, name)
			return t.Get(name) != nil
		},
		Set: func(t *goja.Object, name string, v, _ goja.Value) bool {
			l.ensure(t, name)
			return t.Set(name, v) == nil
		},
		DeleteProperty: func(t *goja.Object, name string) bool {
			l.ensure(t, name)
			return t.Delete(name) == nil
		},
		DefineProperty: func(t *goja.Object, name string, d goja.PropertyDescriptor) bool {
			l.ensure(t, name)
			return define(t, name, d) == nil
		},
		GetOwnPropertyDescriptor: func(t *goja.Object, name string) goja.PropertyDescriptor {
			l.ensure(t, name)
			return l.e.descriptor(t, name)
		},
		OwnKeys: func(t *goja.Object) *goja.Object {
			for _, name := range l.names.list {
				l.ensure(t, name)
			}
			var keys []any
			for _, name := range t.GetOwnPropertyNames() {
				keys = append(keys, name)
			}
			for _, symbol := range t.Symbols() {
				keys = append(keys, symbol)
			}
			return l.e.rt.NewArray(keys...)
		},
	}
}

func (l *Lazy) orUndefined(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

func define(t *goja.Object, name string, d goja.PropertyDescriptor) error {
	if d.Getter != nil || d.Setter != nil {
		return t.DefineAccessorProperty(name, d.Getter, d.Setter, d.Configurable, d.Enumerable)
	}
	v := d.Value
	if v == nil {
		v = t.Get(name)
	}
	return t.DefineDataProperty(name, v, d.Writable, d.Configurable, d.Enumerable)
}

// descriptor is Object.getOwnPropertyDescriptor; empty where there is no such
// property.
func (e *Engine) descriptor(t *goja.Object, name string) (d goja.PropertyDescriptor) {
	f, _ := goja.AssertFunction(e.rt.Get("Object").(*goja.Object).Get("getOwnPropertyDescriptor"))
	v, err := f(goja.Undefined(), t, e.rt.ToValue(name))
	o, is := v.(*goja.Object)
	if err != nil || !is {
		return d
	}
	flag := func(name string) goja.Flag {
		v := o.Get(name)
		return goja.ToFlag(v != nil && v.ToBoolean())
	}
	d.Configurable, d.Enumerable = flag("configurable"), flag("enumerable")
	if getter, setter := o.Get("get"), o.Get("set"); getter != nil || setter != nil {
		d.Getter, d.Setter = getter, setter
		return d
	}
	d.Value, d.Writable = o.Get("value"), flag("writable")
	return d
}

// Function is a function of Go's, under its name.
func (e *Engine) Function(name string, f func(goja.FunctionCall) goja.Value) *goja.Object {
	o := e.rt.ToValue(f).(*goja.Object)
	o.DefineDataProperty("name", e.rt.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE) // it is configurable
	return o
}
