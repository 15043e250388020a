package script_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// TestAKeptRuntimeIsLikeANewOne compares runs in one runtime with runs in a new one
// each.
func TestAKeptRuntimeIsLikeANewOne(t *testing.T) {
	for _, id := range []string{"template", "flyjs", "callback", "egg-gated"} {
		port, _ := wrapper.Find(id)
		s := newScript(t, script.Options{ID: id, Shape: port.Shape, Settings: port.Defaults}, wrapperFiles(t, id+".js")...)
		kept := s.Kept(nil)
		for seed := range uint64(40) {
			timed, err := sim.Parse([]byte(randomScript(rand.New(rand.NewPCG(seed, 11)))))
			if err != nil {
				t.Fatal(err)
			}
			want, got := sim.Run(timed, s.Info()), sim.Run(timed, kept)
			if d := agree(t, got, want); d != "" {
				t.Fatalf("%s, seed %d: %s", id, seed, d)
			}
		}
	}
}

func TestNothingIsLeftInAKeptRuntime(t *testing.T) {
	timed, err := sim.Parse([]byte(`{"initial": {"token": "valid"}, "actions": [{"at": 0, "do": "request", "name": "A"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{
		"implicit = 1",
		"globalThis.mine = 1",
		"wx.request.mine = 1",
		"wx.mine = 1",
		"App = 5; wx = wx",
		"Promise.prototype.finally = function (f) { return this.then(f, f) }",
		"Promise.prototype.mine = 1",
		"Array.prototype.at = undefined",
		"Object.mine = 1",
		"delete Math.sin",
		"JSON.parse = () => 5",
		"Date.now = () => 0",
		"String.prototype.mine = () => 1",
		"globalThis.Promise = class extends Promise {}",
		"Object.defineProperty(Array.prototype, 'last', { get() { return 1 } })",
		"setInterval(() => { globalThis.ticks = 1 }, 10)",
		"new Promise(() => {}).then(() => {})",
		"Promise.reject(1)",
	} {
		source := plainSend + `
			const seen = [typeof implicit, typeof mine, typeof ticks, wx.request.mine, wx.mine, typeof App, String(Promise.prototype.finally), Promise.prototype.mine,
				typeof Array.prototype.at, Object.mine, typeof Math.sin, JSON.parse('1'), typeof ''.mine, String(Promise), [].last, Date.now()].join();
			` + change + `;
			exports.request = (call) => { wx.setStorageSync('seen', seen); return send(call) };`
		port, _ := wrapper.Find("flyjs")
		p := newFiles(t, "user.js", source)
		for name := range p.programs { // the test's own strict code could not say "implicit = 1"
			p.sloppy(t, name, source)
		}
		s, err := script.New(p, script.Options{Shape: port.Shape, Settings: port.Defaults})
		if err != nil {
			t.Fatal(err)
		}
		kept := s.Kept(nil)
		first := ""
		for n := range 3 {
			seen := fmt.Sprint(plain(t, sim.Run(timed, kept))["trace"])
			if n == 0 {
				first = seen
			} else if seen != first {
				t.Errorf("%s\nrun %d: %s\nbefore %s", change, n, seen, first)
			}
		}
	}
}

// BenchmarkRun makes short runs in the simulator, each in a runtime of its own, and
// all in one.
func BenchmarkRun(b *testing.B) {
	port, _ := wrapper.Find("template")
	s := newScript(b, script.Options{Shape: port.Shape, Settings: port.Defaults}, wrapperFiles(b, "template.js")...)
	timed, err := sim.Parse([]byte(`{"initial": {"token": "expired"}, "actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A"}, {"at": 0, "do": "request", "name": "B"}], "horizon": 2000}`))
	if err != nil {
		b.Fatal(err)
	}
	for name, info := range map[string]wrapper.Info{"new": s.Info(), "kept": s.Kept(nil), "go": port} {
		b.Run(name, func(b *testing.B) {
			report := reportCPU(b)
			for b.Loop() {
				sim.Run(timed, info)
			}
			report()
		})
	}
}
