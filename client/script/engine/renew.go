package engine

import (
	"slices"

	"github.com/dop251/goja"
)

// baseline is what a runtime was like before any script ran in it.
type baseline struct {
	prototype *goja.Object // of the global object
	objects   []snapshot   // the global object first
}

// snapshot is the members of an object that are no accessors.
type snapshot struct {
	object *goja.Object
	names  []string // all of them, in order
	values []goja.Value
}

// builtIns are the names of the objects that scripts are known to change.
var builtIns = []string{"Object", "Function", "Array", "String", "Number", "Boolean", "Symbol", "Date", "Promise", "RegExp", "Error", "TypeError",
	"RangeError", "SyntaxError", "Map", "Set", "WeakMap", "WeakSet", "ArrayBuffer", "Uint8Array", "JSON", "Math", "Reflect", "Proxy"}

// Keep prepares the engine for [Engine.Renew]. It is called before any script runs.
func (e *Engine) Keep() {
	global := e.rt.GlobalObject()
	b := &baseline{prototype: global.Prototype()}
	for _, name := range builtIns {
		o, is := global.Get(name).(*goja.Object)
		if !is || !e.reaches(name) {
			continue
		}
		b.objects = append(b.objects, e.snapshot(o))
		if prototype, is := o.Get("prototype").(*goja.Object); is {
			b.objects = append(b.objects, e.snapshot(prototype))
		}
	}
	b.objects = slices.Insert(b.objects, 0, e.snapshot(global))
	e.baseline = b
}

// reaches reports whether the programs can reach a built-in object: they mention its
// name, or one of those by which the built-in object behind a value is found.
func (e *Engine) reaches(name string) bool {
	return e.mentions(name) || e.mentions("constructor") || e.mentions("__proto__") || e.mentions("getPrototypeOf")
}

func (e *Engine) snapshot(o *goja.Object) snapshot {
	s := snapshot{object: o, names: o.GetOwnPropertyNames()}
	s.values = make([]goja.Value, len(s.names))
	for i, name := range s.names {
		if d := e.descriptor(o, name); d.Getter == nil && d.Setter == nil {
			s.values[i] = d.Value
		}
	}
	return s
}

// unchanged reports whether the members are what they were; beyond says that more
// of them do not count.
func (s *snapshot) unchanged(beyond bool) bool {
	names := s.object.GetOwnPropertyNames()
	if !beyond && !slices.Equal(names, s.names) || beyond && (len(names) < len(s.names) || !slices.Equal(names[:len(s.names)], s.names)) {
		return false
	}
	for i, name := range s.names {
		if v := s.values[i]; v != nil && !v.SameAs(s.object.Get(name)) {
			return false
		}
	}
	return true
}

// Renew makes the runtime ready for another run of an app, as if it were new, and
// reports whether it could: a script that has changed a built-in object, or an
// engine that is dead, makes that impossible. cfg has what the new run brings; the
// limits stay. What the last run left pending must be over: its loop is closed.
func (e *Engine) Renew(cfg Config) bool {
	if e.baseline == nil || e.dead || e.inside || !e.clean() {
		return false
	}
	e.cfg.Loop, e.cfg.Random, e.cfg.Report, e.cfg.Unhandled, e.cfg.Done = cfg.Loop, cfg.Random, cfg.Report, cfg.Unhandled, cfg.Done
	e.cfg.Roots = cfg.Roots
	e.loop = cfg.Loop
	e.rt.SetRandSource(cfg.Random)
	e.cause, e.rejected, e.timers, e.turns = nil, nil, timers{}, 0
	e.readsTime, e.matched = false, nil
	e.measureAt = sizeEvery
	return true
}

// clean takes out the global names that scripts have made, and reports whether the
// rest is as it was.
func (e *Engine) clean() bool {
	global := &e.baseline.objects[0]
	if global.object.SetPrototype(e.baseline.prototype) != nil || !global.unchanged(true) {
		return false
	}
	for _, name := range global.object.GetOwnPropertyNames()[len(global.names):] {
		if global.object.Delete(name) != nil {
			return false
		}
	}
	for i := range e.baseline.objects[1:] {
		if !e.baseline.objects[1+i].unchanged(false) {
			return false
		}
	}
	return true
}
