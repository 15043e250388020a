package script_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/engine"
	"github.com/wxload/wxload/client/script/engine/watchdog"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// freezing is a wrapper whose turns may take so long.
func freezing(t *testing.T, source string, limits engine.Limits) wrapper.Info {
	t.Helper()
	dog := watchdog.New(1)
	t.Cleanup(dog.Close)
	port, _ := wrapper.Find("flyjs")
	o := script.Options{Shape: port.Shape, Settings: port.Defaults, Watchdog: dog, Limits: limits}
	return newScript(t, o, "user.js", source).Info()
}

const (
	getPage = `
const get = (call, success, fail) => wx.request({ url: 'http://127.0.0.1:3000' + call.url, success, fail })
`
	// The loop has no end where a request is refused after another's login has stored its
	// token.
	freezesInARace = getPage + `
const login = () => new Promise((resolve, reject) => wx.login({ success: ({ code }) => wx.request({ url: 'http://127.0.0.1:3000/login', method: 'POST', data: { code },
  success: (r) => resolve(wx.setStorageSync('token', r.data.data.token)), fail: reject }) }))
const send = (call) => new Promise((success, fail) => wx.request({ url: 'http://127.0.0.1:3000' + call.url, header: { Authorization: wx.getStorageSync('token') }, success, fail }))
exports.request = async (call) => {
  const sent = wx.getStorageSync('token')
  if ((await send(call)).statusCode === 401) {
    while (wx.getStorageSync('token') !== sent) {}
    await login()
  }
  return (await send(call)).data.data
}`
)

func searchFor(ctx context.Context, t *testing.T, info wrapper.Info, o explore.Options) *explore.Result {
	t.Helper()
	s, err := situation.Find("late-401")
	if err != nil {
		t.Fatal(err)
	}
	r, err := explore.Explore(ctx, s.WithRequests(2), info, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAFrozenTurnEndsASearchAndIsFound(t *testing.T) {
	for _, c := range []struct{ name, source, where string }{
		{"in a page's call", "exports.request = () => {\n  while (true) {}\n}", "user.js:2:3"},
		{"that waits", "exports.request = async () => {\n  while (true) await null\n}", "user.js:2:3"},
		{"in a microtask", "const again = () => { Promise.resolve().then(again) }\nexports.request = () => new Promise(again)", "user.js:1:"},
		{"on launch", "exports.launch = () => {\n  for (;;) wx.canIUse('x')\n}\nexports.request = () => {}", "user.js:2:3"},
		{"in a timer", "exports.request = () => new Promise(() => setTimeout(() => {\n  for (;;) wx.canIUse('x')\n}, 10))", "user.js:2:3"},
		{"in the callback of a request", getPage + "exports.request = (call) => new Promise((resolve, reject) => get(call, () => {\n  for (;;) wx.canIUse('x')\n}, reject))", "user.js:4:3"},
		{"in a race", freezesInARace, "user.js:10:5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := searchFor(t.Context(), t, freezing(t, c.source, engine.Limits{Turn: 50 * time.Millisecond, Microtasks: 1000, Calls: 1000}), explore.Options{Workers: 2})
			found := fmt.Sprintf("%+v", r.Findings)
			if !r.Frozen || r.Complete || !strings.Contains(found, "script-error") || !strings.Contains(found, "the app freezes, and WeChat ends it: ") {
				t.Fatalf("frozen %v, complete %v, findings %s", r.Frozen, r.Complete, found)
			}
			for _, f := range r.Findings {
				if f.Class == "script-error" && (f.Kind != "frozen" || !strings.HasPrefix(f.Where, c.where)) {
					t.Errorf("%s at %s", f.Kind, f.Where)
				}
			}
		})
	}
}

func TestWhatIsFoundUntilATurnFreezesDoesNotDependOnTheWorkers(t *testing.T) {
	for _, mode := range []string{explore.Exhaustive, explore.Random} {
		var first string
		for _, workers := range []int{1, 3} {
			info := freezing(t, freezesInARace, engine.Limits{Turn: watchdog.Longest, Calls: 1000})
			r := searchFor(t.Context(), t, info, explore.Options{Mode: mode, Workers: workers, Seed: 1})
			var found strings.Builder
			fmt.Fprintln(&found, r.States, r.Schedules)
			for _, f := range r.Findings {
				fmt.Fprintln(&found, f.Class, f.Sentence, f.Constraints)
			}
			if first == "" {
				first = found.String()
			} else if found.String() != first {
				t.Errorf("%s with %d workers:\n%s\nwith one:\n%s", mode, workers, found.String(), first)
			}
		}
	}
}

func TestASearchEndsAlthoughATurnDoesNot(t *testing.T) {
	endless := engine.Limits{Turn: watchdog.Longest}
	info := freezing(t, "exports.request = () => {\n  while (true) {}\n}", endless)
	for name, end := range map[string]func(context.Context) (context.Context, context.CancelFunc, explore.Options){
		"by its time": func(ctx context.Context) (context.Context, context.CancelFunc, explore.Options) {
			return ctx, func() {}, explore.Options{Time: 20 * time.Millisecond}
		},
		"by a signal": func(ctx context.Context) (context.Context, context.CancelFunc, explore.Options) {
			ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			return ctx, cancel, explore.Options{Mode: explore.Random}
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel, o := end(t.Context())
			defer cancel()
			r := searchFor(ctx, t, info, o)
			if r.Complete || r.Schedules > 0 || len(r.Findings) > 0 {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestAnEndlessRecursionIsFoundAlsoWhereThePageGetsIt(t *testing.T) {
	info := freezing(t, "const f = () => f() + 1\nexports.request = () => new Promise(f)", engine.Limits{Turn: math.MaxInt64})
	r := searchFor(t.Context(), t, info, explore.Options{})
	if len(r.Findings) != 1 || r.Findings[0].Class != "script-error" || r.Findings[0].Where != "user.js:1:18" || len(r.Findings[0].Callers) > 0 || !r.Complete {
		t.Errorf("got %+v", r)
	}
}
