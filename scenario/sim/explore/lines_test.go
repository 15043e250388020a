package explore

import (
	"slices"
	"strings"
	"testing"
)

// told is the timeline of a finding of a wrapper in a situation: the first of
// that class whose replay chooses something.
func told(t *testing.T, wrapper, situation, class, chooses string) *Timeline {
	t.Helper()
	for _, f := range exploring(t, situation, wrapper, Options{States: 3000, Runs: 300}).Findings {
		if f.Class != class || !strings.Contains(strings.Join(f.Replay.Choices, "\n"), chooses) {
			continue
		}
		line, err := f.Replay.again()
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	t.Fatalf("%s in %s: no %s with %q", wrapper, situation, class, chooses)
	return nil
}

// has reports whether a timeline has this event, whatever its time.
func (t *Timeline) has(want Event) bool {
	return slices.ContainsFunc(t.Events, func(e Event) bool {
		e.At = 0
		return e == want
	})
}

func TestATimelineTellsWhatHappensWhere(t *testing.T) {
	for _, c := range []struct {
		wrapper, situation, class, chooses string
		want                               []Event
	}{
		{"template", "late-401", "duplicate-login", "", []Event{
			{Lane: WrapperLane, To: WXLane, Text: "wx.login (login #1)"},
			{Lane: WXLane, To: WeChatLane, Text: "asks for a code for login #1"},
			{Lane: WXLane, To: WrapperLane, Text: "code c1 for login #1"},
			{Lane: ServerLane, Text: "handles the POST of login #1", Token: 2},
			{Lane: ServerLane, To: WrapperLane, Text: "the POST of login #1 is answered: token t1", Token: 2},
		}},
		{"template", "failed-login", "hung-request", "login-lost", []Event{
			{Lane: ServerLane, Text: "handles the POST of login #1; the answer is lost", Token: 1},
			{Lane: WXLane, To: WrapperLane, Text: "the POST of login #1 fails: request:fail network error"},
		}},
		{"template", "failed-login", "hung-request", "login-http500", []Event{
			{Lane: ServerLane, Text: "fails to handle the POST of login #1"},
			{Lane: ServerLane, To: WrapperLane, Text: "the POST of login #1 is answered: HTTP 500"},
		}},
		{"template", "silent-check", "hung-request", "checksession-silent", []Event{
			{Lane: WrapperLane, To: WXLane, Text: "checkSession"},
			{Lane: WXLane, Text: "checkSession #1 never calls back"},
		}},
		{"flyjs-lazy", "silent-login", "hung-request", "", []Event{{Lane: WXLane, Text: "wx.login of login #1 never calls back"}}},
		{"userclass", "session-and-token", "auth-failure-ignored", "", []Event{
			{Lane: ServerLane, To: WrapperLane, Text: "the wrapper's own checkSerSession with token t0 is answered: HTTP 200", Token: 1},
		}},
	} {
		line := told(t, c.wrapper, c.situation, c.class, c.chooses)
		for _, want := range c.want {
			if !line.has(want) {
				t.Errorf("%s in %s: no %+v among %+v", c.wrapper, c.situation, want, line.Events)
			}
		}
	}
}

// A wx.login that makes a session may arrive ahead of its answer, as a choice of
// its own.
func TestAnArrivalIsToldOnce(t *testing.T) {
	line := told(t, "flyjs-check", "cold-start", "duplicate-login", "arrival of wx.login #1")
	times := 0
	for _, e := range line.Events {
		if e.Text == "asks for a code for login #1" {
			times++
		}
	}
	if times != 1 {
		t.Errorf("%d times: %+v", times, line.Events)
	}
}
