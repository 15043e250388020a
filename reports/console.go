package reports

import (
	"fmt"
	"io"
	"strings"
)

// consoleEvents is how many events of an example a console shows.
const consoleEvents = 6

// WriteConsole writes a summary for people, verdict first. Without color it is
// plain text, and ASCII but for names and texts of the run.
func WriteConsole(w io.Writer, r *Report, color bool) error {
	c := console{color: color}
	c.verdict(r)
	c.failures(r)
	c.logins(r)
	c.defects(r)
	c.latencies(r)
	c.slowest(r)
	c.thresholds(r)
	c.books(r)
	_, err := io.WriteString(w, c.text.String())
	return err
}

type console struct {
	text  strings.Builder
	color bool
}

// The colours that a console uses, as the parameters of an escape sequence.
const (
	bold   = "1"
	red    = "1;31"
	green  = "1;32"
	yellow = "1;33"
)

func (c *console) paint(style, s string) string {
	if !c.color {
		return s
	}
	return "\x1b[" + style + "m" + s + "\x1b[0m"
}

func (c *console) line(format string, args ...any) {
	fmt.Fprintf(&c.text, format+"\n", args...)
}

// section starts a new part with its title, padded so that what follows aligns.
func (c *console) section(title, text string) {
	c.line("%s  %s", c.paint(bold, fmt.Sprintf("%-16s", title)), text)
}

func (c *console) verdict(r *Report) {
	word, reason := r.headline()
	style := green
	if word != strings.ToUpper(VerdictPassed) {
		style = red
	}
	c.line("%s  %s", c.paint(style, word), reason)
	c.line("%s", r.setting())
	if warning := r.warning(); warning != "" {
		c.line("%s  %s", c.paint(yellow, "WARNING"), warning)
	}
	for _, note := range r.Notes {
		c.line("%s  %s", c.paint(yellow, "NOTE"), printable(note))
	}
	c.line("")
}

// failures stand first: they are why a run is red.
func (c *console) failures(r *Report) {
	table, more := r.failureTable()
	for i, line := range alignTable(table, consoleWidth) {
		if i == 0 {
			line = c.paint(bold, line)
		}
		c.line("%s", line)
		if i > 0 && r.Failures[i-1].Example != "" {
			c.line("    %s", printable(r.Failures[i-1].Example))
		}
	}
	if more != "" {
		c.line("%s", more)
	}
	if table != nil {
		c.line("")
	}
}

func (c *console) logins(r *Report) {
	c.section("Duplicate logins", r.duplicates())
	c.section("  server's view", r.serverView())
	c.section("Logins", r.logins())
	if r.Refreshes != nil {
		c.section("Refreshes", r.Refreshes.ends())
		c.section("  duplicates", r.Refreshes.duplicates())
	}
	c.section("Requests", r.requests())
	c.section("Sends", r.sends())
	c.section("Answers", r.statuses())
}

func (c *console) defects(r *Report) {
	text := "none"
	if len(r.Defects) > 0 {
		text = formatCount(r.countDefects(func(Defect) bool { return true }))
	}
	c.section("Defects", text)
	for i := range r.Defects {
		c.defect(r, i)
	}
	for _, line := range r.unseenLines() {
		c.line("  not seen: %s", line)
	}
}

func (c *console) defect(r *Report, i int) {
	d := r.Defects[i]
	style := bold
	if d.Severity == "high" {
		style = red
	}
	c.line("  %s  %s: %s in %s", c.paint(style, fmt.Sprintf("%-6s", d.Severity)),
		printable(defectName(d)), formatCount(d.Count), plural(d.Clients, "client"))
	if sentence := r.sentence(i); sentence != "" {
		c.line("          %s", sentence)
	}
	for _, line := range timeline(d.Example, consoleEvents) {
		c.line("          | %s", line)
	}
	if d.Advice != "" {
		c.line("          mend: %s", printable(d.Advice))
	}
}

func (c *console) latencies(r *Report) {
	table, more := latencyTable(r.Latency, fewPercentiles())
	if len(table) == 1 {
		return
	}
	c.line("")
	for i, line := range alignTable(table, consoleWidth) {
		if i == 0 {
			line = c.paint(bold, line)
		}
		c.line("%s", line)
	}
	if more != "" {
		c.line("  %s", more)
	}
}

func (c *console) slowest(r *Report) {
	for i, line := range r.slowLines() {
		if i == 0 {
			c.line("")
			line = c.paint(bold, line)
		}
		c.line("%s", line)
	}
}

// thresholds has the values before the expressions, which can be long.
func (c *console) thresholds(r *Report) {
	c.line("")
	c.section("Thresholds", fmt.Sprintf("%d of %d passed", r.passedThresholds(), len(r.Thresholds)))
	width := 0
	for _, t := range r.Thresholds {
		width = max(width, len(formatValue(t)))
	}
	for _, t := range r.Thresholds {
		mark := c.paint(green, "ok  ")
		switch {
		case t.failed():
			mark = c.paint(red, "FAIL")
		case !t.passed():
			mark = c.paint(yellow, "?   ")
		}
		line := fmt.Sprintf("%*s  %s", width, formatValue(t), printable(t.Expr))
		if t.Note != "" {
			line += "  (" + printable(t.Note) + ")"
		}
		c.line("  %s  %s", mark, line)
	}
}

func (c *console) books(r *Report) {
	text := r.balance()
	if !r.Books.Balanced {
		text = c.paint(red, text)
	}
	c.section("Books", text)
	for _, note := range r.Books.Notes {
		c.line("  %s", printable(note))
	}
	c.section("Generator", r.generator())
	if len(r.Stubbed) > 0 {
		c.section("Stubbed", r.stubbed())
	}
	if len(r.PageErrors) > 0 {
		total, lines := r.pageErrors()
		c.section("Page errors", total)
		for _, line := range lines {
			c.line("  %s", line)
		}
	}
}
