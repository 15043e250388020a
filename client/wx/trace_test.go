package wx_test

import (
	"fmt"
	"testing"

	"github.com/wxload/wxload/client/wx"
)

func TestEachRequestGetsATraceparentWhereTheDeviceHasThose(t *testing.T) {
	const theirs = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
	n := 0
	given := func() string {
		n++
		return fmt.Sprintf("00-%032x-%016x-01", n, n)
	}
	for name, test := range map[string]struct {
		give          func() string
		header        []wx.Header
		value, traced string
	}{
		"none is given":         {nil, nil, "", ""},
		"none, the wrapper's":   {nil, []wx.Header{{Name: "traceparent", Value: theirs}}, theirs, ""},
		"one is given":          {given, nil, "00-00000000000000000000000000000001-0000000000000001-01", "00000000000000000000000000000001"},
		"the wrapper's stays":   {given, []wx.Header{{Name: "TraceParent", Value: theirs}}, theirs, "0af7651916cd43dd8448eb211c80319c"},
		"an odd one is unknown": {given, []wx.Header{{Name: "traceparent", Value: "my trace"}}, "my trace", ""},
		"an empty one is none":  {given, []wx.Header{{Name: "traceparent"}}, "00-00000000000000000000000000000001-0000000000000001-01", "00000000000000000000000000000001"},
	} {
		t.Run(name, func(t *testing.T) {
			n = 0
			d := newDevice(t, wx.Config{Traceparent: test.give})
			r := get("/a")
			r.Header = test.header
			d.ask("a", r)
			sent := d.w.requests[0].r
			if got := sent.HeaderValue("traceparent"); got != test.value || sent.Trace != test.traced {
				t.Errorf("sent with %q in trace %q, want %q in %q", got, sent.Trace, test.value, test.traced)
			}
		})
	}
}

func TestATraceIsKnownOnlyByAWellFormedTraceparent(t *testing.T) {
	const id = "0af7651916cd43dd8448eb211c80319c"
	for value, want := range map[string]string{
		"00-" + id + "-b7ad6b7169203331-01":                       id,
		"cc-" + id + "-b7ad6b7169203331-01-later":                 id, // of a later version
		"00-" + id + "-b7ad6b7169203331":                          "",
		"00_" + id + "-b7ad6b7169203331-01":                       "",
		"00-00000000000000000000000000000000-b7ad6b7169203331-01": "",
		"00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01": "",
		"00-<script>alert(1)</script>1234567-b7ad6b7169203331-01": "",
	} {
		d := newDevice(t, wx.Config{Traceparent: func() string { return value }})
		d.ask("a", get("/a"))
		if got := d.w.requests[0].r.Trace; got != want {
			t.Errorf("%q is trace %q, want %q", value, got, want)
		}
	}
}
