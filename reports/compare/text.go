package compare

import (
	"fmt"
	"io"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
)

// writeText writes a comparison for a terminal.
func writeText(w io.Writer, c *Comparison, words *lang.Words) error {
	word, reason := c.headline(words)
	lines := []string{word + "  " + reason}
	for _, side := range c.sides() {
		lines = append(lines, words.Say(side))
	}
	lines = append(lines, "")
	lines = append(lines, reports.Align(c.table(words))...)
	if classes := c.classes(words); classes != nil {
		lines = append(lines, "")
		lines = append(lines, reports.Align(classes)...)
	}
	if weak := c.weakness(); weak != "" {
		lines = append(lines, "", words.Say(weak))
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
