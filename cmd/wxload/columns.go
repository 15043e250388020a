package main

import (
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/wxload/wxload/reports/lang"
)

// tableWidth is how wide a table for people may be, in cells: half a terminal, a
// log of a CI job, a phone.
const tableWidth = 60

// columns prints rows of a name and a text for people, in their language.
func (p *program) columns(rows [][2]string) error {
	for i := range rows {
		rows[i][1] = p.words.Say(rows[i][1])
	}
	return columns(p.stdout, rows)
}

// columns writes rows of two cells. A second cell that is too long goes on under its
// beginning; so does the text of a row without a first cell.
func columns(w io.Writer, rows [][2]string) error {
	left := 0
	for _, row := range rows {
		left = max(left, cells(row[0]))
	}
	indent := strings.Repeat(" ", left+2)
	var b strings.Builder
	for _, row := range rows {
		first := row[0] + indent[:len(indent)-cells(row[0])]
		for i, line := range lang.Wrap(row[1], tableWidth-len(indent)) {
			if i > 0 {
				first = indent
			}
			b.WriteString(strings.TrimRight(first+line, " ") + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cells is how wide a terminal draws a text; Chinese characters take two each.
func cells(text string) int {
	var condition runewidth.Condition
	return condition.StringWidth(text)
}
