package reports

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// consoleWidth is how many cells of a terminal a table takes at most.
const consoleWidth = 78

// alignTable pads the cells of rows to columns: the first to the left, the others to
// the right. Where a line would be wider than a width, first cells are cut; zero is
// no limit. Chinese characters count two cells, as terminals draw them.
func alignTable(rows [][]string, width int) []string {
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
	if width > 0 && len(widths) > 0 {
		for _, w := range widths[1:] {
			width -= len("  ") + w
		}
		widths[0] = min(widths[0], max(width, minFirst))
	}
	lines := make([]string, len(rows))
	for n, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			if i == 0 {
				cell = condition.Truncate(cell, widths[0], "..")
			}
			padding := strings.Repeat(" ", max(widths[i]-condition.StringWidth(cell), 0))
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

// padRight fills a text up to so many cells of a terminal.
func padRight(text string, cells int) string {
	var condition runewidth.Condition
	return condition.FillRight(text, cells)
}

// minFirst is the least that is left of the first cells.
const minFirst = 8
