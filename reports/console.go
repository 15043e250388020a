package reports

import (
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-runewidth"

	"github.com/wxload/wxload/reports/lang"
)

// consoleEvents is how many events of an example a console shows.
const consoleEvents = 6

// WriteConsole writes a summary for people in their language, verdict first. Without
// color it is plain text, in English ASCII but for names and texts of the run.
func WriteConsole(w io.Writer, r *Report, words *lang.Words, color bool) error {
	c := console{color: color, words: words}
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
	words *lang.Words
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

// say is a text of the report, which may have other people's texts in it, in the reader's
// language.
func (c *console) say(text string) string { return c.words.Say(text) }

// section starts a new part with its title, padded so that what follows aligns.
func (c *console) section(title, text string) {
	c.line("%s  %s", c.paint(bold, padRight(title, titleWidth)), c.say(text))
}

// titleWidth is how many cells of a terminal the titles take.
const titleWidth = 16

// table writes rows with their header first; after each row stands what below has for it.
func (c *console) table(rows [][]string, below func(row int) string) {
	for i, line := range alignTable(rows, consoleWidth) {
		if i == 0 {
			line = c.paint(bold, line)
		}
		c.line("%s", line)
		if i > 0 {
			if text := below(i - 1); text != "" {
				c.line("    %s", c.words.Text(text))
			}
		}
	}
}

func (c *console) verdict(r *Report) {
	word, reason := r.headline()
	style := green
	if word != strings.ToUpper(VerdictPassed) {
		style = red
	}
	c.line("%s  %s", c.paint(style, word), c.say(reason))
	c.line("%s", c.say(r.setting()))
	if warning := r.warning(); warning != "" {
		c.line("%s  %s", c.paint(yellow, c.say("WARNING")), c.say(warning))
	}
	for _, note := range r.notes() {
		c.line("%s  %s", c.paint(yellow, c.say("NOTE")), c.say(note))
	}
	c.line("")
}

// failures stand first: they are why a run is red.
func (c *console) failures(r *Report) {
	table, more := r.failureTable(c.words)
	c.table(table, func(row int) string { return printable(r.Failures[row].Example) })
	if more != "" {
		c.line("%s", c.say(more))
	}
	if table != nil {
		c.line("")
	}
}

func (c *console) logins(r *Report) {
	c.section(c.say("Duplicate logins"), r.duplicates())
	c.section("  "+c.say("server's view"), r.serverView())
	c.section(c.say("Logins"), r.logins())
	if r.Refreshes != nil {
		c.section(c.say("Refreshes"), r.Refreshes.ends())
		c.section("  "+c.say("duplicates"), r.Refreshes.duplicates())
	}
	c.section(c.say("Requests"), r.requests())
	c.section(c.say("Sends"), r.sends())
	c.section(c.say("Answers"), r.statuses())
	for i := range r.Targets {
		c.target(&r.Targets[i])
	}
}

// target is what is about one of several targets.
func (c *console) target(t *Target) {
	c.section(c.say("Target"), c.paint(bold, printable(t.Host)))
	for _, row := range t.rows() {
		name := strings.TrimLeft(row[0], " ")
		c.section("  "+strings.TrimSuffix(row[0], name)+c.say(name), row[1])
	}
}

func (c *console) defects(r *Report) {
	text := "none"
	if len(r.Defects) > 0 {
		text = formatCount(r.countDefects(func(Defect) bool { return true }))
	}
	c.section(c.say("Defects"), text)
	for i := range r.Defects {
		c.defect(r, i)
	}
	for _, line := range r.unseenLines() {
		c.line("  %s", c.say("not seen: "+line))
	}
}

func (c *console) defect(r *Report, i int) {
	d := r.Defects[i]
	style := bold
	if d.Severity == "high" {
		style = red
	}
	c.line("  %s  %s", c.paint(style, padRight(c.say(d.Severity), len("medium"))), c.words.Join(append([]string{c.say(r.seen(i))}, d.where(c.words)...)...))
	if sentence := r.sentence(i, c.words); sentence != "" {
		c.line("          %s", sentence)
	}
	for _, line := range timeline(d.Example, consoleEvents, c.words) {
		c.line("          | %s", line)
	}
	if d.Advice != "" {
		c.line("          %s", c.say("mend: "+printable(d.Advice)))
	}
}

func (c *console) latencies(r *Report) {
	table, more := latencyTable(r.Latency, fewPercentiles(), c.words)
	if len(table) == 1 {
		return
	}
	c.line("")
	c.table(table, func(int) string { return "" })
	if more != "" {
		c.line("  %s", c.say(more))
	}
}

func (c *console) slowest(r *Report) {
	table := r.slowTable(c.words)
	if table == nil {
		return
	}
	for i := range table {
		table[i] = table[i][:2]
	}
	c.line("")
	c.table(table, func(row int) string { return r.Slowest[row].found() })
}

// thresholds has the values before the expressions, which can be long.
func (c *console) thresholds(r *Report) {
	c.line("")
	judged := fmt.Sprintf("%d of %d passed", r.passedThresholds(), len(r.Thresholds))
	if r.part {
		judged = "judged when all shards are merged"
	}
	c.section(c.say("Thresholds"), judged)
	width := 0
	for _, t := range r.Thresholds {
		width = max(width, len(formatValue(t)))
	}
	for _, t := range r.Thresholds {
		line := fmt.Sprintf("%*s  %s", width, formatValue(t), printable(t.Expr))
		if t.Note != "" {
			line = c.words.Sprintf("%s  (%s)", line, c.say(printable(t.Note)))
		}
		c.line("  %s  %s", c.mark(t), line)
	}
}

// mark is the result of a threshold: in English as short as ever, in another language in
// the words of the page.
func (c *console) mark(t ThresholdResult) string {
	passed, failed, unjudged := "ok", "FAIL", "?"
	if c.words != nil {
		passed, failed, unjudged = c.say("✓ passed"), c.say("✗ failed"), c.say("? not judged")
	}
	var condition runewidth.Condition
	width := condition.StringWidth(failed)
	switch {
	case t.failed():
		return c.paint(red, failed)
	case t.passed():
		return c.paint(green, condition.FillRight(passed, width))
	}
	return c.paint(yellow, condition.FillRight(unjudged, width))
}

func (c *console) books(r *Report) {
	text := c.say(r.balance())
	if !r.Books.Balanced {
		text = c.paint(red, text)
	}
	c.section(c.say("Books"), text)
	for _, note := range r.Books.Notes {
		c.line("  %s", c.say(printable(note)))
	}
	c.section(c.say("Generator"), r.generator())
	if len(r.Stubbed) > 0 {
		c.section(c.say("Stubbed"), r.stubbed())
	}
	if len(r.PageErrors) > 0 {
		total, lines := r.pageErrors()
		c.section(c.say("Page errors"), total)
		for _, line := range lines {
			c.line("  %s", c.say(line))
		}
	}
}
