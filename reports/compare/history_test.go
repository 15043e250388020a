package compare

import (
	"io"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/reports/result"
)

func historyText(t *testing.T, h *History, words *lang.Words) string {
	t.Helper()
	return written(t, func(w io.Writer) error { return WriteHistory(w, h, words) })
}

func TestAHistoryIsTheGoldenOne(t *testing.T) {
	before, after := shop(t)
	// In any order: time decides.
	h := NewHistory(append(after, before...), []string{"x.wxr: the run was interrupted"})
	same(t, "history.text", historyText(t, h, nil))
	same(t, "history.zh.text", historyText(t, h, lang.Of(lang.Chinese)))
	same(t, "history.html", written(t, func(w io.Writer) error { return WriteHistoryPage(w, h, nil) }))
}

func TestASeriesIsOfWhatCanBeCompared(t *testing.T) {
	head := func(f func(*result.Head)) func(*made) { return func(m *made) { m.head = f } }
	var runs []*Run
	for i, change := range []func(*made){nil, head(func(h *result.Head) { h.Wrapper = "template" }), head(func(h *result.Head) { h.WorkloadSHA256 = "f" }),
		func(m *made) { m.report = func(r *reports.Report) { r.Machine.CPUs = 64 } }, nil} {
		runs = append(runs, side(t, uint64(i+1), 1, change)...)
	}
	runs = append(runs, side(t, 5, 1, nil)...)
	h := NewHistory(runs, nil)
	var sizes []int
	for _, s := range h.series {
		sizes = append(sizes, len(s.runs))
	}
	if len(sizes) != 4 || sizes[0] != 2 {
		t.Errorf("series of %v runs", sizes)
	}
	if got := strings.Join(h.refused, ", "); got != "5.wxr and 5.wxr are the same run" {
		t.Errorf("refused: %s", got)
	}
	if NewHistory(nil, []string{"x"}).Empty() != true || h.Empty() {
		t.Error("whether it is empty")
	}
}

func TestASeriesThatCannotBeJudgedSaysWhy(t *testing.T) {
	few := side(t, 1, 9, nil)
	if got := historyText(t, NewHistory(few, nil), nil); !strings.Contains(got, "no verdict: it takes 10 runs") {
		t.Error(got)
	}
	other := side(t, 10, 1, func(m *made) { m.head = func(h *result.Head) { h.Tool.Version = "2" } })
	if got := historyText(t, NewHistory(append(few, other...), nil), nil); !strings.Contains(got, "no verdict: 1.wxr and 10.wxr cannot be compared: their versions of wxload differ: 1 and 2") {
		t.Error(got)
	}
}

func TestALongSeriesIsShortened(t *testing.T) {
	run := side(t, 1, 1, nil)[0]
	var many []*Run
	for i := range 50 {
		r := *run
		r.Head.Seed = uint64(i)
		many = append(many, &r)
	}
	got := historyText(t, NewHistory(many, nil), nil)
	if !strings.Contains(got, "and 30 earlier runs\n") || strings.Contains(got, strings.Repeat("▁", sparkRuns+1)) || !strings.Contains(got, strings.Repeat("▁", sparkRuns)) {
		t.Error(got)
	}
}

func TestASparklineGoesFromTheLeastToTheGreatest(t *testing.T) {
	v := func(all ...float64) (out []*float64) {
		for _, x := range all {
			if x < 0 {
				out = append(out, nil)
				continue
			}
			out = append(out, &x)
		}
		return out
	}
	for want, values := range map[string][]*float64{
		"▁▅█":  v(0, 5, 9),
		"▁ █":  v(1, -1, 2),
		"▁▁":   v(3, 3),
		" ":    v(-1),
		"█▁▁▁": v(100, 1, 1, 2),
	} {
		if got := sparkline(values); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
