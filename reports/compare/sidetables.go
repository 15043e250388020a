package compare

import (
	"cmp"
	"maps"
	"slices"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/compare/stats"
	"github.com/wxload/wxload/reports/lang"
)

// mostRows is how many rows a table of names or failures has.
const mostRows = 50

// names has a header, and what pages waited for by each request name of both sides, the
// most frequent ones: medians of the runs that have it.
func (c *Comparison) names(words *lang.Words) [][]string {
	count := map[string]int64{}
	for _, run := range slices.Concat(c.a, c.b) {
		for name, l := range run.Report.Latency.ByName {
			count[name] += l.Request.Count
		}
	}
	names := slices.SortedFunc(maps.Keys(count), func(x, y string) int {
		return cmp.Or(cmp.Compare(count[y], count[x]), cmp.Compare(x, y))
	})
	rows := [][]string{{words.Say("Request"), "A p50", "B p50", "A p95", "B p95"}}
	for _, name := range names[:min(len(names), mostRows)] {
		p50 := func(d reports.Distribution) float64 { return d.P50 }
		p95 := func(d reports.Distribution) float64 { return d.P95 }
		rows = append(rows, []string{reports.Printable(name), medianOf(c.a, name, p50), medianOf(c.b, name, p50), medianOf(c.a, name, p95), medianOf(c.b, name, p95)})
	}
	return rows
}

func medianOf(runs []*Run, name string, of func(reports.Distribution) float64) string {
	var values []float64
	for _, run := range runs {
		if d := run.Report.Latency.ByName[name].Request; d.Count > 0 {
			values = append(values, of(d))
		}
	}
	if len(values) == 0 {
		return absent
	}
	return reports.Milliseconds(stats.Median(values))
}

// failures has a header, and a row for each name and reason of failures with its counts in
// all runs of a side.
func (c *Comparison) failures(words *lang.Words) [][]string {
	counts := map[string][2]int64{}
	for side, runs := range [][]*Run{c.a, c.b} {
		for _, run := range runs {
			for _, f := range run.Report.Failures {
				what := words.Say(reports.Printable(f.Reason))
				if f.Name != "" {
					what += ": " + reports.Printable(f.Name)
				}
				n := counts[what]
				n[side] += f.Count
				counts[what] = n
			}
		}
	}
	rows := [][]string{{words.Say("Failure"), "A", "B"}}
	whats := slices.SortedFunc(maps.Keys(counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(counts[y][0]+counts[y][1], counts[x][0]+counts[x][1]), cmp.Compare(x, y))
	})
	for _, what := range whats[:min(len(whats), mostRows)] {
		rows = append(rows, []string{what, reports.Count(counts[what][0]), reports.Count(counts[what][1])})
	}
	return rows
}
