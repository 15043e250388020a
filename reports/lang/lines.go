package lang

import (
	"regexp"
	"strings"

	"github.com/mattn/go-runewidth"
)

// Lines is a text laid out for a terminal, said line by line. Columns are told by two
// spaces and more between them, and stay where they are as long as what stands before
// them is no wider than it was.
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
		said += mark + w.Say(cell[len(mark):])
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
