package reports

import (
	"strings"
	"testing"
	"time"
)

func tagged(t *testing.T, thresholds ...string) *Report {
	t.Helper()
	rec := NewRecorder([]string{"cart", "pay", "me"})
	for i, d := range []time.Duration{time.Second, 3 * time.Second, 9 * time.Second} {
		rec.Request(i, d)
		rec.HTTP(i, d)
	}
	r := &Report{Books: Books{Balanced: true}, Tags: map[string][]string{"checkout": {"cart", "pay"}, "all": {"cart", "pay", "me"}}}
	r.Requests.ByName = map[string]Outcomes{"cart": {Issued: 3, OK: 3}, "pay": {Issued: 1, Rejected: 1}, "me": {Issued: 4, OK: 4}}
	r.Requests.Outcomes = Outcomes{Issued: 8, OK: 7, Rejected: 1}
	var all []Threshold
	for _, expr := range thresholds {
		threshold, err := ParseThreshold(expr)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, threshold)
	}
	r.Judge(all, rec)
	return r
}

func TestThresholdsAskForTheRequestsOfATag(t *testing.T) {
	r := tagged(t, "request_failed_rate{tag:checkout} < 25%", "request_failed_rate{tag:checkout} < 26%", "request_failed_rate{name:pay} == 100%",
		"max request_duration{tag:checkout} < 3.1s", "max request_duration{tag:all} < 3.1s", "mean http_duration{tag:checkout} == 2s",
		"request_failed_rate{tag:nothing} < 1%")
	want := []string{"no", "yes", "yes", "yes", "no", "yes", "?"}
	for i, got := range r.Thresholds {
		said := "?"
		if got.OK != nil {
			said = map[bool]string{true: "yes", false: "no"}[*got.OK]
		}
		if said != want[i] {
			t.Errorf("%s: %s, want %s (%v)", got.Expr, said, want[i], got.Value)
		}
	}
}

func TestTagsAreInTheJSONAndInTheTable(t *testing.T) {
	r := tagged(t)
	if got := r.Requests.ByTag["checkout"]; got != (Outcomes{Issued: 4, OK: 3, Rejected: 1}) || r.Latency.ByTag["all"].Request.Count != 3 {
		t.Errorf("%+v, %+v", r.Requests.ByTag, r.Latency.ByTag)
	}
	var console strings.Builder
	if err := WriteConsole(&console, r, nil, false); err != nil {
		t.Fatal(err)
	}
	if text := console.String(); !strings.Contains(text, "\n  tag checkout") || strings.Index(text, "tag all") > strings.Index(text, "  cart") {
		t.Errorf("console:\n%s", text)
	}
	data, err := r.MarshalJSON()
	if err != nil || !strings.Contains(string(data), `"by_tag":{"all":{"issued":8,"ok":7`) {
		t.Errorf("%s, %v", data, err)
	}
}
