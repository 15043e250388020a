package compare

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports/compare/stats"
)

// verdicts are those of the metrics, in their order.
func verdicts(c *Comparison) string {
	var all []string
	for _, m := range c.Metrics {
		all = append(all, m.Verdict)
	}
	return strings.Join(all, " ")
}

func TestWhatChangedIsCalledOut(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b func(*made)
		runs int
		want string
	}{
		{"nothing", nil, nil, 5, "same same same same same same"},
		{"latencies, by a fifth", nil, slower(1.2), 5, "worse worse worse worse same same"},
		{"latencies, less than counts", nil, slower(1.01), 5, "same same same same same same"},
		{"latencies, to the better", slower(1.2), nil, 5, "better better better better same same"},
		{"failures", nil, func(m *made) { m.failed = 2 }, 5, "same same same same worse same"},
		{"fewer failures", func(m *made) { m.failed = 3 }, func(m *made) { m.failed = 1 }, 6, "same same same same better same"},
		{"defects", func(m *made) { m.defects = 10 + int64(m.seed%10) }, func(m *made) { m.defects = 40 + int64(m.seed%10) }, 5, "same same same same same worse"},
		{"hardly any defects", nil, func(m *made) { m.defects = int64(m.seed % 3) }, 5, "same same same same same unclear"},
		{"no login", nil, func(m *made) { m.logins, m.defects = 0, 1 }, 5, "same same same same same unclear"},
		{"defects in one run alone", nil, func(m *made) {
			if m.seed == 104 {
				m.defects = 50
			}
		}, 5, "same same same same same unclear"},
		{"latencies of one run each", nil, slower(1.2), 1, "worse worse worse worse same same"},
		{"less than counts in one run each", nil, slower(1.05), 1, "same same same same same same"},
		{"defects of one run each", nil, func(m *made) { m.defects = 30 }, 1, "same same same same same worse"},
		{"nothing in four runs each", nil, nil, 4, "same same same same same same"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compared(t, side(t, 1, c.runs, c.a), side(t, 101, c.runs, c.b))
			if verdicts(got) != c.want {
				text, _ := json.MarshalIndent(got.Metrics, "", " ")
				t.Errorf("%s, want %s\n%s", verdicts(got), c.want, text)
			}
			for _, m := range got.Metrics {
				if m.Weak != (c.runs < StrongRuns) {
					t.Errorf("%s: weak is %v", m.Name, m.Weak)
				}
			}
			if got.Worse() != strings.Contains(c.want, Worse) {
				t.Errorf("worse: %v", got.Worse())
			}
		})
	}
}

// One run is compared by the values that its report has.
func TestTheValuesAreThoseOfTheReports(t *testing.T) {
	a, b := side(t, 1, 1, func(m *made) { m.failed, m.defects = 1, 5 }), side(t, 2, 1, nil)
	l := a[0].Report.Latency
	want := []float64{l.HTTP.P50, l.HTTP.P95, l.Request.P95, l.Login.P95, 0.02, 0.05}
	weak := compared(t, a, b)
	for i, q := range quantities() {
		if got := *weak.Metrics[i].A; got != want[i] {
			t.Errorf("%s: %v, want %v", q.name, got, want[i])
		}
		if got, known := q.of(a); !known || got != want[i] {
			t.Errorf("%s of one run of several: %v, want %v", q.name, got, want[i])
		}
	}
	a = append(a, side(t, 11, 4, slower(3))...)
	strong := compared(t, a, side(t, 21, 5, nil))
	if got, want := *strong.Metrics[1].A, stats.Median([]float64{l.HTTP.P95, a[1].Report.Latency.HTTP.P95, a[2].Report.Latency.HTTP.P95, a[3].Report.Latency.HTTP.P95, a[4].Report.Latency.HTTP.P95}); got != want {
		t.Errorf("the value of a side is %v, want %v", got, want)
	}
}

func TestTheSameRunsGiveTheSameComparison(t *testing.T) {
	text := func() string {
		c := compared(t, side(t, 1, 2, nil), side(t, 11, 2, slower(1.1)))
		out, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if first := text(); first != text() {
		t.Error("two comparisons of the same runs differ")
	}
}

// However long a run is, its seconds say the same together, and take little room.
func TestSecondsOfLongRunsAreKeptTogether(t *testing.T) {
	for _, seconds := range []int{1, maxSeconds, maxSeconds + 1, 2*maxSeconds + 1, 5000} {
		line := timeline{}
		for i := range seconds {
			line.add(sums{failed: 1, settled: int64(i)})
		}
		var all sums
		for _, s := range line.seconds {
			all.add(&s)
		}
		if len(line.seconds) > maxSeconds || all.failed != int64(seconds) || all.settled != int64(seconds*(seconds-1)/2) {
			t.Errorf("%d seconds: %d are kept, with %d and %d", seconds, len(line.seconds), all.failed, all.settled)
		}
		for i, s := range line.seconds[:len(line.seconds)-1] {
			if s.failed != line.seconds[0].failed {
				t.Errorf("%d seconds: place %d has %d of them, the first %d", seconds, i, s.failed, line.seconds[0].failed)
			}
		}
	}
}

func TestAShortRunIsUnclear(t *testing.T) {
	short := func(m *made) { m.seconds = 2 }
	c := compared(t, side(t, 1, 1, short), side(t, 2, 1, func(m *made) { m.seconds, m.factor = 2, 2 }))
	if got := verdicts(c); got != "unclear unclear unclear unclear unclear same" {
		t.Error(got)
	}
	for _, m := range c.Metrics[:4] {
		if m.P != nil || m.Change == nil {
			t.Errorf("%s: p %v, change %v", m.Name, m.P, m.Change)
		}
	}
}

func TestJSONHasEveryField(t *testing.T) {
	c := compared(t, side(t, 1, 5, nil), side(t, 11, 5, slower(1.5)))
	var b strings.Builder
	if err := Write(&b, "json", c, nil); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Metrics []map[string]any
		Why     any
	}
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"name", "a", "b", "change", "interval", "p", "weak", "verdict"} {
		if _, there := got.Metrics[0][key]; !there {
			t.Errorf("%s is missing in %v", key, got.Metrics[0])
		}
	}
	b.Reset()
	if err := Write(&b, "json", NotComparable(2, 3, "they differ"), nil); err != nil {
		t.Fatal(err)
	}
	if want := `"metrics":[],"comparable":false,"why":"they differ"`; !strings.Contains(strings.Join(strings.Fields(b.String()), ""), strings.ReplaceAll(want, " ", "")) {
		t.Errorf("%s has no %s", b.String(), want)
	}
	if err := Write(&b, "txt", c, nil); err == nil || err.Error() != fmt.Sprintf("unknown format %q; did you mean %q?", "txt", "text") {
		t.Error(err)
	}
}
