package wrapper

import "testing"

func TestWhichWrappersTellWhatTheirTurnsShare(t *testing.T) {
	for _, info := range All() {
		a := newApp(t, info.ID, accepting(`{}`), nil)
		_, tells := a.Wrapper.(SharedStater)
		if want := info.ID != "reference" && info.ID != "callback"; tells != want {
			t.Errorf("%s tells: %v, want %v; shared.go has what a search gains by that", info.ID, tells, want)
		}
	}
}

func TestFlyTellsWhichCallsItHolds(t *testing.T) {
	a := newApp(t, "flyjs-lazy", accepting(`{"data":{"token":"t1"}}`), nil)
	held := func() []Held { return a.Wrapper.(SharedStater).Shared().Held }
	for _, url := range []string{"/a", "/b", "/c"} { // the first logs in and locks
		a.call(&Call{URL: url, Identity: true})
	}
	if h := held(); len(h) != 2 {
		t.Errorf("while it logs in: %+v", h)
	}
	if shared := a.Wrapper.(SharedStater).Shared(); !shared.Flags[0] || !shared.Flags[1] {
		t.Errorf("no login, or no lock: %+v", shared)
	}
	a.world.pass(1e9)
	if h := held(); len(h) != 0 {
		t.Errorf("at the end: %+v", h)
	}
}
