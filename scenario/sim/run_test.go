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
	if r := result(t, "reference", atOnce); r.StoppedAt != nil {
		t.Errorf("a run with an end is stopped at %d", *r.StoppedAt)
	}
}
