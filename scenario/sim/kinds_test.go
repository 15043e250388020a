package sim

import (
	"errors"
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/client/wx"
)

// The names of kinds tell what they are: the calls of the platform, and what they are
// answered, begin with "wx.". A kind that a trace does not have ends the run in which
// a wrapper makes that call.
func TestATraceHasEveryCallOfThePlatform(t *testing.T) {
	script, err := Parse([]byte(`{"actions": []}`))
	if err != nil {
		t.Fatal(err)
	}
	reference, _ := wrapper.Find("reference")
	for kind := wx.Kind(1); kind.String() != "unknown"; kind++ {
		if !strings.HasPrefix(kind.String(), "wx.") || kind == wx.RequestCall {
			continue
		}
		w := newWorld(script, reference)
		w.observe(&wx.Event{Kind: kind, ID: 1, Err: errors.New("it failed")})
		if len(w.trace.events) != 1 || !strings.HasPrefix(w.trace.events[0].Kind, kind.String()) {
			t.Errorf("%s: the trace has %+v", kind, w.trace.events)
		}
	}
}
