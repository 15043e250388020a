package wx_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wxload/wxload/client/wx"
)

func sprint(x any) string { return fmt.Sprint(x) }

func TestAHiddenAppsRequestsAreInterruptedAfterFiveSeconds(t *testing.T) {
	d := newDevice(t, wx.Config{Slots: 2})
	d.ask("quick", get("/quick"))
	d.ask("slow", get("/slow"))
	d.ask("queued", get("/queued"))
	d.Hide()
	d.Hide()
	d.ask("while hidden", get("/hidden"))
	d.w.pass(4 * time.Second)
	d.answer(0, 200)
	d.wantBack("while hidden: request:fail interrupted 600003", "quick: 200") // the JavaScript still runs
	d.wantLeft("/quick", "/slow")                                             // nothing leaves any more
	d.w.pass(time.Minute)
	d.wantBack() // it stands still
	if !d.w.requests[1].aborted {
		t.Error("the slow one was not aborted")
	}
	d.Show()
	d.wantBack("queued: request:fail interrupted 600003", "slow: request:fail interrupted 600003")
	d.ask("after", get("/after"))
	d.wantLeft("/quick", "/slow", "/after")
}

func TestAnAppThatReturnsInTimeGoesOn(t *testing.T) {
	d := newDevice(t, wx.Config{Slots: 1})
	d.ask("a", get("/a"))
	d.ask("b", get("/b"))
	d.Hide()
	d.w.pass(5*time.Second - ms)
	d.answer(0, 200)
	d.wantLeft("/a")
	d.Show()
	d.Show()
	d.wantLeft("/a", "/b") // the queue moves on
	d.w.pass(time.Hour)
	d.answer(1, 200)
	d.wantBack("a: 200", "b: 200")
	if d.Hidden() {
		t.Error("it is not hidden")
	}
}

func TestCallbacksOfASuspendedAppComeOnItsReturn(t *testing.T) {
	d := newDevice(t, wx.Config{})
	var got []string
	d.loop.Turn(func() {
		d.Login(func(code string, err error) { got = append(got, code) })
		d.CheckSession(func(error) { got = append(got, "checked") })
		d.loop.SetTimeout(6*time.Second, func() { got = append(got, "timer") })
		d.RemoveStorageAsync("key", func() { got = append(got, "removed") })
	})
	d.Hide()
	d.w.pass(0)
	d.w.pass(10 * time.Second)
	d.w.checks[0](nil)
	d.w.logins[0]("c1", nil)
	if sprint(got) != "[removed]" {
		t.Errorf("called back while suspended: %v", got)
	}
	d.events = nil
	d.Show()
	if sprint(got) != "[removed timer checked c1]" {
		t.Errorf("got %v", got)
	}
	d.wantEvents("app.show", "wx.checkSession.ok 2", "wx.login.ok 1")
}

func TestAnInterruptedRequestIsNotAnsweredAgain(t *testing.T) {
	d := newDevice(t, wx.Config{})
	d.ask("a", get("/a"))
	d.Hide()
	d.w.pass(5 * time.Second)
	d.answer(0, 200) // from the host's inbox
	d.Show()
	d.wantBack("a: request:fail interrupted 600003")
	d.wantEvents("wx.request 1", "send 1", "app.hide", "app.show", "fail 1")
}

func TestDestroyEndsEverything(t *testing.T) {
	d := newDevice(t, wx.Config{Slots: 1})
	d.ask("a", get("/a"))
	d.ask("b", get("/b"))
	d.loop.Turn(func() {
		d.Login(func(string, error) { t.Error("wx.login called back") })
		d.SetStorage("key", "kept")
	})
	d.Hide()
	d.events = nil
	d.Destroy()
	d.Destroy()
	d.wantEvents("fail 1", "app.destroy")
	if !d.w.requests[0].aborted {
		t.Error("the request was not aborted")
	}
	d.w.logins[0]("c1", nil)
	d.w.pass(time.Hour)
	d.wantBack()
	d.wantEvents()
	if d.GetStorage("key") != "kept" {
		t.Error("the storage is gone")
	}
}

