package client_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wxload/wxload/client/loop"
	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario/sim"
)

// fragile is a wrapper whose launch crashes its app.
type fragile struct {
	wrapper.Env
	hides *int
}

func (w *fragile) Launch() *loop.Promise[any] {
	w.Loop.SetTimeout(time.Millisecond, func() { panic("the app has ended") })
	w.Crash()
	return nil
}

func (w *fragile) Load(calls []*wrapper.Call, issue func(*wrapper.Call)) {
	for _, c := range calls {
		issue(c)
	}
}

func (w *fragile) Request(*wrapper.Call) *loop.Promise[*wx.Response] {
	return loop.NewPromise[*wx.Response](w.Loop)
}

func (w *fragile) Show()   {}
func (w *fragile) Logout() {}
func (w *fragile) Hide()   { *w.hides++ }

func runFragile(t *testing.T, script string) (kinds []string, hides int, r *sim.Result) {
	t.Helper()
	info, _ := wrapper.Find("reference")
	info.New = func(env wrapper.Env, _ *wrapper.Settings) wrapper.Wrapper { return &fragile{env, &hides} }
	s, err := sim.Parse([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	r = sim.Run(s, info)
	for _, e := range r.Trace {
		kinds = append(kinds, e.Kind)
	}
	return kinds, hides, r
}

func TestACrashEndsTheApp(t *testing.T) {
	kinds, _, r := runFragile(t, `{"actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 10, "do": "launch"}]}`)
	if want := []string{"page.issue", "app.launch", "app.destroy"}; !slices.Equal(kinds, want) {
		t.Errorf("got %v, want %v", kinds, want)
	}
	if len(r.Defects) > 0 {
		t.Errorf("a call of an app that crashed is open, not hung: %v", r.Defects)
	}
}

func TestAWrapperThatWantsToKnowIsToldOfHiding(t *testing.T) {
	if _, hides, _ := runFragile(t, `{"actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 10, "do": "hide"}, {"at": 20, "do": "show"}]}`); hides != 1 {
		t.Errorf("told %d times", hides)
	}
}
