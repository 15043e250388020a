package script_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// kinds are those of a trace's events.
func kinds(r *sim.Result) []string {
	list := []string{}
	for _, e := range r.Trace {
		list = append(list, e.Kind)
	}
	return list
}

func TestAnAppThatFreezesIsEnded(t *testing.T) {
	dog := watchdog.New(1)
	defer dog.Close()
	port, _ := wrapper.Find("flyjs")
	o := script.Options{Shape: port.Shape, Settings: port.Defaults, Watchdog: dog, Limits: engine.Limits{Turn: 30 * time.Millisecond}}
	const source = plainSend + `
		exports.request = (call) => {
			if (call.name === 'B')
				while (!wx.done) {}
			return send(call)
		}`
	r := simulateWith(t, o, source, `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 10, "do": "request", "name": "B"},
		{"at": 11, "do": "request", "name": "C"}]}`)
	want := []string{"page.issue", "req.send", "page.issue", "script.error", "req.fail", "app.destroy",
		"page.issue", "req.send", "req.server", "req.server", "req.done", "page.settle"}
	if got := kinds(r); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if reason := r.Trace[3].Reason; reason != "a turn took more than 30ms of CPU, in the loop that begins here (user.js:8:5)" {
		t.Errorf("reason %q", reason)
	}
	if r.Requests[0].Outcome != "never" || r.Requests[2].Outcome != "ok" || len(defectsBut(r, "script-error")) > 0 {
		t.Errorf("requests %v, defects %v", r.Requests, r.Defects)
	}
}

// defectsBut are the classes without one.
func defectsBut(r *sim.Result, class string) []string {
	return slices.DeleteFunc(defects(r), func(d string) bool { return strings.HasPrefix(d, class) })
}

func TestErrorsOfAScriptAreReportedAndTheClientGoesOn(t *testing.T) {
	const source = plainSend + `
		App({ onLaunch() { setTimeout(() => { undefined.x }, 5); Promise.reject(new Error('nobody')) } })
		exports.request = (call) => send(call)`
	r := simulate(t, source, `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "launch"}, {"at": 10, "do": "request", "name": "A"}]}`)
	want := []string{"app.launch", "unhandledRejection", "script.error", "page.issue", "req.send", "req.server", "req.done", "page.settle"}
	if got := kinds(r); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r.Trace[1].Reason != "Error: nobody (user.js:6:75)" || r.Trace[2].Reason != "TypeError: Cannot read property 'x' of undefined (user.js:6:51)" {
		t.Errorf("%q, %q", r.Trace[1].Reason, r.Trace[2].Reason)
	}
}

func TestAScriptThatCannotBeLoadedIsAnErrorOfEachStart(t *testing.T) {
	const source = "if (wx.getStorageSync('token')) throw new Error('no'); exports.request = () => {}"
	r := simulate(t, source, `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`)
	if got := kinds(r); got[0] != "script.error" || r.Trace[0].Reason != "Error: no (user.js:1:39)" {
		t.Errorf("got %v, %q", got, r.Trace[0].Reason)
	}
}

func TestRunsOfAScriptAreTheSame(t *testing.T) {
	const source = plainSend + `
		exports.request = async (call) => {
			const o = {};
			for (const k of ['b', 'a', 'c', Math.random()]) o[k] = Date.now();
			await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
			wx.setStorageSync('o', o);
			return send(call)
		}`
	timed := `{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 1, "do": "request", "name": "B"}]}`
	first := plain(t, simulate(t, source, timed))
	for range 5 {
		if again := plain(t, simulate(t, source, timed)); difference(again, traceOf(first)) != "" {
			t.Fatal("another trace")
		}
	}
}
