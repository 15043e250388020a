package sim

import (
	"testing"

	"github.com/wxload/wxload/client"
)

func TestARunThatRepeatsWithoutEndIsStopped(t *testing.T) {
	const atOnce = `"initial": {"token": "expired"}, "actions": [{"at": 3, "do": "launch"}, {"at": 3, "do": "request", "name": "A"}],
		"latencies": {"request": 0, "aux": 0, "login": 0, "wxLogin": 0, "checkSession": 0}, "faults": [{"type": "loginTokenInvalid"}]`
	r := result(t, "flyjs-lazy", atOnce)
	if r.StoppedAt == nil || *r.StoppedAt != 3 || len(r.Trace) < maxTrace || len(r.Trace) > maxTrace+100 || !r.shows(client.AuthLoop) {
		t.Errorf("stopped at %v with %d events, defects %v", r.StoppedAt, len(r.Trace), r.Defects)
	}
	if testing.Short() {
		return
	}
	// These leave no trace: the wrapper only looks whether there is a token.
	const looks = `"settings": {"pollDelay": 1}, "horizon": 86400000, "actions": [{"at": 0, "do": "request", "name": "A"}`
	for rest, want := range map[string]int64{`]`: maxSteps - 1, `, {"at": 0, "do": "request", "name": "B"}]`: maxSteps/2 - 1} {
		r := result(t, "template", looks+rest)
		if r.StoppedAt == nil || *r.StoppedAt != want || !r.shows(client.HungRequest) {
			t.Errorf("%s: stopped at %v, want %d; defects %v", rest, at(r.StoppedAt), want, r.Defects)
		}
	}
	if r := result(t, "reference", atOnce); r.StoppedAt != nil {
		t.Errorf("a run with an end is stopped at %d", *r.StoppedAt)
	}
}
