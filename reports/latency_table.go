package reports

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/wxload/wxload/reports/lang"
)

// maxNames is how many request names a table of latencies shows.
const maxNames = 10

// percentile is a column of a table of latencies.
type percentile struct {
	name string
	of   func(Distribution) float64
}

// allPercentiles are those of a page, fewPercentiles those of a terminal.
func allPercentiles() []percentile {
	return []percentile{
		{"p50", func(d Distribution) float64 { return d.P50 }},
		{"p90", func(d Distribution) float64 { return d.P90 }},
		{"p95", func(d Distribution) float64 { return d.P95 }},
		{"p99", func(d Distribution) float64 { return d.P99 }},
		{"p99.9", func(d Distribution) float64 { return d.P999 }},
		{"max", func(d Distribution) float64 { return d.Max }},
	}
}

func fewPercentiles() []percentile {
	all := allPercentiles()
	return []percentile{all[0], all[2], all[3], all[5]}
}

// latencyTable is the table of latencies for people, header first: each metric that
// was measured, then the requests by tag and by name, the slowest first. more tells how many
// names are left out.
func latencyTable(l Latency, columns []percentile, words *lang.Words) (table [][]string, more string) {
	header := []string{words.Say("Latency"), words.Say("count")}
	for _, c := range columns {
		header = append(header, words.Say(c.name))
	}
	table = [][]string{header}
	for _, row := range []latencyRow{
		{"HTTP", l.HTTP},
		{words.Say("request"), l.Request},
		{words.Say("login"), l.Login},
		{words.Say("refresh"), l.Refresh},
		{words.Say("login wait"), l.LoginWait},
		{words.Say("after login"), l.WaitAfterLogin},
	} {
		if row.Count > 0 {
			table = append(table, row.cells(columns))
		}
	}
	table = append(table, tagRows(l.ByTag, columns, words)...)
	rows := slowestNames(l.ByName)
	for _, row := range rows[:min(len(rows), maxNames)] {
		table = append(table, row.cells(columns))
	}
	if n := len(rows) - maxNames; n > 0 {
		more = fmt.Sprintf("and %s, in the JSON report", plural(int64(n), "more name"))
	}
	return table, more
}

// tagRows are the latencies of the requests of each tag, likewise, as "  tag checkout".
func tagRows(byTag map[string]NameLatency, columns []percentile, words *lang.Words) (table [][]string) {
	tagged := map[string]NameLatency{}
	for tag, l := range byTag {
		tagged[words.Say("tag "+tag)] = l
	}
	for _, row := range slowestNames(tagged) {
		table = append(table, row.cells(columns))
	}
	return table
}

// slowestNames are the latencies of requests by name, the highest p99 first.
func slowestNames(byName map[string]NameLatency) []latencyRow {
	var rows []latencyRow
	for name, l := range byName {
		if l.Request.Count > 0 {
			rows = append(rows, latencyRow{"  " + printable(name), l.Request})
		}
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

func (r latencyRow) cells(columns []percentile) []string {
	cells := []string{r.name, formatCount(r.Count)}
	for _, c := range columns {
		cells = append(cells, formatMS(c.of(r.Distribution)))
	}
	return cells
}
