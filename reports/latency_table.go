package reports

import (
	"cmp"
	"fmt"
	"slices"
)

// maxNames is how many request names a table of latencies shows.
const maxNames = 10

// latencyTable is the table of latencies for people, header first: each metric,
// then the requests by name, the slowest first.
func latencyTable(l Latency) [][]string {
	table := [][]string{{"Latency", "count", "p50", "p90", "p95", "p99", "p99.9", "max"}}
	for _, row := range []latencyRow{
		{"HTTP", l.HTTP},
		{"request, as the page sees it", l.Request},
		{"login", l.Login},
		{"wait on a login", l.LoginWait},
		{"wait after login", l.WaitAfterLogin},
	} {
		table = append(table, row.cells())
	}
	rows := slowestNames(l.ByName)
	for _, row := range rows[:min(len(rows), maxNames)] {
		table = append(table, row.cells())
	}
	if len(rows) > maxNames {
		more := fmt.Sprintf("and %d more names, in the JSON report", len(rows)-maxNames)
		table = append(table, []string{more, "", "", "", "", "", "", ""})
	}
	return table
}

// slowestNames are the latencies of requests by name, the highest p99 first.
func slowestNames(byName map[string]NameLatency) []latencyRow {
	var rows []latencyRow
	for name, l := range byName {
		rows = append(rows, latencyRow{"request " + printable(name), l.Request})
	}
	slices.SortFunc(rows, func(a, b latencyRow) int {
		return cmp.Or(cmp.Compare(b.P99, a.P99), cmp.Compare(a.name, b.name))
	})
	return rows
}

// latencyRow is one line of a table of latencies.
type latencyRow struct {
	name string
	Distribution
}

func (r latencyRow) cells() []string {
	cells := []string{r.name, formatCount(r.Count)}
	for _, ms := range []float64{r.P50, r.P90, r.P95, r.P99, r.P999, r.Max} {
		if r.Count == 0 {
			cells = append(cells, absent)
		} else {
			cells = append(cells, formatMS(ms))
		}
	}
	return cells
}
