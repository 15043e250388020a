package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// writeMarkdown writes a comparison as a comment on a pull request, in GitHub's dialect.
func writeMarkdown(w io.Writer, c *Comparison, words *lang.Words) error {
	word, reason := c.headline(words)
	say := func(text string) string { return reports.EscapeMarkdown(words.Say(text)) }
	var b strings.Builder
	fmt.Fprintf(&b, "## wxload: %s", word)
	fmt.Fprintf(&b, "\n\n**%s**\n", reports.EscapeMarkdown(reason))
	markdownTable(&b, c.table(words), 6)
	if weak := c.weakness(); weak != "" {
		fmt.Fprintf(&b, "\n> %s\n", say(weak))
	}
	if classes := c.classes(words); classes != nil {
		markdownTable(&b, classes, 3)
	}
	b.WriteString("\n")
	for _, side := range c.sides() {
		fmt.Fprintf(&b, "- %s\n", say(side))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownTable writes a header and rows; the columns up to text are numbers, but the first.
func markdownTable(b *strings.Builder, rows [][]string, text int) {
	for i, row := range rows {
		if b.WriteString("\n"); i > 0 {
			for n := range row {
				row[n] = reports.EscapeMarkdown(row[n])
			}
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |")
		if i > 0 {
			continue
		}
		b.WriteString("\n| --- |")
		for n := range row[1:] {
			if n+1 < text {
				b.WriteString(" ---: |")
			} else {
				b.WriteString(" --- |")
			}
		}
	}
	b.WriteString("\n")
}
