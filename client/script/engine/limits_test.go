package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
)

func TestLimits(t *testing.T) {
	short := engine.Limits{Turn: 30 * time.Millisecond}
	for _, c := range []struct {
		name, source string
		limits       engine.Limits
		want         string
	}{
		{"endless loop", "log('a');\nfor (;;) {}", short,
			"a turn took more than 30ms of CPU, in the loop that begins here (user.js:2:1)"},
		{"endless loop that calls", "const f = (n) => { for (let i = 0; i < n; i++) {} };\nlet n = 0;\n  while (true) { f(n % 100); n++; }", short,
			"a turn took more than 30ms of CPU, in the loop that begins here (user.js:3:3)"},
		{"endless loop in a microtask", "Promise.resolve().then(() => {\n  do {} while (1); })", short,
			"a turn took more than 30ms of CPU, in the loop that begins here (user.js:2:3)"},
		{"endless loop in a sort", "const less = () => {\nfor (;;) {} };\n[2, 1].sort(less)", short,
			"a turn took more than 30ms of CPU, in the loop that begins here (user.js:2:1)"},
		{"endless loop that catches", "for (;;) { try { for (;;) {} } catch (e) {} finally {} }", short,
			"a turn took more than 30ms of CPU, in the loop that begins here (user.js:1:1)"},
		{"endless microtasks", "const again = () => { Promise.resolve().then(again); };\nagain()", engine.Limits{Microtasks: 1000},
			"more than 1000 microtasks in one turn (user.js:1:15)"},
		{"endless await", "(async () => {\n  for (;;) await 0;\n})()", engine.Limits{Microtasks: 1000},
			"more than 1000 microtasks in one turn, in the loop that begins here (user.js:2:3)"},
		{"calls of the platform", "for (;;) call()", engine.Limits{Calls: 100},
			"more than 100 calls of the platform in one turn, in the loop that begins here (user.js:1:1)"},
		{"timers", "for (;;) setTimeout(() => {}, 1000)", engine.Limits{Timers: 100},
			"more than 100 timers pending, in the loop that begins here (user.js:1:1)"},
		{"memory", "const all = [];\nfor (;;) all.push(new Array(1000).join('memory'))", engine.Limits{Memory: 32 << 20, Turn: time.Hour},
			"a turn made the heap grow by more than 32 MB, in the loop that begins here (user.js:2:1)"},
		{"text that doubles", "let s = 'memory';\nfor (;;) s += s", engine.Limits{Memory: 32 << 20, Turn: time.Hour},
			"a turn made the heap grow by more than 32 MB, in the loop that begins here (user.js:2:1)"},
		{"memory of all", "const all = [];\nfor (;;) all.push({})", engine.Limits{Total: 1 << 20, Turn: time.Hour},
			"the heap of all clients is larger than 1 MB, in the loop that begins here (user.js:2:1)"},
		{"long text", "'x'.repeat(1e9)", engine.Limits{}, "more than 16777216 elements or characters made at once (user.js:1:11)"},
		{"padded text", "'x'.padStart(1e9); ", engine.Limits{}, "more than 16777216 elements or characters made at once (user.js:1:13)"},
		{"long array", "new Array(1e9).fill(0)", engine.Limits{}, "more than 16777216 elements or characters made at once (user.js:1:20)"},
		{"long joined text", "new Array(1e9).join('x')", engine.Limits{}, "more than 16777216 elements or characters made at once (user.js:1:20)"},
		{"array of a length", "Array.from({length: 1e9})", engine.Limits{}, "more than 16777216 elements or characters made at once (user.js:1:11)"},
		{"expression that cannot be interrupted", "log('a');\n/^(?=((a+)+)+$)/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab')", short,
			"a turn took more than 30ms of CPU (user.js:2:22)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dog := watchdog.New(1)
			defer dog.Close()
			w := newWorld(t, engine.Config{Limits: c.limits, Watchdog: dog})
			w.run("user.js", c.source)
			w.wantErrors(c.want)
			if !w.Dead() {
				t.Error("the engine goes on")
			}
			w.lines = nil
			w.run("more.js", "log('more')")
			w.wantLines()
		})
	}
}

