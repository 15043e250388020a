package engine_test

import (
	"slices"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script/engine"
)

// world is an engine on a loop whose clock moves by itself.
type world struct {
	*engine.Engine
	t        testing.TB
	loop     *loop.Loop
	now      time.Duration
	events   []*event // by time, then by creation
	programs map[string]*engine.Program
	lines    []string
	errors   []*engine.Error
}

type event struct {
	at  time.Duration
	run func() // nil once it was stopped
}

func (w *world) Now() time.Time { return time.Unix(0, 0).UTC().Add(w.now) }

func (w *world) After(d time.Duration, t loop.Task) loop.Stopper {
	e := &event{at: w.now + d, run: t.Run}
	i := len(w.events)
	for i > 0 && w.events[i-1].at > e.at {
		i--
	}
	w.events = slices.Insert(w.events, i, e)
	return e
}

func (e *event) Stop() { e.run = nil }

// pass runs the events of the next d.
func (w *world) pass(d time.Duration) {
	until := w.now + d
	for len(w.events) > 0 && w.events[0].at <= until {
		e := w.events[0]
		w.events = w.events[1:]
		if e.run != nil {
			w.now = e.at
			e.run()
		}
	}
	w.now = until
}

// newWorld makes one with the functions log(text), setTimeout and the like.
func newWorld(t testing.TB, cfg engine.Config) *world {
	w := &world{t: t, programs: map[string]*engine.Program{}}
	w.loop = loop.New(w, nil)
	t.Cleanup(w.loop.Close)
	cfg.Loop = w.loop
	cfg.Random = func() float64 { return 0.5 }
	cfg.Program = func(name string) *engine.Program { return w.programs[name] }
	cfg.Report = func(err *engine.Error) { w.errors = append(w.errors, err) }
	var err error
	if w.Engine, err = engine.New(cfg); err != nil {
		t.Fatal(err)
	}
	rt := w.Runtime()
	for name, f := range map[string]any{
		"log":            func(s string) { w.lines = append(w.lines, s) },
		"setTimeout":     w.SetTimeout,
		"setInterval":    w.SetInterval,
		"clearTimeout":   w.ClearTimer,
		"clearInterval":  w.ClearTimer,
		"queueMicrotask": w.QueueMicrotask,
		"call":           func(goja.FunctionCall) goja.Value { w.Count(); return goja.Undefined() },
	} {
		if err := rt.Set(name, f); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// run runs a file in a turn of its own.
func (w *world) run(name, source string) {
	w.t.Helper()
	p, err := engine.Compile(name, source, true)
	if err != nil {
		w.t.Fatal(err)
	}
	w.programs[name] = p
	w.loop.Turn(func() {
		w.Enter(func() {
			f, err := w.Run(p)
			if err != nil {
				w.t.Fatal(err)
			}
			w.Call(f, nil)
		})
	})
}

func (w *world) wantLines(lines ...string) {
	w.t.Helper()
	if !slices.Equal(w.lines, lines) {
		w.t.Errorf("logged %q\nwant   %q", w.lines, lines)
	}
	w.lines = nil
}

// wantErrors compares what was reported, with the places.
func (w *world) wantErrors(texts ...string) {
	w.t.Helper()
	got := []string{}
	for _, err := range w.errors {
		got = append(got, err.Error())
	}
	if !slices.Equal(got, texts) {
		w.t.Errorf("reported %q\nwant     %q", got, texts)
	}
	w.errors = nil
}
