package explore

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/wxload/wxload/scenario/explore/situation"
	"github.com/wxload/wxload/scenario/timeline"
)

// timelineOf is the timeline of a finding of a wrapper in a situation: the first of
// that class whose replay chooses something.
func timelineOf(t *testing.T, wrapper, name, class, chooses string) *timeline.Timeline {
	t.Helper()
	s, _ := situation.Find(name)
	for _, f := range explored(t, s.WithRequests(2), named(wrapper), Options{States: 1000, Runs: 100}).Findings {
		if f.Class != class || !strings.Contains(strings.Join(f.Replay.Choices, "\n"), chooses) {
			continue
		}
		line, err := f.Replay.again()
		if err != nil {
			t.Fatal(err)
		}
		return line
	}
	t.Fatalf("%s in %s: no %s with %q", wrapper, name, class, chooses)
	return nil
}

// has reports whether a timeline has this event, whatever its time.
func has(t *timeline.Timeline, want timeline.Event) bool {
	return slices.ContainsFunc(t.Events, func(e timeline.Event) bool {
		e.At = 0
		return reflect.DeepEqual(e, want)
	})
}

func TestATimelineTellsWhatHappensWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		wrapper, situation, class, chooses string
		want                               []timeline.Event
	}{
		{"template", "late-401", "duplicate-login", "", []timeline.Event{
			{Lane: timeline.Wrapper, To: timeline.WX, Text: "wx.login (login #1)"},
			{Lane: timeline.WX, To: timeline.WeChat, Text: "asks for a code for login #1"},
			{Lane: timeline.WX, To: timeline.Wrapper, Text: "code c1 for login #1"},
			{Lane: timeline.Server, Text: "handles the POST of login #1", Token: 2},
			{Lane: timeline.Server, To: timeline.Wrapper, Text: "the POST of login #1 is answered: token t1", Token: 2},
		}},
		{"template", "failed-login", "hung-request", "login-lost", []timeline.Event{
			{Lane: timeline.Server, Text: "handles the POST of login #1; the answer is lost", Token: 1},
			{Lane: timeline.WX, To: timeline.Wrapper, Text: "the POST of login #1 fails: request:fail network error"},
		}},
		{"template", "failed-login", "hung-request", "login-http500", []timeline.Event{
			{Lane: timeline.Server, Text: "fails to handle the POST of login #1"},
			{Lane: timeline.Server, To: timeline.Wrapper, Text: "the POST of login #1 is answered: HTTP 500"},
		}},
		{"template", "silent-check", "hung-request", "checksession-silent", []timeline.Event{
			{Lane: timeline.Wrapper, To: timeline.WX, Text: "checkSession"},
			{Lane: timeline.WX, Text: "checkSession #1 never calls back"},
		}},
		{"flyjs-lazy", "silent-login", "hung-request", "", []timeline.Event{{Lane: timeline.WX, Text: "wx.login of login #1 never calls back"}}},
		{"userclass", "session-and-token", "auth-failure-ignored", "", []timeline.Event{
			{Lane: timeline.Server, To: timeline.Wrapper, Text: "the wrapper's own checkSerSession with token t0 is answered: HTTP 200", Token: 1},
		}},
	} {
		line := timelineOf(t, c.wrapper, c.situation, c.class, c.chooses)
		for _, want := range c.want {
			if !has(line, want) {
				t.Errorf("%s in %s: no %+v among %+v", c.wrapper, c.situation, want, line.Events)
			}
		}
	}
}

// A wx.login that makes a session may arrive ahead of its answer, as a choice of
// its own.
func TestAnArrivalIsToldOnce(t *testing.T) {
	line := timelineOf(t, "flyjs-check", "cold-start", "duplicate-login", "arrival of wx.login #1")
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
