package script

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/script/engine"
)

// modules are those of one run of an app, loaded when they are first required.
type modules struct {
	s      *Script
	e      *engine.Engine
	loaded map[string]*goja.Object // the module objects; never walked
	all    []goja.Value            // the same, in the order in which they began
	// trees are the module objects of templates, by their programs; never walked.
	trees map[*engine.Program]*goja.Object
	// hookFunction makes the function $wxload for a file that is hooked; nil where none is.
	hookFunction func() goja.Value
}

// require is what the function require gives a module, inside of Enter. What goes
// wrong is thrown.
func (m *modules) require(from, request string) goja.Value {
	id, err := m.s.source.Resolve(from, request)
	if err != nil {
		m.throw(err)
	}
	return m.load(id)
}

// requireLater is require.async, by which code asks for another package: a promise.
func (m *modules) requireLater(from, request string) goja.Value {
	promise, resolve, reject := m.e.Promise()
	m.e.Later(0, func() {
		get := m.e.Function("require", func(goja.FunctionCall) goja.Value { return m.require(from, request) })
		if exports, thrown := m.e.Invoke(get, nil); thrown != nil {
			reject(thrown)
		} else {
			resolve(exports)
		}
	})
	return promise
}

// load gives the exports of a module, and runs it where it is new. A module that
// is required while it runs gives what it has exported so far.
func (m *modules) load(id string) goja.Value {
	module, known := m.loaded[id]
	if !known {
		module = m.run(id)
	}
	return module.Get("exports")
}

func (m *modules) run(id string) *goja.Object {
	rt := m.e.Runtime()
	program, err := m.program(id)
	if err != nil {
		m.throw(err)
	}
	module, exports := rt.NewObject(), rt.NewObject()
	module.Set("exports", exports)
	m.loaded[id] = module
	m.all = append(m.all, module)
	require := m.e.Function("require", func(c goja.FunctionCall) goja.Value {
		return m.require(id, c.Argument(0).String())
	})
	require.Set("async", m.e.Function("async", func(c goja.FunctionCall) goja.Value { return m.requireLater(id, c.Argument(0).String()) }))
	if err := m.call(program, require, module); err != nil {
		delete(m.loaded, id) // as in Node: who requires it again meets the error again
		panic(err)
	}
	return module
}

// call calls the function that a program is with a module object.
func (m *modules) call(program *engine.Program, require goja.Value, module *goja.Object) error {
	f, err := m.e.Run(program)
	if err != nil {
		return err
	}
	run, _ := goja.AssertFunction(f)
	if program.Hooks() == 0 {
		_, err = run(goja.Undefined(), require, module, module.Get("exports"))
	} else {
		_, err = run(goja.Undefined(), require, module, module.Get("exports"), m.hookFunction())
	}
	return err
}

// evaluate runs a program that is no module of anybody's, and returns its module object.
func (m *modules) evaluate(program *engine.Program, require goja.Value) (*goja.Object, error) {
	module := m.e.Runtime().NewObject()
	return module, m.call(program, require, module)
}

// throw throws an Error.
func (m *modules) throw(err error) {
	rt := m.e.Runtime()
	o, failed := rt.New(rt.Get("Error"), rt.ToValue(err.Error()))
	if failed != nil {
		panic(failed)
	}
	panic(o)
}

func (m *modules) program(id string) (*engine.Program, error) {
	if p := m.s.builtins[id]; p != nil {
		return p, nil
	}
	if m.s.mini != nil && m.s.mini.boundary != nil {
		if p := m.s.mini.boundary.programs[id]; p != nil {
			return p, nil
		}
	}
	return m.s.source.Module(id)
}

// find finds a program by its name, for the places of errors.
func (s *Script) find(name string) *engine.Program {
	if strings.HasPrefix(name, "wxload:") { // not the user's
		return nil
	}
	p, err := s.source.Module(name) // one with hooks has the same places
	if err != nil {
		return nil
	}
	return p
}
