package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script/engine"
)

// TestNothingOfTheMachineIsReachable tries the ways in which scripts elsewhere
// reach files, the environment, the network and other processes.
func TestNothingOfTheMachineIsReachable(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		const names = ['process', 'global', 'Buffer', 'Deno', 'Bun', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Worker', 'importScripts',
			'open', 'read', 'load', 'print', 'std', 'os', 'java', 'Go', 'go', '__dirname', '__filename', 'module', 'navigator', 'WebAssembly'];
		for (const name of names) {
			if (globalThis[name] !== undefined) log('global ' + name);
		}
		if (typeof require !== 'undefined' || typeof module !== 'undefined' || typeof window !== 'undefined' || typeof location !== 'undefined') log('local');
		const known = new Set(['log', 'setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'queueMicrotask', 'call']);
		for (const name of Object.getOwnPropertyNames(globalThis)) {
			const f = globalThis[name];
			if (!known.has(name) && typeof f === 'function' && !/^[A-Z]/.test(name) &&
				!['parseInt', 'parseFloat', 'isNaN', 'isFinite', 'decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape', 'eval'].includes(name)) log(name);
		}
	`)
	w.wantLines()
	w.wantErrors()
}

// TestCompilingReadsNoFile: a comment can name a source map, which the engine's
// parser would open.
func TestCompilingReadsNoFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "map.json")
	if err := os.WriteFile(file, []byte("this is no source map"), 0o600); err != nil {
		t.Fatal(err)
	}
	comment := "\n//# sourceMappingURL=" + file + "\n"
	if _, err := engine.Compile("user.js", "log(1)"+comment, true); err != nil {
		t.Errorf("compiling: %v", err)
	}
	w := newWorld(t, engine.Config{})
	w.run("user.js", "const comment = "+quote(comment)+`;
		for (const make of [eval, Function, (s) => new Function('a', s), (async () => {}).constructor, (function*() {}).constructor]) {
			try { make('1' + comment) } catch (e) { if (!/not|source map/.test(e.message) || /no source map|no such file/.test(e.message)) log(e.message) }
		}
	`)
	w.wantLines()
	w.wantErrors()
}

func quote(s string) string { return "'" + strings.ReplaceAll(s, "\n", `\n`) + "'" }

func TestTimeAndRandomnessAreTheLoops(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.pass(1500 * time.Millisecond)
	w.run("user.js", `
		log([Date.now(), +new Date(), Math.random(), new Date().toISOString()].join());
		setTimeout(() => log(Date.now()), 500);
	`)
	w.pass(time.Second)
	w.wantLines("1500,1500,0.5,1970-01-01T00:00:01.500Z", "2000")
}

func TestEnginesShareNothing(t *testing.T) {
	p, err := engine.Compile("user.js", "globalThis.n = (globalThis.n || 0) + 1; Array.prototype.mine = 1; log(n + '' + [].mine)", false)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		w := newWorld(t, engine.Config{})
		w.loop.Turn(func() {
			w.Enter(func() {
				f, _ := w.Run(p)
				w.Call(f, nil)
			})
		})
		w.wantLines("11")
	}
}
