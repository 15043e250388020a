package script_test

import (
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// states is where these searches end: they make some thousand runs a second.
var states = flag.Int("states", 600, "how many states a search of a script may have")

// Timers have other numbers in JavaScript, and one port has a name of its own for what
// it sends.
var numbers = regexp.MustCompile(`timer #\d+|checkSerSession`)

// explored searches a situation completely, and lists what was found: class and kind,
// sentence, constraints.
func explored(t *testing.T, name string, requests int, info wrapper.Info) (r *explore.Result, found []string) {
	t.Helper()
	s, err := situation.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	r, err = explore.Explore(t.Context(), s.WithRequests(requests), info, explore.Options{Mode: explore.Exhaustive, States: *states, Workers: 2})
	if err != nil {
		t.Fatalf("%s, %s: %v", name, info.ID, err)
	}
	for _, f := range r.Findings {
		if f.Class == "script-error" { // a port has none
			continue
		}
		text := fmt.Sprintf("%s %s: %s (%s)", f.Class, f.Kind, f.Sentence, strings.Join(f.Constraints, "; "))
		found = append(found, numbers.ReplaceAllStringFunc(text, func(name string) string {
			return map[bool]string{true: "checkSession", false: "a timer"}[name == "checkSerSession"]
		}))
	}
	slices.Sort(found)
	return r, found
}

// The documents' wrappers in JavaScript are found to have the defects of their Go
// ports, in the same words.
func TestExploreFindsInJavaScriptWhatItFindsInTheGoPorts(t *testing.T) {
	compared := 0
	usual := []string{"late-401", "cold-start", "failed-login", "refused-login"}
	if testing.Short() {
		usual = usual[:2]
	}
	for _, id := range []string{"template", "taro", "egg", "userclass", "flyjs", "callback"} {
		port, _ := wrapper.Find(id)
		for _, s := range situation.All() {
			if *states == 600 && !slices.Contains(usual, s.Name) {
				continue // give another number for all of them
			}
			t.Run(id+"/"+s.Name, func(t *testing.T) {
				goes, want := explored(t, s.Name, 1, port)
				runs, got := explored(t, s.Name, 1, inJavaScript(t, id))
				if !goes.Complete || !runs.Complete {
					t.Skipf("not complete: %v in Go, %v in JavaScript", goes.Complete, runs.Complete)
				}
				compared++
				if !slices.Equal(got, want) {
					t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				}
			})
		}
	}
	t.Logf("%d searches were compared", compared)
	if compared < 6 {
		t.Error("that is too few")
	}
}

// timed is a wrapper whose pages wait with timers; body has the waiting.
func timed(t *testing.T, body string) wrapper.Info {
	t.Helper()
	text := `
const get = (url) => new Promise((resolve, reject) => wx.request({ url: 'http://127.0.0.1:3000' + url, success: resolve, fail: reject }))
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const token = () => asked
let asked = false
exports.request = ` + body
	port, _ := wrapper.Find("flyjs")
	return newScript(t, script.Options{Shape: port.Shape, Settings: port.Defaults}, "timed.js", text).Info()
}

// Whether a timer that does nothing and sets another is a poll, no search can know
// by looking at one of them.
func TestTimersThatCountAreNoPolls(t *testing.T) {
	for _, c := range []struct {
		name, body string
		hangs      bool
	}{
		{"a poll without an end", `() => new Promise((resolve) => { const look = () => token() ? resolve(1) : setTimeout(look, 100); look() })`, true},
		{"one that gives up", `() => new Promise((resolve, reject) => { let n = 0; const look = () => ++n > 20 ? reject(new Error('late')) : setTimeout(look, 100); look() })`, false},
		{"one that gives up by the clock", `() => new Promise((resolve, reject) => { const end = Date.now() + 5000; const t = setInterval(() => { if (Date.now() > end) { clearInterval(t); reject(new Error('late')) } }, 100) })`, false},
		{"one whose count is a local of an async function", `async () => { for (let i = 0; i < 30 && !token(); i++) await sleep(200); return 1 }`, false},
		{"one whose clock decides then", `async ({ url }) => { const began = Date.now(); let done = false; const look = () => done || setTimeout(look, 200); look(); const r = await get(url); done = true; return Date.now() - began > 1000 ? new Promise(() => {}) : r }`, true},
		{"one that decides nothing then", `async ({ url }) => { let n = 0, done = false; const look = () => { n++; if (!done) setTimeout(look, 200) }; look(); const r = await get(url); done = true; return r }`, false},
		{"two timers for two steps", `async ({ url }) => { await sleep(100); await sleep(100); return get(url) }`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, found := explored(t, "late-401", 1, timed(t, c.body))
			if hangs := slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, "hung-request") }); hangs != c.hangs {
				t.Errorf("hangs: %v, want %v: %q", hangs, c.hangs, found)
			}
		})
	}
}

