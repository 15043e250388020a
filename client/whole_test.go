package client_test

import (
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/sim"
)

// TestDefectsOfWholeLives runs wrappers through lives in which a defect is easily
// lost: an app that ends, a call that is sent again after its end, a POST that
// never leaves, a user who stays busy.
func TestDefectsOfWholeLives(t *testing.T) {
	for _, test := range []struct{ name, wrapper, script, class, kind string }{
		{"a request hangs, and then the app is started again", "template", `{"initial": {"token": "absent"},
			"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A"}, {"at": 9000, "do": "relaunch"}],
			"faults": [{"type": "wxLogin", "ordinal": 1}]}`, "hung-request", "login-failed"},
		{"a request is settled after its deadline", "userclass", `{"initial": {"token": "absent"},
			"actions": [{"at": 0, "do": "launch"}, {"at": 10, "do": "request", "name": "A"}],
			"latencies": {"wxLogin": 200000}, "horizon": 300000}`, "hung-request", "login-succeeded"},
		{"a write is sent again after its end", "callback", `{"initial": {"token": "absent"},
			"actions": [{"at": 0, "do": "launch"}, {"at": 0, "do": "request", "name": "A", "method": "POST"}, {"at": 1000, "do": "launch"}]}`,
			"replayed-write", ""},
		{"a login POST never gets a slot", "flyjs", `{"initial": {"token": "absent"}, "slots": 1,
			"actions": [{"at": 0, "do": "request", "name": "P", "identity": false}, {"at": 10, "do": "launch"}],
			"latencies": {"request": {"byName": {"P": [50000]}}}}`, "login-starved", ""},
		{"a login is abandoned, and nobody logs in for a rejection", "userclass-launch", `{"initial": {"token": "valid", "session": "invalid"},
			"actions": [{"at": 0, "do": "launch"}, {"at": 400000, "do": "request", "name": "A"}],
			"faults": [{"type": "neverCallsBack", "call": "wxLogin"}, {"type": "expireAll", "at": 1000}], "horizon": 410000}`, "auth-failure-ignored", ""},
		{"the login endpoint says log in, while the user is busy", "egg", `{"initial": {"token": "expired"},
			"actions": [{"at": 0, "do": "request", "name": "A"}, {"at": 3000, "do": "request", "name": "p1", "identity": false},
				{"at": 6000, "do": "request", "name": "p2", "identity": false}, {"at": 9000, "do": "request", "name": "p3", "identity": false}],
			"faults": [{"type": "loginHttp", "mode": "http401"}], "horizon": 20000}`, "login-loop", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := runScript(t, test.wrapper, test.script)
			for _, d := range r.Defects {
				if d.Class == test.class && (test.kind == "" || d.Kind == test.kind) {
					return
				}
			}
			t.Errorf("got %v, want %s %s among them", r.Defects, test.class, test.kind)
		})
	}
}

func TestWholeLivesWithoutADefect(t *testing.T) {
	for name, script := range map[string]string{
		"a single slot": `{"initial": {"token": "absent"}, "slots": 1, "actions": [{"at": 0, "do": "request", "name": "A"},
			{"at": 0, "do": "request", "name": "B"}, {"at": 0, "do": "request", "name": "C"}]}`,
		"a single slot, hidden for long": `{"initial": {"token": "valid"}, "slots": 1, "actions": [{"at": 0, "do": "request", "name": "A"},
			{"at": 0, "do": "request", "name": "B"}, {"at": 0, "do": "request", "name": "C"}, {"at": 10, "do": "hide"}]}`,
	} {
		if r := runScript(t, "reference", script); len(r.Defects) > 0 {
			t.Errorf("%s: %v", name, r.Defects)
		}
	}
}

func TestRequestsThatWaitForASlotWhileTheAppIsHiddenAreInterrupted(t *testing.T) {
	for _, info := range wrapper.All() {
		runScript(t, info.ID, `{"initial": {"token": "valid"}, "slots": 1, "actions": [{"at": 0, "do": "request", "name": "A"},
			{"at": 0, "do": "request", "name": "B"}, {"at": 0, "do": "request", "name": "C"}, {"at": 10, "do": "hide"}]}`)
	}
}

func TestManySessionChecksAtOnceAreAllRemembered(t *testing.T) {
	script := `{"initial": {"token": "valid", "session": "invalid"}, "actions": [`
	for _, name := range "ABCDEFGHIJKLMNOPQRSTU" {
		script += `{"at": 0, "do": "request", "name": "` + string(name) + `"},`
	}
	r := runScript(t, "egg-gated", script[:len(script)-1]+"]}")
	if r.Duplicates.Needless != 0 || r.Duplicates.Concurrent != 20 {
		t.Errorf("duplicates %+v, want 20 beside the one that a failed check justifies", r.Duplicates)
	}
}

func runScript(t *testing.T, id, script string) *sim.Result {
	t.Helper()
	s, err := sim.Parse([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	info, ok := wrapper.Find(id)
	if !ok {
		t.Fatalf("no wrapper %q", id)
	}
	return sim.Run(s, info)
}
