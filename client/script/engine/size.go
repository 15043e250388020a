package engine

import (
	"reflect"
	"strings"

	"github.com/dop251/goja"
)

// Size is about how many bytes the runtime takes: all that can be reached from it,
// but for programs, which are shared, and what functions of Go's hold.
//
// The engine does not tell, so its own structures are walked. That takes some
// milliseconds for each megabyte.
func (e *Engine) Size() int64 {
	s := sizer{seen: map[uintptr]bool{}}
	s.push(reflect.ValueOf(e.rt))
	for _, t := range e.timers.pending {
		s.pushObject(t.f)
	}
	if e.cfg.Roots != nil {
		for _, v := range e.cfg.Roots() {
			s.pushObject(v)
		}
	}
	for len(s.todo) > 0 {
		last := len(s.todo) - 1
		v := s.todo[last]
		s.todo = s.todo[:last]
		s.visit(v)
	}
	return s.bytes
}

// sizer adds up what it has not seen before.
type sizer struct {
	bytes int64
	seen  map[uintptr]bool
	todo  []reflect.Value
}

func (s *sizer) pushObject(v goja.Value) {
	if o, is := v.(*goja.Object); is {
		s.push(reflect.ValueOf(o))
	}
}

// push keeps a value for later where it can lead on.
func (s *sizer) push(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		if !v.IsNil() {
			s.todo = append(s.todo, v)
		}
	case reflect.Struct, reflect.Array:
		s.todo = append(s.todo, v)
	case reflect.String:
		s.bytes += int64(v.Len())
	}
}

func (s *sizer) visit(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		s.push(v.Elem())
	case reflect.Pointer:
		if inside(v.Type().Elem()) && s.new(v) {
			s.bytes += int64(v.Type().Elem().Size())
			s.push(v.Elem())
		}
	case reflect.Slice:
		if v.Cap() > 0 && s.new(v) {
			s.bytes += int64(v.Cap()) * int64(v.Type().Elem().Size())
			s.each(v)
		}
	case reflect.Array:
		s.each(v)
	case reflect.Map:
		if s.new(v) {
			s.bytes += mapSize(v.Len(), int64(v.Type().Key().Size()+v.Type().Elem().Size()))
			for i := v.MapRange(); i.Next(); { // in any order: it is a sum
				s.push(i.Key())
				s.push(i.Value())
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			s.push(v.Field(i))
		}
	}
}

// mapSize is about what a map of so many entries takes: its slots come in groups of
// eight, of which seven are used before it grows.
func mapSize(entries int, slot int64) int64 {
	groups := int64(1)
	for groups*7 < int64(entries) {
		groups *= 2
	}
	return 48 + groups*(8+8*slot)
}

func (s *sizer) each(v reflect.Value) {
	switch v.Type().Elem().Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map, reflect.Struct, reflect.Array, reflect.String:
		for i := range v.Len() {
			s.push(v.Index(i))
		}
	}
}

func (s *sizer) new(v reflect.Value) bool {
	at := v.Pointer()
	if s.seen[at] {
		return false
	}
	s.seen[at] = true
	return true
}

// inside reports whether a type is the engine's own and belongs to one runtime.
func inside(t reflect.Type) bool {
	own := t.PkgPath() == "" || strings.HasPrefix(t.PkgPath(), "github.com/dop251/goja")
	return own && t != reflect.TypeFor[goja.Program]() && !strings.HasPrefix(t.PkgPath(), "github.com/dop251/goja/")
}

// Each so many turns the size is looked at, and the later the larger it is.
const sizeEvery = 2000

// measure ends the app where it holds too much.
func (e *Engine) measure() {
	if e.turns < e.measureAt || e.dead {
		return
	}
	bytes := e.Size()
	e.measureAt = e.turns + sizeEvery + int(bytes>>6)
	if bytes > e.limits.Client {
		e.exceeded(tooBig(e.limits.Client), nil)
	}
}
