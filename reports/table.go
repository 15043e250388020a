package reports

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// alignTable pads the cells of rows to columns: the first to the left, the
// others to the right. Chinese characters count two cells, as terminals draw them.
func alignTable(rows [][]string) []string {
	// The zero condition, not the package's functions: those look at the
	// environment's locale.
	var condition runewidth.Condition
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], condition.StringWidth(cell))
		}
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			padding := strings.Repeat(" ", widths[i]-condition.StringWidth(cell))
			if i == 0 {
				line.WriteString(cell + padding)
			} else {
				line.WriteString("  " + padding + cell)
			}
		}
		lines[n] = strings.TrimRight(line.String(), " ")
	}
	return lines
}
