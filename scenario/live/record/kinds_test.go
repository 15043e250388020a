package record

import (
	"strings"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

// The names of kinds tell what they are: a call of the platform begins with "wx.",
// and what it is answered ends in ".ok" or ".fail". A call that a record does not
// know would be drawn as one of the page, and its answer end nothing.
func TestEveryCallOfThePlatformIsDrawnAndEnds(t *testing.T) {
	for kind := wx.Kind(1); kind.String() != "unknown"; kind++ {
		name := kind.String()
		if !strings.HasPrefix(name, "wx.") || kind == wx.RequestCall {
			continue
		}
		e := &Event{Kind: kind}
		answer := strings.HasSuffix(name, ".ok") || strings.HasSuffix(name, ".fail")
		if e.end() != answer {
			t.Errorf("%s ends a call: %v, want %v", name, e.end(), answer)
		}
		from, to := "wrapper", "wx"
		if answer {
			from, to = to, from
		}
		if line, _ := e.line(); string(line.Lane) != from || string(line.To) != to {
			t.Errorf("%s is drawn from %q to %q, want from %q to %q", name, line.Lane, line.To, from, to)
		}
	}
}