func TestAnEndlessRecursionIsAnExceptionOfItsTurn(t *testing.T) {
	for name, source := range map[string]string{
		"calls":     "const f = () => f() + 1; f()",
		"built-ins": "const f = () => [1].map(f); f()",
		"getters":   "const o = { get x() { return this.x } }; o.x",
		"proxies":   "const p = new Proxy({}, { get(t, k, r) { return r[k] } }); p.x",
		"texts":     "const o = { toString() { return '' + this } }; '' + o",
		"promises":  "const f = () => new Promise(f); f()",
		"JSON":      "const o = { toJSON() { return JSON.stringify(o) } }; JSON.stringify(o)",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, engine.Config{})
			w.run("user.js", "setTimeout(() => log('later'), 1);\n"+source)
			if len(w.errors) != 1 || w.errors[0].Text != "RangeError: more than 1000 calls inside each other" || w.errors[0].Place.Line != 2 {
				t.Errorf("reported %v", w.errors)
			}
			w.pass(time.Second)
			w.wantLines("later")
		})
	}
}

func TestWhatIsWithinTheLimitsGoesOn(t *testing.T) {
	dog := watchdog.New(1)
	defer dog.Close()
	w := newWorld(t, engine.Config{Watchdog: dog})
	w.run("user.js", `
		log('x'.repeat(3) + 'y'.padStart(3) + 'z'.padEnd(3, '-') + '|');
		log(new Array(3).fill(7).join() + Array.from('ab').join('-') + Array.from({length: 2}, (_, i) => i) + Array.from(new Set([5])));
		log([String.prototype.repeat.name, Array.from.name, Object.keys(Array.prototype).length].join());
		let n = 0;
		for (let i = 0; i < 1e4; i++) n += i;
		log(n);
		log(/^(?=a)a(?!b)/.test('ac'));
	`)
	w.wantLines("xxx  yz--|", "7,7,7a-b0,15", "repeat,from,0", "49995000", "true")
	w.wantErrors()
}

func TestATurnThatLoadsMayTakeLonger(t *testing.T) {
	dog := watchdog.New(1)
	defer dog.Close()
	limits := engine.Limits{Turn: time.Millisecond, Load: time.Hour}
	w := newWorld(t, engine.Config{Watchdog: dog, Limits: limits})
	p, err := engine.Compile("user.js", "for (const end = Date.now(); --left > 0;) {} log('loaded')", true)
	if err != nil {
		t.Fatal(err)
	}
	w.Runtime().Set("left", 300_000)
	w.loop.Turn(func() {
		w.Load(func() {
			f, _ := w.Run(p)
			w.Call(f, nil)
		})
	})
	w.wantLines("loaded")
	w.wantErrors()
}

func TestTextsOfErrorsAreBounded(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", "throw new Error('x'.repeat(10000))")
	if len(w.errors) != 1 || len(w.errors[0].Text) > 400 || !strings.HasPrefix(w.errors[0].Text, "Error: xxx") {
		t.Errorf("reported %v", w.errors)
	}
}

func TestATurnThatIsGivenUpIsNoError(t *testing.T) {
	dog := watchdog.New(1)
	defer dog.Close()
	w := newWorld(t, engine.Config{Watchdog: dog, Over: func() bool { return true }, Limits: engine.Limits{Turn: watchdog.Longest}})
	w.run("user.js", "for (;;) {}")
	w.wantErrors()
	if !w.Dead() {
		t.Error("the engine goes on")
	}
}

func TestAScriptThatFrozeOnceIsGivenLessTime(t *testing.T) {
	dog := watchdog.New(1)
	defer dog.Close()
	past := &watchdog.Past{}
	cfg := engine.Config{Watchdog: dog, Past: past, Limits: engine.Limits{Turn: 10 * time.Millisecond, Patience: 50 * time.Millisecond}}
	const want = "a turn took more than 10ms of CPU, in the loop that begins here (user.js:1:1)"
	first := newWorld(t, cfg)
	first.run("user.js", "for (;;) {}")
	first.wantErrors(want)
	if !past.Slow() {
		t.Fatal("it is not noted")
	}
	cfg.Limits.Patience = watchdog.Longest
	again := newWorld(t, cfg)
	again.run("user.js", "let n = 1e7; while (n > 0) n--")
	again.wantErrors("a turn took more than 10ms of CPU, in the loop that begins here (user.js:1:14)")
}
