package sim

import (
	"fmt"
	"testing"

	"github.com/wxload/wxload/client"
	"github.com/wxload/wxload/client/wrapper"
)

// The wrapper callback runs a page's code again with the second launch.
func TestAWriteWhoseAnswerWasLostIsReplayedWhereTheServerHadAcceptedIt(t *testing.T) {
	for mode, want := range map[string]bool{modeLostResponse: true, modeNetwork: false, modeHTTP500: false} {
		s, err := Parse(fmt.Appendf(nil, `{"actions": [{"at": 0, "do": "launch"}, {"at": 10, "do": "request", "name": "A", "method": "POST"},
			{"at": 1000, "do": "launch"}], "faults": [{"type": "request", "name": "A", "attempt": 1, "mode": %q}]}`, mode))
		if err != nil {
			t.Fatal(err)
		}
		info, _ := wrapper.Find("callback")
		found := false
		for _, d := range Run(s, info).Defects {
			found = found || d.Class == client.ReplayedWrite && d.Count == 1
		}
		if found != want {
			t.Errorf("%s: replayed write found %v, want %v", mode, found, want)
		}
	}
}
