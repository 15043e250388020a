package engine_test

import (
	"testing"
	"time"

	"github.com/wxload/wxload/client/script/engine"
)

func TestTimers(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		const since = Date.now(), at = (s) => log(s + '@' + (Date.now() - since));
		setTimeout(at, 20, 'b');
		setTimeout(at, 10, 'a');
		const c = setTimeout(at, 15, 'never');
		clearTimeout(c);
		clearTimeout(c);
		clearTimeout(undefined);
		clearTimeout('x');
		setTimeout(at, -5, 'now');
		setTimeout(() => at('at once'));
		setTimeout(at, 'soon', 'no number');
		setTimeout(at, 2.9, 'whole');
		setTimeout('at("a text")', 1);
		let n = 0;
		const i = setInterval((x) => { at('tick' + x); if (++n == 3) clearInterval(i) }, 7, '!');
		const over = setInterval(() => { clearInterval(over); at('once') }, 30);
		log(typeof i === 'number' && i !== over ? 'numbers' : 'no numbers');
	`)
	w.pass(time.Second)
	w.wantLines("numbers", "now@0", "at once@0", "no number@0", "whole@2", "tick!@7", "a@10", "tick!@14", "b@20", "tick!@21", "once@30")
	w.wantErrors()
}

func TestTimersThatSetEachOtherLetTheTimeGoOn(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `
		let n = 0;
		const poll = () => { n++; setTimeout(poll, 0) };
		poll();
		setTimeout(() => log(n), 100);
		setInterval(() => { n = n }, 0);
	`)
	w.pass(100 * time.Millisecond)
	w.wantLines("30")
}

func TestATimerKeepsItsCause(t *testing.T) {
	w := newWorld(t, engine.Config{})
	cause := func() string {
		s, _ := w.Cause().(string)
		return s
	}
	w.Runtime().Set("cause", cause)
	w.loop.Turn(func() {
		w.Enter(func() {
			w.Runtime().RunString(`
				globalThis.go = async (name) => {
					setTimeout(async () => { log(name + ' timer ' + cause()); await 1; log(name + ' after ' + cause()) }, 5);
					await new Promise((resolve) => setTimeout(resolve, 3));
					log(name + ' ' + cause());
					Promise.resolve().then(() => log(name + ' then ' + cause()));
				}`)
			for _, name := range []string{"a", "b"} {
				w.For(name, func() { w.Call(w.Runtime().Get("go"), nil, w.Runtime().ToValue(name)) })
			}
		})
	})
	w.pass(time.Second)
	w.wantLines("a a", "a then a", "b b", "b then b", "a timer a", "a after a", "b timer b", "b after b")
	if cause() != "" {
		t.Errorf("after all: %q", cause())
	}
}

func TestATimersFunctionHasTheGlobalObjectForThis(t *testing.T) {
	w := newWorld(t, engine.Config{})
	w.run("user.js", `'use strict'; setTimeout(function () { log(this === globalThis) })`)
	w.pass(time.Second)
	w.wantLines("true")
	w.wantErrors()
}
