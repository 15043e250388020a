package lang

import (
	"regexp"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Lines is a text laid out for a terminal, said line by line. Columns are told by two
// spaces and more between them, and stay where they are as long as what stands before
// them is no wider than it was. A cell of a single word may be a name and stays.
func (w *Words) Lines(text string) string {
	if w == nil {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		body := strings.TrimSuffix(line, "\n")
		b.WriteString(w.line(body) + line[len(body):])
	}
	return b.String()
}

var gap = regexp.MustCompile(` {2,}`)

// line says a line cell by cell.
func (w *Words) line(text string) string {
	var condition runewidth.Condition
	said, last := "", 0
	put := func(cell string, at int) {
		if padding := at - condition.StringWidth(said); said != "" || at > 0 {
			said += strings.Repeat(" ", max(padding, min(2, at)))
		}
		mark := item.FindString(cell)
		said += mark + w.Text(cell[len(mark):])
	}
	for _, between := range gap.FindAllStringIndex(text, -1) {
		if between[0] > last || last == 0 && between[0] > 0 {
			put(text[last:between[0]], condition.StringWidth(text[:last]))
		}
		last = between[1]
	}
	if last < len(text) {
		put(text[last:], condition.StringWidth(text[:last]))
	}
	return said
}

// item is what a line of a list, or of a drawing, begins with.
var item = regexp.MustCompile(`^(?:[-|] |\d+\. )`)

// Align lays rows out in columns, two spaces between them. Chinese characters take two
// cells, as terminals draw them.
func Align(rows [][]string) string {
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
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			if i > 0 {
				line = condition.FillRight(line, sum(widths[:i])+2*i)
			}
			line += cell
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

func sum(all []int) (n int) {
	for _, x := range all {
		n += x
	}
	return n
}