// Two requests that are alike but for their place: the last one overwrites the other.
func TestRequestsOfAUsersOwnCodeAreNotTakenForAlike(t *testing.T) {
	info := timed(t, `({ url }) => new Promise((resolve) => { last = resolve; get(url).then((r) => last(r)) })
let last`)
	_, found := explored(t, "cold-start", 2, info)
	if !slices.ContainsFunc(found, func(f string) bool { return strings.HasPrefix(f, "hung-request") }) {
		t.Errorf("found %q", found)
	}
}

// BenchmarkRandomSchedules makes whole schedules of late-401 by lot, on one core; its
// first run loads the files.
func BenchmarkRandomSchedules(b *testing.B) {
	for _, id := range []string{"template", "egg", "flyjs"} {
		b.Run(id, func(b *testing.B) {
			s, err := situation.Find("late-401")
			if err != nil {
				b.Fatal(err)
			}
			info := inJavaScript(b, id)
			report := reportCPU(b)
			schedules := 0
			for b.Loop() {
				r, err := explore.Explore(b.Context(), s, info, explore.Options{Mode: explore.Random, Runs: 10_240, Workers: 1})
				if err != nil {
					b.Fatal(err)
				}
				schedules += r.Schedules
			}
			report()
			b.ReportMetric(float64(schedules)/float64(b.N), "schedules/op")
		})
	}
}

// BenchmarkComplete looks through every order of late-401, on one core.
func BenchmarkComplete(b *testing.B) {
	for id, requests := range map[string]int{"template": 2, "taro": 3} {
		b.Run(id, func(b *testing.B) {
			s, err := situation.Find("late-401")
			if err != nil {
				b.Fatal(err)
			}
			info := inJavaScript(b, id)
			report := reportCPU(b)
			for b.Loop() {
				r, err := explore.Explore(b.Context(), s.WithRequests(requests), info, explore.Options{Mode: explore.Exhaustive, Workers: 1})
				if err != nil || !r.Complete {
					b.Fatal(err)
				}
				b.ReportMetric(float64(r.Schedules), "schedules")
				b.ReportMetric(float64(r.States), "states")
			}
			report()
		})
	}
}

// silent is a wrapper in Go whose pages get nothing, since it never asks.
type silent struct{ wrapper.Env }

func (silent) Launch() *loop.Promise[any] { return nil }

func (silent) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (s silent) Request(*wrapper.Call) *loop.Promise[*wx.Response] {
	p := loop.NewPromise[*wx.Response](s.Loop)
	p.Resolve(nil)
	return p
}

func (silent) Show()   {}
func (silent) Logout() {}

func TestAPageThatGetsWhatNoAnswerGaveIsFound(t *testing.T) {
	port, _ := wrapper.Find("flyjs")
	inGo := wrapper.Info{ID: "silent", Shape: port.Shape, Defaults: port.Defaults,
		New: func(env wrapper.Env, _ *wrapper.Settings) wrapper.Wrapper { return silent{env} }}
	for _, c := range []struct {
		name string
		info wrapper.Info
		want string
	}{
		{"in Go", inGo, "request A was never sent, and the page is told that it is done: resolved with undefined"},
		{"in JavaScript", timed(t, "async () => ({name: 'me'})"), "request A was never sent, and the page is told that it is done: resolved with nothing that the server gave"},
	} {
		r, found := explored(t, "late-401", 2, c.info)
		if !r.Complete || len(found) != 1 || found[0] != "error-swallowed : "+c.want+" ()" {
			t.Errorf("%s: %q", c.name, found)
		}
	}
	_, found := explored(t, "late-401", 2, timed(t, "async ({ url }) => asked || (asked = (await get(url)).errMsg)"))
	if slices.ContainsFunc(found, func(f string) bool { return strings.Contains(f, "never sent") }) {
		t.Errorf("what was kept: %q", found)
	}
}