func TestStorageHasLimits(t *testing.T) {
	d := newDevice(t, wx.Config{})
	mega := strings.Repeat("x", 1<<20)
	if err := d.SetStorage("k", mega); err == nil {
		t.Error("key and value are more than 1 MB")
	}
	if d.GetStorage("k") != "" {
		t.Error("what did not fit was kept")
	}
	for i := range 10 {
		if err := d.SetStorage(fmt.Sprint(i), mega[1:]); err != nil {
			t.Fatalf("key %d: %v", i, err)
		}
	}
	if err := d.SetStorage("a", ""); err == nil {
		t.Error("more than 10 MB in all")
	}
	if err := d.SetStorage("3", "small"); err != nil {
		t.Errorf("replacing a value by a smaller one: %v", err)
	}
	if err := d.SetStorage("a", "b"); err != nil {
		t.Errorf("there is room again: %v", err)
	}
	d.RemoveStorage("4")
	if err := d.SetStorage("b", mega[1:]); err != nil {
		t.Errorf("there is room again: %v", err)
	}
}

func TestUndefinedIsStoredAsNothing(t *testing.T) {
	var events []wx.Event
	d := newDevice(t, wx.Config{})
	storage := &wx.Storage{}
	p := wx.New(d.w, d.loop, storage, wx.Config{Observe: func(e *wx.Event) { events = append(events, *e) }})
	has := func(wantHas, wantUndefined bool) {
		t.Helper()
		if h, u := storage.Has("k"); h != wantHas || u != wantUndefined {
			t.Errorf("has %v, undefined %v", h, u)
		}
	}
	has(false, false)
	p.RemoveStorage("k")
	p.SetStorageUndefined("k")
	has(true, true)
	if p.GetStorage("k") != "" {
		t.Error("undefined is not the empty string")
	}
	p.RemoveStorage("k")
	has(false, false)
	p.SetStorage("k", "v")
	has(true, false)
	if events[0].Had || !events[1].Undefined || !events[2].Had || events[3].Value != "v" {
		t.Errorf("events %+v", events)
	}
}

func TestStorageAndUICallbacksTakeAsLongAsConfigured(t *testing.T) {
	var got []string
	d := newDevice(t, wx.Config{CallbackDelay: func(ui bool) time.Duration {
		if ui {
			return 20 * ms
		}
		return 10 * ms
	}})
	d.loop.Turn(func() {
		d.ShowLoading(func() { got = append(got, "loading") })
		d.RemoveStorageAsync("k", func() { got = append(got, "removed") })
	})
	if d.Idle() {
		t.Error("two callbacks are to come")
	}
	d.w.pass(19 * ms)
	if sprint(got) != "[removed]" {
		t.Errorf("after 19 ms: %v", got)
	}
	d.w.pass(ms)
	if sprint(got) != "[removed loading]" || !d.Idle() {
		t.Errorf("after 20 ms: %v", got)
	}
}

func TestStorageHoldsAnyValue(t *testing.T) {
	var events []wx.Event
	d := newDevice(t, wx.Config{})
	storage := &wx.Storage{}
	p := wx.New(d.w, d.loop, storage, wx.Config{Observe: func(e *wx.Event) { events = append(events, *e) }})
	p.SetStorageJSON("object", `{"token":"t1"}`)
	p.SetStorage("text", "1")
	p.SetStorageUndefined("nothing")
	for key, want := range map[string]string{"object": `{"token":"t1"} 3`, "text": "1 1", "nothing": " 2", "other": " 0"} {
		value, kind := storage.Value(key)
		if got := value + " " + sprint(kind); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	if events[0].Value != `{"token":"t1"}` || sprint(storage.Keys()) != "[object text nothing]" || storage.Size() != 32 {
		t.Errorf("event %+v, keys %v, size %d", events[0], storage.Keys(), storage.Size())
	}
	p.ClearStorage()
	if len(storage.Keys()) != 0 || storage.Size() != 0 || len(events) != 6 || events[5].Kind != wx.StorageRemove || events[5].Key != "nothing" {
		t.Errorf("after clearing: keys %v, size %d, events %+v", storage.Keys(), storage.Size(), events)
	}
	if err := p.SetStorageJSON("big", "["+strings.Repeat(" ", 1<<20)+"]"); err == nil {
		t.Error("more than 1 MB")
	}
}
