package compare

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/lang"
	"github.com/wxload/wxload/reports/suggest"
)

// Formats returns the formats that [Write] knows.
func Formats() []string { return []string{"text", "json", "markdown", "html"} }

// Write writes a comparison, for people in their language. An unknown format is an error
// that names the nearest one; nothing is written then.
func Write(w io.Writer, format string, c *Comparison, words *lang.Words) error {
	switch format {
	case "text":
		return writeText(w, c, words)
	case "json":
		return writeJSON(w, c)
	case "markdown":
		return writeMarkdown(w, c, words)
	case "html":
		return writeHTML(w, c, words)
	}
	return fmt.Errorf("unknown format %q%s", format, suggest.Hint(format, Formats()))
}

func writeJSON(w io.Writer, c *Comparison) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(c)
}

// headline is what the comparison comes to: a word, and why in the reader's language.
func (c *Comparison) headline(words *lang.Words) (word, reason string) {
	for _, verdict := range []string{Worse, Better} {
		if found := c.with(verdict); len(found) > 0 {
			var parts []string
			for _, m := range found {
				parts = append(parts, m.Name+" "+words.Say(m.changeText()))
			}
			word = strings.ToUpper(verdict)
			if c.weak() {
				word += " (weak)"
			}
			return word, words.Join(parts...)
		}
	}
	if unclear := len(c.with(Unclear)); unclear > 0 {
		return strings.ToUpper(Unclear), words.Say(fmt.Sprintf("no change is shown; %d of %d metrics may have changed", unclear, len(c.Metrics)))
	}
	return strings.ToUpper(Same), words.Say(fmt.Sprintf("none of %d metrics has changed by %.0f %% or more", len(c.Metrics), 100*c.bar()))
}

func (c *Comparison) weak() bool { return len(c.Metrics) > 0 && c.Metrics[0].Weak }

func (c *Comparison) bar() float64 {
	if c.weak() {
		return weakChange
	}
	return strongChange
}

// weakness is what there is to say of a comparison of few runs; "" of others.
func (c *Comparison) weakness() string {
	if !c.weak() {
		return ""
	}
	return fmt.Sprintf("weak: the seconds of a run do not show how much runs differ by themselves, so such a verdict is often wrong; give %d runs or more on each side", StrongRuns)
}

// sides says what was compared, a line for each side.
func (c *Comparison) sides() [2]string {
	return [2]string{"A: " + sideText(c.a), "B: " + sideText(c.b)}
}

func sideText(runs []*Run) string {
	first := runs[0]
	from, to := first.Head.Started, first.Head.Started
	for _, run := range runs {
		if run.Head.Started.Before(from) {
			from = run.Head.Started
		}
		if run.Head.Started.After(to) {
			to = run.Head.Started
		}
	}
	scenario, wrapper := reports.Printable(first.Head.Scenario), reports.Printable(first.Head.Wrapper)
	const layout = "2006-01-02 15:04:05 MST"
	if len(runs) == 1 {
		return fmt.Sprintf("1 run of %s with %s, %s", scenario, wrapper, from.UTC().Format(layout))
	}
	return fmt.Sprintf("%d runs of %s with %s, %s to %s", len(runs), scenario, wrapper, from.UTC().Format("2006-01-02 15:04:05"), to.UTC().Format(layout))
}

// absent stands for what is not known.
const absent = "-"

// table has a header and a row for each metric.
func (c *Comparison) table(words *lang.Words) [][]string {
	rows := [][]string{{words.Say("Metric"), "A", "B", words.Say("change"), words.Say("95 % interval"), "p", words.Say("verdict")}}
	for _, m := range c.Metrics {
		change := "~"
		if m.Verdict != Unclear {
			change = m.changeText()
		}
		rows = append(rows, []string{m.Name, m.value(m.A), m.value(m.B), words.Say(change), m.intervalText(), m.pText(), m.verdictText(words)})
	}
	return rows
}

func (m *Metric) value(v *float64) string {
	if v == nil {
		return absent
	}
	return m.quantity.format(*v)
}

func (m *Metric) changeText() string {
	if m.Change == nil {
		return "from 0"
	}
	return signed(*m.Change)
}

func (m *Metric) intervalText() string {
	if m.Interval == nil {
		return absent
	}
	return signed(m.Interval[0]) + " … " + signed(m.Interval[1])
}

func (m *Metric) pText() string {
	switch {
	case m.P == nil:
		return absent
	case *m.P < 0.001:
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", *m.P)
}

func (m *Metric) verdictText(words *lang.Words) string {
	switch {
	case m.Verdict == Same:
		return words.Say("same")
	case m.Verdict == Better && m.Weak:
		return words.Say("better (weak)")
	case m.Verdict == Better:
		return words.Say("better")
	case m.Verdict == Worse && m.Weak:
		return words.Say("worse (weak)")
	case m.Verdict == Worse:
		return words.Say("worse")
	}
	return words.Say("unclear")
}

// signed is a part as a percentage with its sign.
func signed(part float64) string {
	percent := 100 * part
	switch {
	case math.Abs(percent) < 0.05:
		return "0 %"
	case math.Abs(percent) < 9.95:
		return strings.Replace(fmt.Sprintf("%+.1f %%", percent), "-", "−", 1)
	}
	return strings.Replace(fmt.Sprintf("%+.0f %%", percent), "-", "−", 1)
}
