package engine_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script/engine"
)

func TestSizeIsAboutWhatTheRuntimeTakes(t *testing.T) {
	for _, source := range []string{
		"globalThis.keep = 'x'.repeat(1e6)",
		"globalThis.keep = Array.from({length: 3e4}, (_, i) => ({i, name: 'n' + i, list: [i, i + 1]}))",
		"let kept = []; for (let i = 0; i < 1e4; i++) { const n = {i}; kept.push(() => n) } globalThis.keep = () => kept",
		"const m = new Map(); for (let i = 0; i < 1e4; i++) m.set('k' + i, {i}); globalThis.keep = () => m",
		"let list = null; for (let i = 0; i < 1e5; i++) list = {list}; globalThis.keep = () => list",
	} {
		w := newWorld(t, engine.Config{Limits: engine.Limits{Memory: 1 << 30, Turn: time.Minute}})
		before := heapOf()
		size := w.Size()
		w.run("user.js", source)
		w.wantErrors()
		took, told := float64(heapOf()-before), float64(w.Size()-size)
		if told < took*0.5 || told > took*1.5 {
			t.Errorf("%s: it takes %.0f bytes, %.0f are told", source, took, told)
		}
	}
}

func heapOf() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestAnAppThatHoldsTooMuchIsEnded(t *testing.T) {
	w := newWorld(t, engine.Config{Limits: engine.Limits{Client: 1 << 20}})
	w.run("user.js", "const all = []; setInterval(() => { all.push(new Array(100).fill(all.length)) }, 4)")
	w.pass(time.Minute)
	w.wantErrors("the app holds more than 1 MB")
	if !w.Dead() {
		t.Error("it goes on")
	}
	small := newWorld(t, engine.Config{Limits: engine.Limits{Client: 1 << 20}})
	small.run("user.js", "let last; setInterval(() => { last = new Array(100).fill(1) }, 4)")
	small.pass(time.Minute)
	small.wantErrors()
}

func BenchmarkSize(b *testing.B) {
	w := newWorld(b, engine.Config{})
	w.run("user.js", "globalThis.keep = Array.from({length: 1000}, (_, i) => ({i, name: 'n' + i, list: [i, i + 1]}))")
	b.ReportMetric(float64(w.Size())/1024, "KiB")
	for b.Loop() {
		w.Size()
	}
}
