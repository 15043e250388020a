package compare

import (
	"maps"
	"slices"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// classes has a header, and a row for each class and kind of defects with its counts in all
// runs of a side; nil where there are none.
func (c *Comparison) classes(words *lang.Words) [][]string {
	counts := [2]map[string]int64{countClasses(c.a), countClasses(c.b)}
	all := maps.Clone(counts[0])
	maps.Copy(all, counts[1])
	if len(all) == 0 {
		return nil
	}
	rows := [][]string{{words.Say("Defects of all runs"), "A", "B"}}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		rows = append(rows, []string{name, reports.Count(counts[0][name]), reports.Count(counts[1][name])})
	}
	return rows
}

func countClasses(runs []*Run) map[string]int64 {
	counts := map[string]int64{}
	for _, run := range runs {
		for _, d := range run.Report.Defects {
			name := d.Class
			if d.Kind != "" {
				name += " (" + d.Kind + ")"
			}
			counts[reports.Printable(name)] += d.Count
		}
	}
	return counts
}
