package load_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/load"
)

// device runs a project as a client would, with nothing but require and log.
type device struct {
	*engine.Engine
	project *load.Project
	modules map[string]*goja.Object
	lines   []string
	errors  []*engine.Error
}

// Now is when the loop is.
func (d *device) Now() time.Time { return time.Unix(0, 0) }

// After has nothing to wait for.
func (d *device) After(time.Duration, loop.Task) loop.Stopper { return nil }

func newDevice(t testing.TB, p *load.Project, before ...string) *device {
	t.Helper()
	d := &device{project: p, modules: map[string]*goja.Object{}}
	l := loop.New(d, nil)
	t.Cleanup(l.Close)
	var err error
	d.Engine, err = engine.New(engine.Config{
		Loop:   l,
		Random: func() float64 { return 0.5 },
		Program: func(name string) *engine.Program {
			program, _ := p.Module(name)
			return program
		},
		Locate: p.Locate,
		Report: func(err *engine.Error) { d.errors = append(d.errors, err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	rt := d.Runtime()
	if err := rt.Set("log", func(c goja.FunctionCall) goja.Value {
		var texts []string
		for _, a := range c.Arguments {
			texts = append(texts, a.String())
		}
		d.lines = append(d.lines, strings.Join(texts, " "))
		return goja.Undefined()
	}); err != nil {
		t.Fatal(err)
	}
	for _, code := range before {
		d.do(t, code)
	}
	l.Turn(func() { d.Load(func() { d.require(p.Entry()) }) })
	return d
}

// do runs a text in a turn.
func (d *device) do(t testing.TB, code string) {
	t.Helper()
	program, err := engine.Compile("<test>", code, false)
	if err != nil {
		t.Fatal(err)
	}
	d.Loop().Turn(func() {
		d.Enter(func() {
			function, err := d.Run(program)
			if err != nil {
				t.Fatal(err)
			}
			d.Call(function, nil, d.Runtime().ToValue(d.require))
		})
	})
}

// require returns what a module exports.
func (d *device) require(id string) goja.Value {
	rt := d.Runtime()
	if m := d.modules[id]; m != nil {
		return m.Get("exports")
	}
	program, err := d.project.Module(id)
	if err != nil {
		panic(rt.NewGoError(err))
	}
	function, err := d.Run(program)
	if err != nil {
		panic(rt.NewGoError(err))
	}
	call, _ := goja.AssertFunction(function)
	module := rt.NewObject()
	d.modules[id] = module
	exports := rt.NewObject()
	_ = module.Set("exports", exports)
	require := func(request string) goja.Value {
		to, err := d.project.Resolve(id, request)
		if err != nil {
			panic(rt.NewGoError(err))
		}
		return d.require(to)
	}
	if _, err := call(exports, rt.ToValue(require), module, exports); err != nil {
		panic(err)
	}
	return module.Get("exports")
}

// files makes a file system of paths and texts.
func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

// run loads and runs a project and returns what it logs; errors come last.
func run(t testing.TB, fsys fstest.MapFS, entry string) string {
	t.Helper()
	p, err := load.New(fsys, entry, load.Limits{})
	if err != nil {
		return "cannot be loaded: " + err.Error()
	}
	d := newDevice(t, p)
	for _, err := range d.errors {
		d.lines = append(d.lines, fmt.Sprint("error: ", err))
	}
	return strings.Join(d.lines, "\n")
}
